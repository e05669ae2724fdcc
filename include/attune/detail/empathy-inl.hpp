#pragma once

#include <attune/empathy.hpp>

namespace attune {

}  // namespace attune
