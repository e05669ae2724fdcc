#include <attune/detail/report-inl.hpp>
