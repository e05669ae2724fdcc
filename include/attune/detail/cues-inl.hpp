#pragma once

#include <attune/cues.hpp>

namespace attune {

}  // namespace attune
