#pragma once

#include <attune/clauses.hpp>

namespace attune {

}  // namespace attune
