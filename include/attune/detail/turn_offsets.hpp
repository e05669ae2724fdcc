// Offsets of reasons, which lie in one turn or another.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <attune/conversation.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// The map of a turn's text, kept until another turn's is asked for: reasons of one turn stand together.
class TurnOffsets {
 public:
  explicit TurnOffsets(std::span<const Utterance> turns) : turns_(turns) {}

  const OffsetMap& of(std::size_t turn) {
    if (!map_ || turn != turn_) {
      map_.emplace(turns_[turn].text);
      turn_ = turn;
    }
    return *map_;
  }

 private:
  std::span<const Utterance> turns_;
  std::optional<OffsetMap> map_;
  std::size_t turn_ = 0;
};

}  // namespace attune::detail
