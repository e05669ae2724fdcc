#pragma once

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <attune/alert_budget.hpp>
#include <attune/detail/saved_state.hpp>

namespace attune {

namespace detail {

inline constexpr StateFormat budget_format{"attuneAB", 1};
inline constexpr std::size_t n_alert_levels = 256;
inline constexpr std::uint32_t n_cold = 100;        // conversations until the threshold is learned
inline constexpr std::uint32_t n_remembered = 4096;
inline constexpr double alert_price = 100;          // each conversation pays `per_100` in

constexpr std::size_t alert_level(float score) {
  return static_cast<std::size_t>(std::clamp(score, 0.0f, 1.0f) * static_cast<float>(n_alert_levels - 1));
}
constexpr float alert_score(std::size_t level) { return static_cast<float>(level) / static_cast<float>(n_alert_levels - 1); }

inline constexpr float tense_score = 0.3f / 1.3f, high_stress_score = 0.5f;

}  // namespace detail

struct AlertBudget::Ledger {
  explicit Ledger(double share) : per_100(share), purse(purse_size()) {}

  double purse_size() const { return per_100 > 0 ? std::max(detail::alert_price, per_100 * detail::alert_price) : 0; }

  std::uint32_t n_seen() const { return reached[0]; }

  /// The lowest level that is worth an alert; `n_alert_levels` when none is.
  std::size_t threshold() const {
    constexpr std::size_t lowest = detail::alert_level(detail::tense_score) + 1, cold = detail::alert_level(detail::high_stress_score);
    if (n_seen() < detail::n_cold) return cold;
    const double allowed = per_100 / 100 * n_seen();
    std::size_t level = detail::n_alert_levels;
    while (level > lowest && reached[level - 1] <= allowed) --level;
    return level;
  }

  void count(BudgetShare& share, std::size_t level) {
    if (!share.counted) {
      share.counted = true;
      purse = std::min(purse_size(), purse + per_100);
      if (n_seen() >= detail::n_remembered)
        for (std::uint32_t& n : reached) n /= 2;
      ++reached[0];
    }
    for (; share.level < level; ++share.level) ++reached[share.level + 1u];
  }

  /// A conversation is measured by those before it.
  bool spend(BudgetShare& share, std::size_t level) {
    const bool worth = level >= threshold();
    count(share, level);
    if (!worth || share.alerted || purse < detail::alert_price) return false;
    purse -= detail::alert_price;
    share.alerted = true;
    return true;
  }

  template <class Io, class Self>
  static void exchange(Io& io, Self& self) {
    io(self.per_100, self.purse);
    for (auto& n : self.reached) io(n);
  }

  mutable std::mutex mutex;
  double per_100;
  double purse;
  std::array<std::uint32_t, detail::n_alert_levels> reached{};  // how many conversations have reached each level; level 0: have been seen
};

ATTUNE_INLINE AlertBudget::AlertBudget(double per_100) {
  if (!(per_100 >= 0 && per_100 <= 100)) throw std::invalid_argument("a budget is in alerts per 100 conversations, 0 to 100");
  ledger_ = std::make_shared<Ledger>(per_100);
}

ATTUNE_INLINE Result<AlertBudget> AlertBudget::resume(std::string_view state) {
  Result<detail::StateReader> reader = detail::StateReader::open(state, detail::budget_format, "alert budget");
  if (!reader) return reader.error();
  auto ledger = std::make_shared<Ledger>(0.0);
  Ledger::exchange(*reader, *ledger);
  if (!reader->complete()) return reader->corrupt("a field is missing, or there is more");
  if (!(ledger->per_100 >= 0 && ledger->per_100 <= 100) || !(ledger->purse >= 0 && ledger->purse <= ledger->purse_size()) ||
      ledger->n_seen() > detail::n_remembered)
    return reader->corrupt("a number is out of range");
  return AlertBudget(std::move(ledger));
}

ATTUNE_INLINE std::string AlertBudget::state() const {
  detail::StateWriter writer(detail::budget_format);
  const std::lock_guard lock(ledger_->mutex);
  Ledger::exchange(writer, std::as_const(*ledger_));
  return writer.finish();
}

ATTUNE_INLINE double AlertBudget::per_100() const { return ledger_->per_100; }

ATTUNE_INLINE float AlertBudget::threshold() const {
  const std::lock_guard lock(ledger_->mutex);
  return std::min(1.0f, detail::alert_score(ledger_->threshold()));
}

ATTUNE_INLINE void AlertBudget::count(BudgetShare& share, float score) const {
  const std::lock_guard lock(ledger_->mutex);
  ledger_->count(share, detail::alert_level(score));
}

ATTUNE_INLINE bool AlertBudget::spend(BudgetShare& share, float score) const {
  const std::lock_guard lock(ledger_->mutex);
  return ledger_->spend(share, detail::alert_level(score));
}

}  // namespace attune
