#pragma once

#include <attune/evaluate.hpp>

namespace attune {

}  // namespace attune
