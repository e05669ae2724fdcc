#include <attune/detail/alert_budget-inl.hpp>
