/// Terms to n-gram features with the spans they stand for.
#pragma once

#include <attune/terms.hpp>

namespace attune {

// The body's author writes this header.

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/features-inl.hpp>
#endif
