#include <attune/detail/unicode-inl.hpp>
