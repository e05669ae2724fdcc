#include <attune/detail/train_phrases-inl.hpp>
