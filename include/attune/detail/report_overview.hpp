// What all conversations add up to: sums that take the same memory for ten conversations and for ten million.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/detail/conversation_terms.hpp>
#include <attune/detail/html.hpp>
#include <attune/detail/report_charts.hpp>
#include <attune/detail/report_conversation.hpp>
#include <attune/detail/report_words.hpp>

namespace attune::detail::page {

/// Sums along a line of whole numbers (days, or places in the file) that gets coarser as it gets longer: at most `max_buckets` are kept.
class Series {
 public:
  struct Bucket {
    std::uint64_t n = 0;
    double first = 0, last = 0;  // sums
  };

  void add(std::int64_t at, double first, double last) {
    Bucket& bucket = buckets_[key(at)];
    ++bucket.n;
    bucket.first += first;
    bucket.last += last;
    while (buckets_.size() > max_buckets) coarsen();
  }

  const std::map<std::int64_t, Bucket>& buckets() const { return buckets_; }
  std::int64_t width() const { return width_; }  // of a bucket

  /// The same with no more than `n` buckets.
  Series at_most(std::size_t n) const {
    Series out = *this;
    while (out.buckets_.size() > n) out.coarsen();
    return out;
  }

 private:
  static constexpr std::size_t max_buckets = 512;

  std::int64_t key(std::int64_t at) const { return at / width_; }  // `at` is never negative

  void coarsen() {
    std::map<std::int64_t, Bucket> wider;
    for (const auto& [at, bucket] : buckets_) {
      Bucket& into = wider[at / 2];
      into.n += bucket.n;
      into.first += bucket.first;
      into.last += bucket.last;
    }
    width_ *= 2;
    buckets_ = std::move(wider);
  }

  std::int64_t width_ = 1;
  std::map<std::int64_t, Bucket> buckets_;
};

class Overview {
 public:
  void add(const ShownConversation& shown) {
    const Conversation& c = shown.conversation;
    ++n_conversations_;
    n_turns_ += c.turns.size();
    n_human_ += c.needs_human;
    if (has_emotion(c)) {
      ++n_emotional_;
      n_taken_up_ += c.acknowledged.has_value();
    }
    add_stress(shown);
    add_answers(c);
  }

  std::uint64_t n_conversations() const { return n_conversations_; }
  std::uint64_t n_turns() const { return n_turns_; }
  std::uint64_t n_human() const { return n_human_; }

  void write(Html& html) const {
    html << "<dl class=\"tiles\">";
    write_tile(html, "Need a person", n_human_, n_conversations_, "conversations");
    write_tile(html, "Began with high stress", n_high_at_start_, n_customers_, "with a customer");
    write_tile(html, "Emotion taken up", n_taken_up_, n_emotional_, "with an emotional message");
    write_tile(html, "Empathy followed by action", n_followed_, n_empathic_, "with empathy");
    write_tile(html, "Stock formulas", n_formulaic_, n_formulaic_ + n_empathy_spans_, "empathy phrases");
    html << "</dl><div class=\"cards\"><div>";
    write_stress_card(html);
    write_cues_card(html);
    html << "</div><div>";
    write_answers_card(html);
    html << "</div></div>";
    write_trend_card(html);
  }

 private:
  void add_stress(const ShownConversation& shown) {
    const std::vector<StressPoint> points = stress_points(shown);
    if (points.empty()) return;
    const Conversation& c = shown.conversation;
    const auto bin = [](float value) { return std::min(static_cast<std::size_t>(unit(value) * n_bins), n_bins - 1); };
    ++n_customers_;
    n_high_at_start_ += c.first_turn_high_stress;
    ++first_levels_[level_index(points.front().level)];
    ++last_levels_[level_index(points.back().level)];
    ++first_bins_[bin(points.front().value)];
    ++last_bins_[bin(points.back().value)];
    ++shifts_[std::min<std::size_t>(static_cast<std::size_t>(c.shift), 2)];
    const double first = unit(points.front().value), last = unit(points.back().value);
    by_order_.add(static_cast<std::int64_t>(n_customers_ - 1), first, last);
    if (const std::optional<std::int64_t> day = day_of(shown.transcript.turns.front().time)) {
      ++n_dated_;
      by_day_.add(*day, first, last);
    }
  }

