#pragma once

#include <attune/train.hpp>

namespace attune {

}  // namespace attune
