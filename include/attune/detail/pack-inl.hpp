#pragma once

#include <attune/pack.hpp>

namespace attune {

}  // namespace attune
