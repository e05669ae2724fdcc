#include <attune/detail/aligned_text-inl.hpp>
