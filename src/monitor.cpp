#include <attune/detail/monitor-inl.hpp>
