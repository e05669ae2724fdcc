#include <attune/detail/clauses-inl.hpp>
