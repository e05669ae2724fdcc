#include <attune/detail/evaluate_emotion-inl.hpp>
