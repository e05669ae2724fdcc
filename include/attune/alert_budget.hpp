/// How many conversations of a desk may raise an alert, and which of them are worth it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <attune/detail/config.hpp>
#include <attune/error.hpp>

namespace attune {

/// What a budget has counted of one conversation. Whoever watches the conversation keeps it.
struct BudgetShare {
  bool counted = false;    ///< the conversation is among those seen
  bool alerted = false;    ///< it has had its alert
  std::uint8_t level = 0;  ///< the highest it has reached, of 256
};

/// So many alerts per 100 conversations, spent on those with the highest scores. One conversation has one alert at most.
///
/// Scores are in [0, 1). How many conversations have reached each of 256 levels is counted as they go on; the threshold is the lowest level that
/// no more than the budget's share of them has reached. Until 100 conversations have been seen that is not known, and the threshold is 0.5, what
/// a high-stress message scores by itself. A score below 0.23, that of a tense message, is never worth an alert: the budget is a bound, no quota.
/// Old conversations fade: at 4,096 all counts are halved.
///
/// Whatever the scores are, n conversations in a row raise no more than per_100 * n / 100 + max(per_100, 1) alerts: each conversation adds its
/// part to a purse that holds a hundred conversations' worth, is full at first, and pays for the alerts. A budget of 0 raises none.
///
/// A copy is the same budget: give it to all the monitors of a desk, and save it when they are saved. Safe from many threads; the same calls
/// in the same order give the same answers.
/// Cost: a few hundred steps, no allocation; 1.1 KB, however many conversations there are.
class AlertBudget {
 public:
  /// Errors: `std::invalid_argument` when `per_100` is not in [0, 100].
  explicit AlertBudget(double per_100 = 10);

  /// What `state` saved. Errors: `corrupt`, `unsupported_version`.
  static Result<AlertBudget> resume(std::string_view state);
  /// The counts and the purse, 1,056 bytes.
  std::string state() const;

  double per_100() const;
  /// What a score must reach now; 1 when none would do.
  float threshold() const;

  /// Counts what one conversation scores now.
  void count(BudgetShare& share, float score) const;
  /// The same, and true when that is worth an alert, which is then paid for.
  bool spend(BudgetShare& share, float score) const;

 private:
  struct Ledger;
  explicit AlertBudget(std::shared_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}
  std::shared_ptr<Ledger> ledger_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/alert_budget-inl.hpp>
#endif
