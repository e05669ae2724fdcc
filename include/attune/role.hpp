/// Who wrote an utterance.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace attune {

enum class Role : std::uint8_t { customer, agent, bot, unknown };

/// "customer", "agent", "bot" or "unknown".
constexpr std::string_view to_string(Role role) {
  switch (role) {
    case Role::customer: return "customer";
    case Role::agent: return "agent";
    case Role::bot: return "bot";
    case Role::unknown: break;
  }
  return "unknown";
}

/// The role of that exact name; empty when there is none. Synonyms belong to transcript.hpp.
constexpr std::optional<Role> role_from_name(std::string_view name) {
  for (const Role role : {Role::customer, Role::agent, Role::bot, Role::unknown})
    if (to_string(role) == name) return role;
  return std::nullopt;
}

}  // namespace attune
