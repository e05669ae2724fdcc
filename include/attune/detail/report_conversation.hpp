// One conversation in HTML: why it needs attention, what happened, and the messages with their evidence.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/detail/conversation_terms.hpp>
#include <attune/detail/html.hpp>
#include <attune/detail/report_charts.hpp>
#include <attune/detail/report_marks.hpp>
#include <attune/detail/report_words.hpp>

namespace attune::detail::page {

// What is shown of one conversation; more is counted and said to be left out.
inline constexpr std::size_t max_shown_turns = 400;
inline constexpr std::size_t max_shown_bytes = 20'000;  // of one message
inline constexpr std::size_t max_shown_spans = 100;     // of one message
inline constexpr std::size_t max_quote_bytes = 160;

/// A conversation with what it was made from. Numbered ones have ids to link to; a fragment (0) has none, so that many can share a page.
struct ShownConversation {
  const Transcript& transcript;
  const Conversation& conversation;
  std::uint64_t number = 0;

  std::size_t n_turns() const { return std::min(transcript.turns.size(), conversation.turns.size()); }
};

/// True when any message has an emotion to take up.
inline bool has_emotion(const Conversation& c) {
  return std::any_of(c.turns.begin(), c.turns.end(), [](const Reading& reading) { return is_emotional(reading); });
}

inline std::vector<StressPoint> stress_points(const ShownConversation& shown) {
  std::vector<StressPoint> points;
  for (std::size_t i = 0; i < shown.n_turns(); ++i)
    if (const Reading& r = shown.conversation.turns[i]; r.role == Role::customer) points.push_back({i, r.stress, r.stress_level});
  return points;
}

/// Why a person might want to read a conversation, most pressing first.
struct Attention {
  bool crisis = false;      ///< its words may speak of self-harm or danger to life
  bool life_event = false;
  bool needs_human = false;
  bool high_at_end = false;
  bool unheard = false;     ///< high stress in the first message, and no reply took it up
  bool went_up = false;
  bool detracting = false;
  bool high_at_start = false;

  explicit Attention(const ShownConversation& shown) {
    const Conversation& c = shown.conversation;
    const std::vector<StressPoint> points = stress_points(shown);
    const auto because = [&](std::string_view reason) {
      return std::any_of(c.needs_human_why.begin(), c.needs_human_why.end(), [&](const Reason& why) { return why.reason == reason; });
    };
    crisis = because("crisis");
    life_event = because("life_event");
    needs_human = c.needs_human;
    high_at_end = !points.empty() && points.back().level >= 2;
    high_at_start = c.first_turn_high_stress;
    unheard = high_at_start && !c.acknowledged;
    went_up = c.shift == Shift::up;
    detracting = c.empathy.detracting > 0;
  }

  /// Greater needs it more; a more pressing reason outweighs all lesser ones.
  int rank() const {
    int rank = 0;
    for (const bool holds : {crisis, life_event, needs_human, high_at_end, unheard, went_up, detracting, high_at_start}) rank = 2 * rank + holds;
    return rank;
  }
};

/// The reasons as a list of words; what is about safety stays general here and is told in the conversation.
inline void write_attention(Html& html, const Attention& attention) {
  html << "<ul class=\"reasons\">";
  if (attention.needs_human) html << "<li class=\"human\">a person should look</li>";
  if (attention.high_at_end) html << "<li>high stress at the end</li>";
  if (attention.unheard) html << "<li>high stress at the start, not taken up</li>";
  else if (attention.high_at_start) html << "<li>high stress at the start</li>";
  if (attention.went_up) html << "<li>stress went up</li>";
  if (attention.detracting) html << "<li>detracting language</li>";
  if (attention.rank() == 0) html << "<li class=\"quiet\">nothing stands out</li>";
  html << "</ul>";
}

inline bool is_time(std::optional<double> time) { return time && std::abs(*time) < 1e12; }

/// The day of a time that counts from 1970, as days from then; seconds from any other origin have no date.
inline std::optional<std::int64_t> day_of(std::optional<double> time) {
  constexpr double earliest = 1e8, latest = 4102444800;  // 1973 to 2100
  if (!is_time(time) || *time < earliest || *time >= latest) return std::nullopt;
  return static_cast<std::int64_t>(*time / 86400);
}

inline void write_two_digits(Html& html, std::int64_t n) {
  if (n < 10) html << "0";
  html << n;
}

/// "2025-03-04"
inline void write_day(Html& html, std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  html << static_cast<int>(date.year()) << "-";
  write_two_digits(html, static_cast<unsigned>(date.month()));
  html << "-";
  write_two_digits(html, static_cast<unsigned>(date.day()));
}

/// "40 s", "3 min 5 s", "2 h 10 min", "3 d 4 h", with spaces that do not break.
inline void write_duration(Html& html, double seconds) {
  const auto s = static_cast<std::int64_t>(std::llround(std::abs(seconds)));
  if (s < 60) html << s << "\u00A0s";
  else if (s < 3600) html << s / 60 << "\u00A0min\u00A0" << s % 60 << "\u00A0s";
  else if (s < 86400) html << s / 3600 << "\u00A0h\u00A0" << s / 60 % 60 << "\u00A0min";
  else html << s / 86400 << "\u00A0d\u00A0" << s / 3600 % 24 << "\u00A0h";
}

inline void write_name(Html& html, const ShownConversation& shown) {
  if (!shown.conversation.id.empty()) html << "<bdi>" << HtmlText(beginning(shown.conversation.id, max_quote_bytes)) << "</bdi>";
  else if (shown.number > 0) html << "Conversation " << shown.number;
  else html << "Conversation";
}

class ConversationHtml {
 public:
  ConversationHtml(Html& html, const ShownConversation& shown) : html_(html), shown_(shown), c_(shown.conversation), attention_(shown) {}

