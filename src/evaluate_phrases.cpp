#include <attune/detail/evaluate_phrases-inl.hpp>
