#include <attune/detail/tokenizer-inl.hpp>
