#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <attune/alert_budget.hpp>

#include "saved_bytes.hpp"

namespace {

using attune::AlertBudget;
using attune::BudgetShare;

/// Conversations whose scores go on from message to message, many of them at a time: the same from the same seed on every machine.
class Desk {
 public:
  explicit Desk(std::uint32_t seed) : random_(seed) {}

  /// One message of some conversation, scored by `score(uniform number)`; true when it raised an alert.
  template <class Score>
  bool message(const AlertBudget& budget, Score score) {
    if (open_.size() < 50 || below(6) == 0) {
      open_.push_back({});
      ++n_conversations;
    }
    BudgetShare& share = open_[below(static_cast<std::uint32_t>(open_.size()))];
    const bool alerted = budget.spend(share, score(static_cast<float>(below(1 << 20)) / static_cast<float>(1 << 20)));
    if (open_.size() > 60) open_.erase(open_.begin());
    n_alerts += alerted;
    return alerted;
  }

  std::size_t n_conversations = 0, n_alerts = 0;

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

  std::mt19937 random_;
  std::vector<BudgetShare> open_;
};

float spread(float uniform) { return 0.95f * uniform * uniform * uniform; }  // few are high, as it is
float mostly_calm(float uniform) { return uniform < 0.8f ? 0.1f * uniform : 0.9f * uniform; }
float coarse(float uniform) { return uniform < 0.5f ? 0.3f : uniform < 0.9f ? 0.5f : 0.7f; }

/// A budget that has seen `n` conversations of one message each.
AlertBudget seasoned(double per_100, int n, float score) {
  AlertBudget budget(per_100);
  for (int i = 0; i < n; ++i) {
    BudgetShare share;
    budget.count(share, score);
  }
  return budget;
}

}  // namespace

