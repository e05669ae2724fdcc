// How much a conversation wants attention: what weighs on it, in the points of which one makes a message high-stress (cue_tables.hpp).
//
// Set by hand; nothing here was fitted.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <attune/detail/conversation_state.hpp>
#include <attune/monitor.hpp>

namespace attune::detail {

struct Concern {
  AlertKind kind = AlertKind::stress;
  float points = 0;
  Place place = {};
};

using Concerns = std::array<Concern, 5>;

inline Concerns find_concerns(const ConversationState& c) {
  const auto up_to_three = [](std::uint32_t n) { return static_cast<float>(std::min(n, std::uint32_t{3})); };
  Concerns out{{{AlertKind::stress}, {AlertKind::escalation}, {AlertKind::unacknowledged}, {AlertKind::repeat_contact}, {AlertKind::waiting}}};
  const auto set = [&](std::size_t i, float points, const Place& place) { out[i].points = points, out[i].place = place; };
  set(0, c.last.stress / (1 - c.last.stress), c.last.strongest);
  if (c.last.content) return out;  // the rest is over
  if (c.escalation) set(1, 0.3f, *c.escalation);
  if (c.awaits_acknowledgement()) set(2, 0.25f * up_to_three(c.n_replies), c.emotional->place);
  set(3, 0.15f * up_to_three(c.repeat_contact.n_turns), c.repeat_contact.last);
  set(4, 0.1f * up_to_three(c.waiting.n_turns), c.waiting.last);
  return out;
}

/// What has grown most since `before` comes first, since that is the news; then the strongest.
inline Concerns order_concerns(Concerns now, const Concerns& before) {
  std::size_t news = 0;
  const auto growth = [&](std::size_t i) { return now[i].points - before[i].points; };
  for (std::size_t i = 1; i < now.size(); ++i)
    if (growth(i) > growth(news)) news = i;
  const bool is_news = growth(news) > 0;
  if (is_news) std::swap(now[0], now[news]);
  std::stable_sort(now.begin() + is_news, now.end(), [](const Concern& a, const Concern& b) { return a.points > b.points; });
  return now;
}

/// From 0 to less than 1, as stress is made of its points.
inline float attention_score(const Concerns& concerns) {
  float points = 0;
  for (const Concern& concern : concerns) points += concern.points;
  return points / (1 + points);
}

}  // namespace attune::detail
