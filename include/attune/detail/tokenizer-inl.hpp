#pragma once

#include <attune/tokenizer.hpp>

namespace attune {

}  // namespace attune
