#pragma once

#include <attune/terms.hpp>

namespace attune {

}  // namespace attune