  void add_answers(const Conversation& c) {
    const EmpathySummary& e = c.empathy;
    ++balances_[std::min<std::size_t>(static_cast<std::size_t>(e.balance), 3)];
    n_empathy_spans_ += std::uint64_t{e.cognitive} + e.emotional;
    n_formulaic_ += e.formulaic;
    if (e.cognitive + e.emotional > 0) {
      ++n_empathic_;
      n_followed_ += e.followed_by_action;
    }
    for (const Reading& reading : c.turns) {
      if (reading.role == Role::agent)
        for (const Phrase& phrase : reading.spans)
          if (counts(phrase)) ++tags_[std::min<std::size_t>(static_cast<std::size_t>(phrase.tag), n_tags - 1)];
      for (const Cue& cue : reading.cues) ++cues_[std::min<std::size_t>(static_cast<std::size_t>(cue.cue), n_cue_kinds - 1)];
    }
  }

  static void write_tile(Html& html, Markup name, std::uint64_t n, std::uint64_t of, Markup what) {
    html << "<div><dt>" << name << "</dt><dd><b>" << n << "</b> ";
    if (of > 0) html << "<span class=\"where\">" << Fixed{100 * static_cast<double>(n) / static_cast<double>(of), 0} << " %</span> ";
    html << "<span class=\"of\">of " << of << " " << what << "</span></dd></div>";
  }

  void write_stress_card(Html& html) const {
    html << "<section class=\"card\"><h3>Stress, from the first to the last customer message</h3>";
    if (n_customers_ == 0) {
      html << "<p class=\"where\">No conversation has a customer.</p></section>";
      return;
    }
    for (const auto& [name, levels] : {std::pair{"First message", &first_levels_}, std::pair{"Last message", &last_levels_}}) {
      const std::array<Share, 3> shares{{{"high", level_shape(2), level_words[2], (*levels)[2]},
                                         {"tense", level_shape(1), level_words[1], (*levels)[1]},
                                         {"calm", level_shape(0), level_words[0], (*levels)[0]}}};
      write_shares(html, name, shares);
    }
    const std::array<Share, 3> shifts{{{"calm", "\u2193", shift_words[0], shifts_[0]},
                                       {"flat", "\u2192", shift_words[1], shifts_[1]},
                                       {"high", "\u2191", shift_words[2], shifts_[2]}}};
    write_shares(html, "Level at the end against the beginning", shifts);
    const std::uint64_t highest = std::max(*std::max_element(first_bins_.begin(), first_bins_.end()), *std::max_element(last_bins_.begin(), last_bins_.end()));
    html << "<div class=\"pair\">";
    write_histogram(html, "First messages", first_bins_, highest);
    write_histogram(html, "Last messages", last_bins_, highest);
    html << "</div></section>";
  }

  void write_trend_card(Html& html) const {
    constexpr std::size_t max_points = 31;
    const bool dated = n_dated_ * 2 >= n_customers_ && by_day_.buckets().size() > 1;
    const Series series = (dated ? by_day_ : by_order_).at_most(max_points);
    html << "<section class=\"card\"><h3>Stress over time</h3>";
    if (series.buckets().size() < 2) {
      html << "<p class=\"where\">One conversation makes no trend.</p></section>";
      return;
    }
    std::vector<TrendPoint> points;
    for (const auto& [at, bucket] : series.buckets()) {
      TrendPoint& point = points.emplace_back();
      point.at = at;
      if (dated) write_day(point.name, at * series.width());
      else write_place(point.name, at * series.width(), series.width());
      point.n = bucket.n;
      point.first = bucket.first / static_cast<double>(bucket.n);
      point.last = bucket.last / static_cast<double>(bucket.n);
    }
    html << "<p class=\"where\">Mean stress from 0 (bottom) to 1 (top), ";
    if (!dated) html << "in the order of the file, since most conversations have no date";
    else if (series.width() == 1) html << "by the day (UTC) of the first message";
    else html << "by " << series.width() << " days (UTC) of the first message";
    if (dated && n_dated_ < n_customers_) html << "; " << n_customers_ - n_dated_ << " without a date are left out";
    html << ". A day or a stretch with few conversations says little.</p>";
    if (dated) write_trend(html, points, "From the day");
    else write_trend(html, points, "Conversations in the file");
    html << "</section>";
  }

