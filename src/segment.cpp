#include <attune/detail/segment-inl.hpp>
