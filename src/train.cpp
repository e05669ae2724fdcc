#include <attune/detail/train-inl.hpp>
