#pragma once

#include <attune/segment.hpp>

namespace attune {

}  // namespace attune
