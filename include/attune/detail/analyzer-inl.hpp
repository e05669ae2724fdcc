#pragma once

#include <attune/analyzer.hpp>

namespace attune {

}  // namespace attune
