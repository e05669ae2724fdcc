#include <attune/detail/evaluate_support-inl.hpp>
