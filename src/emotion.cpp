#include <attune/detail/emotion-inl.hpp>
