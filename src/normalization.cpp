#include <attune/detail/normalization-inl.hpp>
