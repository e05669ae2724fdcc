#include <attune/detail/features-inl.hpp>