  void write() {
    html_ << "<div class=\"conversation\"><div class=\"about\">";
    write_why();
    write_stress();
    write_facts();
    html_ << "</div><div class=\"talk\">";
    write_turns();
    write_evidence();
    html_ << "</div></div>";
  }

 private:
  struct MarkedTurn {
    std::size_t index = 0;
    std::vector<MarkedSpan> spans;
  };

  std::string_view text(std::size_t turn) const { return turn < shown_.transcript.turns.size() ? shown_.transcript.turns[turn].text : std::string_view{}; }

  void write_link(std::size_t turn) {
    const bool linked = shown_.number > 0 && turn < std::min(shown_.n_turns(), max_shown_turns);
    if (linked) html_ << "<a href=\"#c" << shown_.number << "m" << turn + 1 << "\">";
    html_ << "message\u00A0" << turn + 1;
    if (linked) html_ << "</a>";
  }

  void write_quote(std::size_t turn, std::uint32_t start, std::uint32_t end) {
    const std::string_view words = quoted(text(turn), start, end);
    if (words.empty()) return;
    const std::string_view shown = beginning(words, max_quote_bytes);
    html_ << " <q dir=\"auto\">" << HtmlText(shown);
    if (shown.size() < words.size()) html_ << "\u2026";
    html_ << "</q>";
  }

  void write_reasons(const std::vector<Reason>& reasons) {
    constexpr std::size_t max_reasons = 6;
    if (reasons.empty()) return;
    html_ << "<ul>";
    for (std::size_t i = 0; i < std::min(reasons.size(), max_reasons); ++i) {
      const Reason& reason = reasons[i];
      html_ << "<li>" << HtmlText(reason_words(reason.reason)) << ":";
      write_quote(reason.turn, reason.start, reason.end);
      html_ << " <span class=\"where\">";
      write_link(reason.turn);
      html_ << "</span></li>";
    }
    if (reasons.size() > max_reasons) html_ << "<li>and " << reasons.size() - max_reasons << " more</li>";
    html_ << "</ul>";
  }

  void write_detracting() {
    std::vector<Reason> found;
    for (std::size_t i = 0; i < shown_.n_turns(); ++i)
      for (const Phrase& phrase : c_.turns[i].spans)
        if (phrase.kind == Kind::detracting && counts(phrase))
          found.push_back({static_cast<std::uint32_t>(i), phrase.start, phrase.end, std::string(words_of(phrase.tag).name)});
    write_reasons(found);
  }

