#include <attune/detail/empathy-inl.hpp>
