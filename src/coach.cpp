#include <attune/detail/coach-inl.hpp>
