#pragma once

#include <attune/unicode.hpp>

namespace attune {

}  // namespace attune
