#include <attune/detail/train_pieces-inl.hpp>
