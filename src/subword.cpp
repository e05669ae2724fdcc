#include <attune/detail/subword-inl.hpp>
