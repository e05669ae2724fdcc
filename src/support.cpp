#include <attune/detail/support-inl.hpp>
