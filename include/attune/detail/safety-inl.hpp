#pragma once

#include <attune/safety.hpp>

namespace attune {

}  // namespace attune