  void write_place(Html& html, std::int64_t from, std::int64_t width) const {
    html << from + 1;
    if (width > 1) html << "\u2013" << std::min(from + width, static_cast<std::int64_t>(n_customers_));
  }

  void write_answers_card(Html& html) const {
    html << "<section class=\"card\"><h3>What agents wrote</h3>";
    const std::array<Share, 4> shares{{{"both", "\u25CF", "both kinds", balances_[3]},
                                       {"cognitive", "\u25D6", balance_words[1], balances_[1]},
                                       {"emotional", "\u25D7", balance_words[2], balances_[2]},
                                       {"flat", "\u25CB", balance_words[0], balances_[0]}}};
    write_shares(html, "Conversations by the kinds of empathy they hold", shares);
    html << "<table class=\"counts\"><caption>Phrases by kind</caption>";
    const std::uint64_t highest = *std::max_element(tags_.begin(), tags_.end());
    for (std::size_t k = 0; k < kind_words.size(); ++k) {
      const Kind kind = static_cast<Kind>(k);
      html << "<tbody><tr><th colspan=\"3\" scope=\"rowgroup\" class=\"kind " << kind_style(kind) << "\">" << HtmlText(words_of(kind).name) << "</th></tr>";
      for (std::size_t t = 0; t < n_tags; ++t)
        if (kind_of(static_cast<Tag>(t)) == kind) write_count_row(html, tag_words[t], kind_style(kind), tags_[t], highest);
      html << "</tbody>";
    }
    html << "</table><p class=\"where\">More is not better: what helps is one specific acknowledgement, early, and then action.</p></section>";
  }

  void write_cues_card(Html& html) const {
    std::uint64_t highest = 0;
    for (std::size_t k = 0; k < n_cue_kinds; ++k)
      if (is_counted(static_cast<CueKind>(k))) highest = std::max(highest, cues_[k]);
    html << "<section class=\"card\"><h3>What customers signalled</h3><table class=\"counts\"><caption>Cues</caption><tbody>";
    for (std::size_t k = 0; k < n_cue_kinds; ++k)
      if (is_counted(static_cast<CueKind>(k))) write_count_row(html, cue_words[k], "cue", cues_[k], highest);
    html << "</tbody></table><p class=\"where\">Life events and crises are shown in the conversation they were said in, and counted nowhere.</p></section>";
  }

  std::uint64_t n_conversations_ = 0, n_turns_ = 0, n_human_ = 0;
  std::uint64_t n_customers_ = 0, n_high_at_start_ = 0, n_dated_ = 0;  // conversations with a message of a customer, and of those
  std::uint64_t n_emotional_ = 0, n_taken_up_ = 0;
  std::uint64_t n_empathic_ = 0, n_followed_ = 0;
  std::uint64_t n_empathy_spans_ = 0, n_formulaic_ = 0;
  std::array<std::uint64_t, 3> first_levels_{}, last_levels_{}, shifts_{};
  std::array<std::uint64_t, 4> balances_{};
  std::array<std::uint64_t, n_bins> first_bins_{}, last_bins_{};
  std::array<std::uint64_t, n_tags> tags_{};
  std::array<std::uint64_t, n_cue_kinds> cues_{};
  Series by_order_, by_day_;
};

}  // namespace attune::detail::page
