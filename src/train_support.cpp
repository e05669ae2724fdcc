#include <attune/detail/train_support-inl.hpp>