  void write_why() {
    if (attention_.rank() == 0) return;
    html_ << "<section class=\"why\"><h4>Why it needs attention</h4>";
    if (attention_.needs_human) {
      html_ << "<div class=\"reason human\"><p><b>A person should look at this.</b></p>";
      write_reasons(c_.needs_human_why);
      html_ << "</div>";
    }
    if (attention_.high_at_start) {
      html_ << "<div class=\"reason\"><p><b>High stress in the first message</b>";
      if (attention_.unheard) html_ << ", and no reply took it up";
      html_ << ".</p>";
      write_reasons(c_.first_turn_why);
      html_ << "</div>";
    }
    if (attention_.high_at_end && !attention_.needs_human) html_ << "<div class=\"reason\"><p><b>High stress in the last message of the customer.</b></p></div>";
    if (attention_.went_up) html_ << "<div class=\"reason\"><p><b>Stress went up.</b></p></div>";
    if (attention_.detracting) {
      html_ << "<div class=\"reason\"><p><b>Language that detracts.</b></p>";
      write_detracting();
      html_ << "</div>";
    }
    html_ << "</section>";
  }

  void write_stress() {
    const std::vector<StressPoint> points = stress_points(shown_);
    if (points.empty()) return;
    html_ << "<section><h4>Stress of the customer</h4>";
    write_stress_line(html_, points, false);
    html_ << "<p class=\"axis\">";
    write_level(html_, points.front().level);
    html_ << "<span>" << HtmlText(shift_words[std::min<std::size_t>(static_cast<std::size_t>(c_.shift), 2)]) << "</span>";
    write_level(html_, points.back().level);
    html_ << "</p></section>";
  }

  void write_facts() {
    html_ << "<section><h4>How it was answered</h4><dl class=\"facts\"><div><dt>Taken up</dt><dd>";
    write_acknowledgement();
    html_ << "</dd></div><div><dt>Empathy</dt><dd>" << HtmlText(balance_words[std::min<std::size_t>(static_cast<std::size_t>(c_.empathy.balance), 3)])
          << "<br><span class=\"where\">cognitive " << c_.empathy.cognitive << ", emotional " << c_.empathy.emotional << "</span></dd></div>"
          << "<div><dt>Action</dt><dd>" << c_.empathy.action << "<br><span class=\"where\">";
    if (c_.empathy.cognitive + c_.empathy.emotional > 0) {
      if (c_.empathy.followed_by_action) html_ << "empathy was followed by action";
      else html_ << "empathy was not followed by action";
    }
    html_ << "</span></dd></div><div><dt>Stock formulas</dt><dd>" << c_.empathy.formulaic << "</dd></div><div><dt>Detracting</dt><dd>" << c_.empathy.detracting
          << "</dd></div></dl></section>";
  }

  void write_acknowledgement() {
    if (c_.acknowledged) {
      html_ << "yes, ";
      write_link(c_.acknowledged->cue_turn);
      html_ << " in ";
      write_link(c_.acknowledged->reply_turn);
      if (is_time(c_.acknowledged->seconds)) {
        html_ << ", after ";
        write_duration(html_, *c_.acknowledged->seconds);
      }
      return;
    }
    if (has_emotion(c_)) html_ << "no";
    else html_ << "nothing to take up";
  }

  void write_turns() {
    const std::size_t n = std::min(shown_.n_turns(), max_shown_turns);
    html_ << "<ol class=\"turns\">";
    for (std::size_t i = 0; i < n; ++i) write_turn(i);
    html_ << "</ol>";
    if (n < shown_.n_turns()) html_ << "<p class=\"left-out\">" << shown_.n_turns() - n << " more messages are counted and not shown.</p>";
  }

  void write_speaker(const Utterance& turn, const Reading& reading) {
    switch (reading.role) {
      case Role::customer: html_ << "<b>Customer</b>"; break;
      case Role::agent: html_ << "<b>Agent</b>"; break;
      case Role::bot: html_ << "<b>Bot</b>"; break;
      case Role::unknown: html_ << "<b>Speaker unknown</b>"; break;
    }
    if (!turn.agent.empty() && reading.role != Role::customer) html_ << " <bdi class=\"name\">" << HtmlText(beginning(turn.agent, max_quote_bytes)) << "</bdi>";
  }

