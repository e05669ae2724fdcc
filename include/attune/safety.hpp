/// Crisis language and life events, by rule alone: before any model, and with none loaded. English only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/detail/config.hpp>

namespace attune {

enum class SafetyKind : std::uint8_t {
  crisis,      ///< self-harm, danger to life
  life_event,  ///< illness, death, job loss, disability, money hardship: a person should answer
};

std::string_view to_string(SafetyKind kind);

struct SafetyFlag {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  SafetyKind kind = SafetyKind::crisis;
  std::string_view rule;    ///< lives as long as the program
};

/// Every place in `text` that should reach a human, in order. Never suppressed by negation or doubt.
/// Not a clinical instrument: it misses people, and flags idioms now and then ("this is killing me" is known to it).
/// Errors: none. Cost: linear in bytes.
std::vector<SafetyFlag> find_safety_flags(std::string_view text);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/safety-inl.hpp>
#endif
