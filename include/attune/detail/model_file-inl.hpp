#pragma once

#include <attune/model_file.hpp>

namespace attune {

}  // namespace attune
