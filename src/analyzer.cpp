#include <attune/detail/analyzer-inl.hpp>
