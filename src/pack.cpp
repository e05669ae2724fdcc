#include <attune/detail/pack-inl.hpp>
