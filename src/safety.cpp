#include <attune/detail/safety-inl.hpp>
