#pragma once

#include <attune/conversation.hpp>

namespace attune {

}  // namespace attune
