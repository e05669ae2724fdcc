#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/html.hpp>
#include <attune/detail/report_conversation.hpp>
#include <attune/detail/report_overview.hpp>
#include <attune/detail/report_style.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/report.hpp>

namespace attune {

namespace detail::page {

/// The SHA-256 of `texts` on end, in base64, as a content security policy names it.
inline std::string policy_hash(std::initializer_list<Markup> texts) {
  Sha256 hash;
  for (const Markup& text : texts) hash.update(text.bytes);
  const std::string hex = hash.finish() + "00";  // 33 bytes make 44 characters, the last of which is padding
  const auto nibble = [&](std::size_t i) { return static_cast<unsigned>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10); };
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    const unsigned twelve_bits = nibble(i) << 8 | nibble(i + 1) << 4 | nibble(i + 2);
    out += digits[twelve_bits >> 6];
    out += digits[twelve_bits & 63];
  }
  out.back() = '=';
  return out;
}

struct Choice {
  Markup value;
  Markup label;
  bool Attention::*flag;  // null: every conversation
};

inline constexpr std::array<Choice, 7> choices{{
    {"all", "All", nullptr},
    {"human", "A person should look", &Attention::needs_human},
    {"end", "High stress at the end", &Attention::high_at_end},
    {"start", "High stress at the start", &Attention::high_at_start},
    {"unheard", "Not taken up", &Attention::unheard},
    {"up", "Stress went up", &Attention::went_up},
    {"detracting", "Detracting language", &Attention::detracting},
}};

inline void write_conversation_line(Html& html, const ShownConversation& shown, bool in_list) {
  const std::size_t n = shown.conversation.turns.size();
  html << "<p class=\"where\">" << n;
  if (n == 1) html << " message";
  else html << " messages";
  if (!shown.transcript.turns.empty())
    if (const std::optional<std::int64_t> day = day_of(shown.transcript.turns.front().time)) write_day(html << " \u00B7 ", *day);
  if (!shown.transcript.team.empty()) html << " \u00B7 <bdi>" << HtmlText(beginning(shown.transcript.team, max_quote_bytes)) << "</bdi>";
  if (!in_list) html << " \u00B7 <a href=\"#attention\">back to the list</a>";
  html << "</p>";
}

/// What the customer began with, or whoever began.
inline void write_snippet(Html& html, const ShownConversation& shown) {
  const std::vector<Utterance>& turns = shown.transcript.turns;
  if (turns.empty()) return;
  const auto customer = std::find_if(turns.begin(), turns.end(), [](const Utterance& turn) { return turn.role == Role::customer; });
  const std::string& text = customer != turns.end() ? customer->text : turns.front().text;
  html << "<p class=\"snippet\" dir=\"auto\">" << HtmlText(beginning(text, max_quote_bytes));
  if (text.size() > max_quote_bytes) html << "\u2026";
  html << "</p>";
}

/// A conversation's line in the list.
inline Html list_row(const ShownConversation& shown) {
  Html html;
  const Attention attention(shown);
  html << "<li data-for=\"c" << shown.number << "\" data-flags=\"";
  for (const Choice& choice : choices)
    if (choice.flag == nullptr) html << choice.value;
    else if (attention.*choice.flag) html << " " << choice.value;
  html << "\"><div><a href=\"#c" << shown.number << "\">";
  write_name(html, shown);
  html << "</a>";
  write_conversation_line(html, shown, true);
  html << "</div>";
  write_snippet(html, shown);
  write_attention(html, attention);
  if (const std::vector<StressPoint> points = stress_points(shown); !points.empty()) write_stress_line(html, points, true);
  html << "</li>\n";
  return html;
}

inline Html article(const ShownConversation& shown) {
  Html html;
  html << "<article id=\"c" << shown.number << "\" aria-labelledby=\"c" << shown.number << "name\"><h3 id=\"c" << shown.number << "name\">";
  write_name(html, shown);
  html << "</h3>";
  write_conversation_line(html, shown, false);
  ConversationHtml(html, shown).write();
  html << "</article>\n";
  return html;
}

}  // namespace detail::page

