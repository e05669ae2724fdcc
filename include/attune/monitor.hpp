/// A conversation while it goes on: one message at a time, and when a person should look.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/alert_budget.hpp>
#include <attune/analyzer.hpp>
#include <attune/conversation.hpp>
#include <attune/error.hpp>
#include <attune/role.hpp>

namespace attune {

enum class AlertKind : std::uint8_t {
  crisis,          ///< these three by rule, for each message that has them; never held back
  life_event,
  error,           ///< something failed inside, and the message was not read whole
  stress,          ///< how the customer writes
  escalation,      ///< a person was asked for, and no agent has acted since
  unacknowledged,  ///< an emotion that replies have not taken up
  repeat_contact,  ///< a complaint that is made again
  waiting,
};
inline constexpr std::size_t n_alert_kinds = 8;

std::string_view to_string(AlertKind kind);

/// A person should look at this conversation now.
struct Alert {
  AlertKind kind = AlertKind::error;
  float score = 0;          ///< `MonitorSummary::score`
  std::vector<Reason> why;  ///< strongest first, 8 at most, the first of them of this kind; none only where there was no memory for them
};

/// The unit of the offsets in alerts.
enum class OffsetUnit : std::uint8_t { byte, code_point, utf16 };

struct MonitorOptions {
  AlertBudget budget = AlertBudget();  ///< give one to all the monitors of a desk; alone, a monitor alerts as in a budget's first 100 conversations
  OffsetUnit offsets = OffsetUnit::byte;
};

/// An emotion that no reply has taken up: see `Acknowledgement`.
struct Unacknowledged {
  std::uint32_t cue_turn = 0;          ///< the first emotional turn
  std::uint32_t n_replies = 0;         ///< of agents since then
  std::optional<double> seconds = {};  ///< to the last message with a time; null as `Acknowledgement::seconds`
};

/// What is known so far. Names that `Conversation` has too mean what they mean there, as if the conversation ended now.
struct MonitorSummary {
  std::uint32_t n_turns = 0;
  bool first_turn_high_stress = false;
  float stress_begin = 0;
  float stress_end = 0;                            ///< now
  Shift shift = Shift::flat;
  std::array<std::uint32_t, 3> n_by_stress_level{};  ///< customer's turns
  std::uint32_t n_repeat_contact = 0;              ///< customer's turns that complain again
  std::uint32_t n_waiting = 0;                     ///< customer's turns that speak of waiting
  std::optional<Acknowledgement> acknowledged;
  std::optional<Unacknowledged> unacknowledged;    ///< when there was an emotion and nobody has acknowledged it
  EmpathySummary empathy;
  bool needs_human = false;
  float score = 0;                                 ///< 0..1, how much it wants attention; 0.5 is a high-stress message by itself. See src/DESIGN.md, "Live"
};

/// Watches one conversation. Nothing is read twice: a message costs what it is long, however long the conversation is.
/// Not safe from many threads at once; different monitors are, also those that share a budget.
///
/// Memory: about 400 bytes, and the customer's last words, 16 KiB at most, which an answer is read against. Monitors share the models.
class Monitor {
 public:
  explicit Monitor(const Analyzer& analyzer, MonitorOptions options = {});
  Monitor(Monitor&& other) noexcept;
  Monitor& operator=(Monitor&& other) noexcept;
  ~Monitor();

  /// Reads the next message. `time` is seconds, from any origin that the conversation shares.
  ///
  /// Crisis, life event and error come as alerts whenever a message has them. Anything else is a matter of the budget: at most one alert in a
  /// conversation, when its score is among those that the budget is for.
  /// Errors: none, but `std::length_error` at 4 GiB.
  std::optional<Alert> push(Role role, std::string_view text, std::optional<double> time = {});

  MonitorSummary summary() const;

  /// All that is needed to go on elsewhere, 266 bytes at most and the customer's last words: keep it as you keep messages. The budget has a state of its own.
  std::string state() const;

  /// What `state` saved; it goes on as if it had never stopped.
  /// Errors: `corrupt`, `unsupported_version`; `invalid_data` when it was saved with other models, or with offsets in another unit.
  static Result<Monitor> resume(const Analyzer& analyzer, std::string_view state, MonitorOptions options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/monitor-inl.hpp>
#endif
