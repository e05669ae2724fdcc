#pragma once

#include <attune/report.hpp>

namespace attune {

}  // namespace attune