struct Report::State {
  /// A conversation that is shown, as HTML already: it costs what the page will hold of it.
  struct Kept {
    int rank = 0;
    std::uint64_t number = 0;
    detail::Html row = {}, article = {};

    friend bool operator<(const Kept& a, const Kept& b) { return a.rank != b.rank ? a.rank > b.rank : a.number < b.number; }
  };

  void add(const detail::page::ShownConversation& shown);
  void write_head(detail::Html& html) const;
  void write_lede(detail::Html& html) const;
  void write_filter(detail::Html& html) const;
  void write_list(detail::Html& html) const;
  void write_legend(detail::Html& html) const;
  void write_conversations(detail::Html& html) const;
  void write_footer(detail::Html& html) const;

  ReportOptions options;
  detail::page::Overview overview;
  std::set<Kept> kept;  // those that need attention most first
};

ATTUNE_INLINE void Report::State::add(const detail::page::ShownConversation& shown) {
  overview.add(shown);
  Kept candidate{detail::page::Attention(shown).rank(), shown.number};
  if (options.max_conversations == 0) return;
  if (kept.size() == options.max_conversations) {
    if (!(candidate < *kept.rbegin())) return;
    kept.erase(std::prev(kept.end()));
  }
  candidate.row = detail::page::list_row(shown);
  candidate.article = detail::page::article(shown);
  kept.insert(std::move(candidate));
}

ATTUNE_INLINE void Report::State::write_head(detail::Html& html) const {
  using detail::HtmlAttr;
  const std::string style = detail::page::policy_hash({detail::page::conversation_style, detail::page::page_style}), script = detail::page::policy_hash({detail::page::page_script});
  html << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
       << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" << HtmlAttr(style) << "'; script-src 'sha256-"
       << HtmlAttr(script) << "'; base-uri 'none'; form-action 'none'\">\n"
       << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
       << "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" << HtmlAttr(options.title) << "</title>\n<style>" << detail::page::conversation_style
       << detail::page::page_style << "</style>\n</head>\n";
}

ATTUNE_INLINE void Report::State::write_lede(detail::Html& html) const {
  const std::uint64_t n = overview.n_conversations();
  html << "<p class=\"lede\">" << n;
  if (n == 1) html << " conversation, ";
  else html << " conversations, ";
  html << overview.n_turns();
  if (overview.n_turns() == 1) html << " message. ";
  else html << " messages. ";
  if (overview.n_human() == 0) html << "None was flagged for a person to look at.</p>";
  else if (overview.n_human() == 1) html << "<b>One needs a person to look at it.</b></p>";
  else html << "<b>" << overview.n_human() << " need a person to look at them.</b></p>";
}

ATTUNE_INLINE void Report::State::write_filter(detail::Html& html) const {
  html << "<div class=\"filter\" id=\"filter\" role=\"search\" hidden><label class=\"search\"><span>Search</span> <input type=\"search\" autocomplete=\"off\" "
          "placeholder=\"words, a tag, a name\"></label><fieldset><legend>Show</legend>";
  for (const detail::page::Choice& choice : detail::page::choices) {
    html << "<label class=\"choice\"><input type=\"radio\" name=\"choice\" value=\"" << choice.value << "\"";
    if (choice.flag == nullptr) html << " checked";
    html << "><span>" << choice.label << "</span></label>";
  }
  html << "</fieldset><output aria-live=\"polite\"></output></div>\n";
}

ATTUNE_INLINE void Report::State::write_list(detail::Html& html) const {
  html << "<section id=\"attention\" aria-labelledby=\"attention-name\"><h2 id=\"attention-name\">By need of attention</h2>\n";
  if (kept.size() < overview.n_conversations())
    html << "<p class=\"where\">The " << kept.size() << " that need attention most, of " << overview.n_conversations() << "; all count above.</p>";
  write_filter(html);
  html << "<ol class=\"list\" id=\"list\">\n";
  for (const Kept& conversation : kept) html << conversation.row;
  html << "</ol></section>\n";
}