  void write_turn(std::size_t i) {
    const Utterance& turn = shown_.transcript.turns[i];
    const Reading& reading = c_.turns[i];
    const std::string_view shown = beginning(turn.text, max_shown_bytes);
    std::vector<MarkedSpan> spans = marked_spans(reading, shown);
    const std::size_t n_spans = spans.size();
    if (n_spans > max_shown_spans) spans.erase(spans.begin() + max_shown_spans, spans.end());

    html_ << "<li class=\"turn " << HtmlAttr(to_string(reading.role)) << "\"";
    if (shown_.number > 0) html_ << " id=\"c" << shown_.number << "m" << i + 1 << "\"";
    html_ << "><p class=\"who\">";
    write_speaker(turn, reading);
    html_ << " <span class=\"where\">" << i + 1;
    write_elapsed(turn);
    html_ << "</span>";
    if (reading.role == Role::customer) write_level(html_ << " ", reading.stress_level);
    html_ << "</p><p class=\"text\" dir=\"auto\">";
    MarkedText(html_, shown, spans).write();
    html_ << "</p>";
    if (shown.size() < turn.text.size()) html_ << "<p class=\"left-out\">" << turn.text.size() - shown.size() << " more bytes are not shown.</p>";
    write_tags(reading, spans, n_spans);
    if (!spans.empty()) marked_.push_back({i, std::move(spans)});
    if (c_.acknowledged && c_.acknowledged->reply_turn == i) {
      html_ << "<p class=\"answers\"><span aria-hidden=\"true\">\u21A9</span> takes up the emotion of ";
      write_link(c_.acknowledged->cue_turn);
      html_ << "</p>";
    }
    html_ << "</li>";
  }

  void write_elapsed(const Utterance& turn) {
    const std::optional<double> begin = shown_.transcript.turns.front().time;
    if (!is_time(turn.time) || !is_time(begin) || *turn.time <= *begin) return;
    html_ << " \u00B7 after ";
    write_duration(html_, *turn.time - *begin);
  }

  void write_tags(const Reading& reading, const std::vector<MarkedSpan>& spans, std::size_t n_spans) {
    const bool felt = std::any_of(reading.labels.begin(), reading.labels.end(), [](std::string_view label) { return label != "neutral"; });
    if (spans.empty() && !felt) return;
    html_ << "<ul class=\"tags\">";
    for (const std::string_view label : reading.labels)
      if (label != "neutral") html_ << "<li class=\"emotion\">" << HtmlText(spaced(label)) << "</li>";
    for (std::size_t i = 0; i < spans.size(); ++i) {
      html_ << "<li class=\"" << spans[i].style << "\" title=\"" << HtmlAttr(spans[i].id) << ": " << HtmlAttr(spans[i].description) << "\">";
      if (spans[i].in_text) html_ << "<b>" << i + 1 << "</b> ";
      html_ << HtmlText(spans[i].name) << "</li>";
    }
    if (n_spans > spans.size()) html_ << "<li>and " << n_spans - spans.size() << " more</li>";
    html_ << "</ul>";
  }

  void write_evidence_row(const MarkedTurn& turn, std::size_t number, const OffsetMap& map) {
    const MarkedSpan& span = turn.spans[number];
    html_ << "<li><b>" << turn.index + 1 << "." << number + 1 << "</b> <code>" << HtmlText(span.id) << "</code>";
    write_quote(turn.index, span.start, span.end);
    html_ << " <span class=\"where\">characters " << map.to_code_point(span.start) << "\u2013" << map.to_code_point(span.end);
    if (!span.source.empty()) html_ << ", rule <code>" << HtmlText(span.source) << "</code>";
    if (span.score > 0) html_ << ", sureness " << Fixed{unit(span.score), 2};
    html_ << "</span></li>";
  }

  /// Every mark with its rule, for who has to defend it or take it back.
  void write_evidence() {
    std::size_t n = 0;
    for (const MarkedTurn& turn : marked_) n += turn.spans.size();
    if (n == 0) return;
    html_ << "<details class=\"evidence\"><summary>Evidence with rules and offsets (" << n << ")</summary><ul>";
    for (const MarkedTurn& turn : marked_) {
      const OffsetMap map(text(turn.index));
      for (std::size_t i = 0; i < turn.spans.size(); ++i) write_evidence_row(turn, i, map);
    }
    html_ << "</ul></details>";
  }

  Html& html_;
  const ShownConversation& shown_;
  const Conversation& c_;
  Attention attention_;
  std::vector<MarkedTurn> marked_;  // of the messages shown, those that have any
};

}  // namespace attune::detail::page
