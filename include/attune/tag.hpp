/// What an agent's phrase does: 17 tags in 4 kinds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace attune {

enum class Kind : std::uint8_t { cognitive, emotional, action, detracting };

enum class Tag : std::uint8_t {
  reflect_feeling, validate, restate, understand, explore,          // cognitive
  share_feeling, sympathy, apology, reassure, appreciate,           // emotional
  ownership, remedy,                                                // action
  dismissive, blaming, policy_shield, scripted, defensive,          // detracting
};
inline constexpr std::size_t n_tags = 17;

constexpr Kind kind_of(Tag tag) {
  if (tag <= Tag::explore) return Kind::cognitive;
  if (tag <= Tag::appreciate) return Kind::emotional;
  if (tag <= Tag::remedy) return Kind::action;
  return Kind::detracting;
}

namespace detail {

inline constexpr std::array<std::string_view, 4> kind_names{"cognitive", "emotional", "action", "detracting"};
inline constexpr std::array<std::string_view, n_tags> tag_names{
    "reflect_feeling", "validate", "restate",  "understand", "explore",    "share_feeling", "sympathy", "apology",  "reassure",
    "appreciate",      "ownership", "remedy", "dismissive", "blaming",    "policy_shield", "scripted", "defensive"};

}  // namespace detail

/// "cognitive", "emotional", "action" or "detracting".
constexpr std::string_view to_string(Kind kind) { return detail::kind_names[static_cast<std::size_t>(kind)]; }

/// The enumerator's own name.
constexpr std::string_view to_string(Tag tag) { return detail::tag_names[static_cast<std::size_t>(tag)]; }

/// The tag of that exact name; empty when there is none.
constexpr std::optional<Tag> tag_from_name(std::string_view name) {
  const auto found = std::find(detail::tag_names.begin(), detail::tag_names.end(), name);
  if (found == detail::tag_names.end()) return std::nullopt;
  return static_cast<Tag>(found - detail::tag_names.begin());
}

}  // namespace attune
