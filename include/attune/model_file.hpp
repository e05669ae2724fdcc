/// Model files: safetensors, mapped and checked before anything in them is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/error.hpp>

namespace attune {

// Tensor, ModelFile::open(path) -> Result<ModelFile>, ModelWriter: the body's author writes them here.

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/model_file-inl.hpp>
#endif
