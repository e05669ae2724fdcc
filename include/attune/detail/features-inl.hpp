#pragma once

#include <attune/features.hpp>

namespace attune {

}  // namespace attune
