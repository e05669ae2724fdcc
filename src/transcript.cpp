#include <attune/detail/transcript-inl.hpp>
