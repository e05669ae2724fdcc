#pragma once

#include <attune/transcript.hpp>

namespace attune {

}  // namespace attune
