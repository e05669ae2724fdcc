/// Training an emotion classifier on labelled text.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/emotion.hpp>
#include <attune/error.hpp>

namespace attune {

// train_emotion(data, options, out) -> Result<...>: the body's author writes this header.

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/train-inl.hpp>
#endif
