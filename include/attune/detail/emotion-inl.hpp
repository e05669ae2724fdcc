#pragma once

#include <attune/emotion.hpp>

namespace attune {

}  // namespace attune
