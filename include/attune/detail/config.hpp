// How one body serves two targets: `attune::attune` compiles each *-inl.hpp once (src/), and
// `attune::header_only` includes it from the public header with every function inline.
#pragma once

#if defined(ATTUNE_HEADER_ONLY)
#define ATTUNE_INLINE inline
#else
#define ATTUNE_INLINE
#endif
