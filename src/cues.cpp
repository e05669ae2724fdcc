#include <attune/detail/cues-inl.hpp>
