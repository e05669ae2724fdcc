#include <attune/detail/redact-inl.hpp>