TEST_SUITE("alert_budget") {
  TEST_CASE("a budget is 0 to 100 alerts per 100 conversations") {
    for (const double wrong : {-0.1, 100.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
      CHECK_THROWS_AS(AlertBudget{wrong}, std::invalid_argument);
    for (const double right : {0.0, 0.5, 10.0, 100.0}) CHECK(AlertBudget(right).per_100() == right);
    CHECK(AlertBudget().per_100() == 10);
  }

  TEST_CASE("until 100 conversations were seen, what a high-stress message scores is worth an alert") {
    for (const float others : {0.0f, 0.4f}) {
      const AlertBudget budget = seasoned(10, 98, others);
      BudgetShare below, at;
      CHECK_FALSE(budget.spend(below, 0.49f));
      CHECK(budget.spend(at, 0.5f));
    }
  }

  TEST_CASE("from then on, what no more than the budget's share of conversations reaches") {
    AlertBudget budget = seasoned(10, 91, 0.4f);
    for (int i = 0; i < 9; ++i) {
      BudgetShare share;
      budget.count(share, 0.8f);
    }
    BudgetShare usual, rare;
    CHECK(budget.threshold() > 0.4f);
    CHECK(budget.threshold() < 0.5f);
    CHECK_FALSE(budget.spend(usual, 0.4f));
    CHECK(budget.spend(rare, 0.45f));
  }

  TEST_CASE("where all are calm, the budget is not used up: less than tense is never worth an alert") {
    const AlertBudget budget = seasoned(10, 500, 0.0f);
    BudgetShare calm, tense;
    CHECK_FALSE(budget.spend(calm, 0.22f));
    CHECK(budget.spend(tense, 0.25f));
  }

  TEST_CASE("a conversation has one alert at most") {
    const AlertBudget budget(100);
    BudgetShare share;
    int n_alerts = 0;
    for (int i = 0; i < 100; ++i) n_alerts += budget.spend(share, 0.9f);
    CHECK(n_alerts == 1);
  }

  TEST_CASE("a budget of 0 raises none, a small one its first") {
    const AlertBudget none(0), little(0.01);
    BudgetShare share, other;
    CHECK_FALSE(none.spend(share, 0.99f));
    CHECK(little.spend(other, 0.99f));
  }

  TEST_CASE("whatever the scores, alerts never pass the budget, at any point of a long stream") {
    struct Case {
      double per_100;
      float (*score)(float);
    };
    for (const Case& c : {Case{10, spread}, {1, spread}, {0.2, spread}, {35, spread}, {10, mostly_calm}, {5, coarse}, {10, [](float) { return 0.99f; }}}) {
      CAPTURE(c.per_100);
      const AlertBudget budget(c.per_100);
      Desk desk(11);
      bool within = true;
      for (int i = 0; i < 120'000; ++i) {
        desk.message(budget, c.score);
        within = within && static_cast<double>(desk.n_alerts) <= c.per_100 * static_cast<double>(desk.n_conversations) / 100 + std::max(c.per_100, 1.0);
      }
      CHECK(within);
      CHECK(desk.n_conversations > 15'000);
    }
  }

  TEST_CASE("where scores differ, the budget is used, and on the highest") {
    for (const double per_100 : {5.0, 10.0, 25.0}) {
      CAPTURE(per_100);
      const AlertBudget budget(per_100);
      Desk desk(12);
      for (int i = 0; i < 120'000; ++i) desk.message(budget, spread);
      const double share = 100 * static_cast<double>(desk.n_alerts) / static_cast<double>(desk.n_conversations);
      MESSAGE(share, " alerts per 100 conversations of ", per_100, ", at a threshold of ", budget.threshold());
      CHECK(share <= per_100 * 1.02);
      CHECK(share >= per_100 * 0.8);
    }
  }

  TEST_CASE("a threshold follows the desk: after worse days the same score is worth less") {
    const AlertBudget budget(10);
    Desk desk(13);
    for (int i = 0; i < 60'000; ++i) desk.message(budget, [](float uniform) { return 0.5f * uniform; });
    const float before = budget.threshold();
    for (int i = 0; i < 120'000; ++i) desk.message(budget, [](float uniform) { return 0.4f + 0.5f * uniform; });
    CHECK(budget.threshold() > before + 0.3f);
  }

  TEST_CASE("a copy is the same budget, and threads may share it") {
    const AlertBudget budget(10);
    std::vector<std::size_t> n_alerts(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < n_alerts.size(); ++t)
      threads.emplace_back([&n_alerts, t, copy = budget] {
        for (int i = 0; i < 5'000; ++i) {
          BudgetShare share;
          n_alerts[t] += copy.spend(share, 0.9f);
        }
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(n_alerts[0] + n_alerts[1] + n_alerts[2] + n_alerts[3] <= 2010);
    CHECK(budget.threshold() > 0.9f);
  }

  TEST_CASE("a budget that was saved goes on as the one that was not") {
    Desk one(14), other(14);
    AlertBudget budget(7), saved(7);
    std::size_t n_different = 0;
    for (int i = 0; i < 20'000; ++i) {
      if (i % 500 == 0) saved = AlertBudget::resume(saved.state()).value();
      n_different += one.message(budget, spread) != other.message(saved, spread);
    }
    CHECK(n_different == 0);
    CHECK(one.n_alerts > 0);
    CHECK(saved.state() == budget.state());
    CHECK(saved.per_100() == 7);
  }

  TEST_CASE("the state has the size that is documented") { CHECK(seasoned(10, 5000, 0.3f).state().size() == 1056); }

  TEST_CASE("a state with any byte changed, cut off or added is refused") {
    attune::test::check_damage(seasoned(10, 300, 0.3f).state(), [](std::string_view bytes) { return AlertBudget::resume(bytes); });
  }

  TEST_CASE("whatever a state with a good checksum says, it is refused or works") {
    std::size_t n_loaded = 0;
    attune::test::for_each_mutation(seasoned(10, 300, 0.3f).state(), 20'000, [&](const std::string& bytes) {
      const attune::Result<AlertBudget> budget = AlertBudget::resume(bytes);
      if (!budget) return;
      ++n_loaded;
      BudgetShare share;
      budget->spend(share, 0.9f);
      CHECK(AlertBudget::resume(budget->state()).has_value());
      CHECK((budget->per_100() >= 0 && budget->per_100() <= 100));
      CHECK((budget->threshold() >= 0 && budget->threshold() <= 1));
    });
    CHECK(n_loaded > 100);
  }
}
