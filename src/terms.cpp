#include <attune/detail/terms-inl.hpp>