ATTUNE_INLINE void Report::State::write_legend(detail::Html& html) const {
  html << "<ul class=\"marks\" aria-label=\"How to read the marks\">";
  for (const Kind kind : {Kind::cognitive, Kind::emotional, Kind::action, Kind::detracting})
    html << "<li><mark class=\"" << detail::page::kind_style(kind) << "\">" << detail::HtmlText(detail::page::words_of(kind).name) << "</mark> <span class=\"where\">"
         << detail::HtmlText(detail::page::words_of(kind).meaning) << "</span></li>";
  html << "<li><mark class=\"cue\">cue</mark> <span class=\"where\">what the customer signals</span></li>"
          "<li><mark class=\"stress\">stress</mark> <span class=\"where\">what made the message high-stress</span></li></ul>\n";
}

ATTUNE_INLINE void Report::State::write_conversations(detail::Html& html) const {
  html << "<section id=\"conversations\" aria-labelledby=\"conversations-name\"><h2 id=\"conversations-name\">Message by message</h2>\n";
  write_legend(html);
  for (const Kept& conversation : kept) html << conversation.article;
  html << "</section>\n";
}

ATTUNE_INLINE void Report::State::write_footer(detail::Html& html) const {
  html << "<footer><p><b>Evidence, not grades.</b> Every mark quotes words of a message and names the rule that found it, so that it can be checked and taken "
          "back. Emotions are read from customers' messages alone; of agents' messages only the moves of language are marked. No person is scored and nobody "
          "is ranked.</p><p>It can be wrong: sarcasm, quoted words and languages other than English mislead it, and more empathy phrases are not better. A "
          "conversation that is not flagged may still need a person; language of crisis is found by rule, which misses some of it.</p><p>Not for pay, "
          "discipline or dismissal. Scoring workers may be a high-risk use in the European Union (AI Act, Annex III, 4).</p></footer>";
}

ATTUNE_INLINE Report::Report(ReportOptions options) : state_(std::make_unique<State>()) { state_->options = std::move(options); }
ATTUNE_INLINE Report::Report(Report&&) noexcept = default;
ATTUNE_INLINE Report& Report::operator=(Report&&) noexcept = default;
ATTUNE_INLINE Report::~Report() = default;

ATTUNE_INLINE void Report::add(const Transcript& transcript, const Conversation& conversation) {
  state_->add({transcript, conversation, state_->overview.n_conversations() + 1});
}

ATTUNE_INLINE std::string Report::html() const {
  detail::Html html;
  state_->write_head(html);
  html << "<body class=\"attune\">\n<a class=\"skip\" href=\"#attention\">Skip to the conversations</a>\n<div class=\"wrap\">\n<header class=\"top\"><h1>"
       << detail::HtmlText(state_->options.title) << "</h1>";
  state_->write_lede(html);
  html << "<nav aria-label=\"Sections\"><ul><li><a href=\"#overview\">Overview</a></li><li><a href=\"#attention\">By need of attention</a></li><li><a "
          "href=\"#conversations\">Message by message</a></li></ul></nav></header>\n<main>\n<section id=\"overview\" aria-labelledby=\"overview-name\"><h2 "
          "id=\"overview-name\">Overview</h2>\n";
  state_->overview.write(html);
  html << "</section>\n";
  state_->write_list(html);
  state_->write_conversations(html);
  html << "</main>\n";
  state_->write_footer(html);
  html << "\n</div>\n<script>" << detail::page::page_script << "</script>\n</body>\n</html>\n";
  return std::move(html).bytes();
}

ATTUNE_INLINE std::string to_html(const Transcript& transcript, const Conversation& conversation) {
  detail::Html html;
  const detail::page::ShownConversation shown{transcript, conversation};
  html << "<div class=\"attune fragment\"><style>" << detail::page::conversation_style << "</style><h3>";
  detail::page::write_name(html, shown);
  html << "</h3>";
  detail::page::ConversationHtml(html, shown).write();
  html << "</div>";
  return std::move(html).bytes();
}

}  // namespace attune
