#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/labelled_jsonl.hpp>
#include <attune/detail/metrics.hpp>
#include <attune/detail/span_match.hpp>
#include <attune/evaluate.hpp>

namespace attune {

namespace detail {

/// What one message says about the tagger.
struct JudgedMessage {
  std::string family, source;          // empty: the row has none
  bool seen = false;                   // by the model in training
  std::array<Counts, n_tags> tags{};   // matched on the tag
  Counts kinds;                        // matched on the kind
  double n_placed = 0, n_agreeing = 0; // pairs matched on overlap alone, and those of equal kind
  bool unmarked = false;               // neither gold nor contested spans
  bool empty = false;                  // nothing was predicted
  bool exact = false;                  // nothing wrong and nothing missed
};

struct PhraseJudge {
  using Labelled = LabelledSpan<Tag>;
  using Spans = std::vector<Labelled>;

  JudgedMessage operator()(const LabelledRow& row) const {
    JudgedMessage out;
    out.family = row.string_or("family", "");
    out.source = row.string_or("source", "");
    const std::string text = row.string("text"), context = row.string_or("context", "");
    out.seen = model.trained_on(text, row.string_or("id", ""));
    const OffsetMap offsets(text);
    const Spans gold = row.spans("spans", "tag", tag_from_name), contested = row.spans("contested", "tag", tag_from_name);
    Spans predicted;
    for (const Phrase& phrase : model.tag(text, {.context = context}))
      predicted.push_back({offsets.to_code_point(phrase.start), offsets.to_code_point(phrase.end), phrase.tag});
    const auto same_tag = [](const Labelled& a, const Labelled& b) { return a.name == b.name; };
    const auto same_kind = [](const Labelled& a, const Labelled& b) { return kind_of(a.name) == kind_of(b.name); };
    count_matches(predicted, gold, contested, same_tag, [&](const Labelled& span) -> Counts& { return out.tags[static_cast<std::size_t>(span.name)]; });
    count_matches(predicted, gold, contested, same_kind, [&](const Labelled&) -> Counts& { return out.kinds; });
    out.exact = std::all_of(out.tags.begin(), out.tags.end(), [](const Counts& c) { return c.fp + c.fn == 0; });
    out.unmarked = gold.empty() && contested.empty();
    out.empty = predicted.empty();
    const SpanMatch placed = match_spans(predicted, gold, [](const Labelled&, const Labelled&) { return true; });
    for (const auto& [p, g] : placed.pairs) {
      out.n_placed += 1;
      out.n_agreeing += same_kind(predicted[p], gold[g]);
    }
    return out;
  }

  const EmpathyTagger& model;
};

/// The metrics of some of the messages.
class PhraseMetrics {
 public:
  explicit PhraseMetrics(std::vector<const JudgedMessage*> messages) : messages_(std::move(messages)) {
    for (const JudgedMessage* message : messages_) {
      for (std::size_t t = 0; t < n_tags; ++t) n_gold_[t] += static_cast<std::size_t>(message->tags[t].tp + message->tags[t].fn);
      if (message->unmarked) has_unmarked_ = true;
      if (message->family == hard_negative) has_hard_negative_ = true;
    }
  }

  /// Numbers under their names, a rate over no message as null, and the 95 % intervals of all of them under "intervals".
  nlohmann::ordered_json to_json() const {
    const std::vector<double> once(messages_.size(), 1.0);
    const std::vector<double> values = statistics(once);
    const std::vector<Interval> intervals = bootstrap(messages_.size(), [&](std::span<const double> weights) { return statistics(weights); });
    nlohmann::ordered_json json, spread;
    std::size_t at = 0;
    const auto take = [&](nlohmann::ordered_json& value, nlohmann::ordered_json& interval, bool defined = true) {
      if (defined) value = values[at], interval = {intervals[at].low, intervals[at].high};
      else value = nullptr;
      ++at;
    };
    for (const char* name : {"span_f1", "macro_tag_f1", "kind_f1", "kind_agreement", "exact"}) take(json[name], spread[name]);
    take(json["clean_rate"], spread["clean_rate"], has_unmarked_);
    take(json["hard_negative_rate"], spread["hard_negative_rate"], has_hard_negative_);
    json["n"] = messages_.size();
    for (std::size_t t = 0; t < n_tags; ++t) {
      const std::string tag(to_string(static_cast<Tag>(t)));
      json["per_tag"][tag]["n"] = n_gold_[t];
      for (const char* name : {"precision", "recall", "f1"}) take(json["per_tag"][tag][name], spread["per_tag"][tag][name]);
    }
    json["intervals"] = std::move(spread);
    return json;
  }

 private:
  static constexpr std::string_view hard_negative = "hard_negative";

  /// The share of right ones among the messages that count.
  template <class Counted, class Right>
  double share(std::span<const double> weights, Counted counted, Right right) const {
    double n = 0, n_right = 0;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      if (!counted(*messages_[i])) continue;
      n += weights[i];
      n_right += right(*messages_[i]) ? weights[i] : 0;
    }
    return n > 0 ? n_right / n : 0;
  }

  /// In the order in which `to_json` takes them.
  std::vector<double> statistics(std::span<const double> weights) const {
    std::array<Counts, n_tags> tags{};
    Counts all, kinds;
    double n_placed = 0, n_agreeing = 0;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      const JudgedMessage& message = *messages_[i];
      if (weights[i] == 0) continue;
      for (std::size_t t = 0; t < n_tags; ++t) tags[t] += weights[i] * message.tags[t];
      kinds += weights[i] * message.kinds;
      n_placed += weights[i] * message.n_placed;
      n_agreeing += weights[i] * message.n_agreeing;
    }
    std::vector<double> f1;  // of the tags that the labels hold
    for (std::size_t t = 0; t < n_tags; ++t) {
      all += tags[t];
      if (n_gold_[t] > 0) f1.push_back(tags[t].f1());
    }
    const auto exact = [](const JudgedMessage& m) { return m.exact; };
    std::vector<double> out{all.f1(), mean(f1), kinds.f1(), n_placed > 0 ? n_agreeing / n_placed : 0,
                            share(weights, [](const JudgedMessage&) { return true; }, exact),
                            share(weights, [](const JudgedMessage& m) { return m.unmarked; }, [](const JudgedMessage& m) { return m.empty; }),
                            share(weights, [](const JudgedMessage& m) { return m.family == hard_negative; }, exact)};
    for (const Counts& counts : tags) out.insert(out.end(), {counts.precision(), counts.recall(), counts.f1()});
    return out;
  }

  std::vector<const JudgedMessage*> messages_;
  std::array<std::size_t, n_tags> n_gold_{};
  bool has_unmarked_ = false, has_hard_negative_ = false;
};

/// The same metrics for each value of `field` that occurs, in order of name; null when no row has one.
inline nlohmann::ordered_json metrics_by(const std::vector<JudgedMessage>& messages, std::string JudgedMessage::*field) {
  std::map<std::string, std::vector<const JudgedMessage*>> groups;
  for (const JudgedMessage& message : messages)
    if (!(message.*field).empty()) groups[message.*field].push_back(&message);
  nlohmann::ordered_json json;
  for (auto& [name, group] : groups) json[name] = PhraseMetrics(std::move(group)).to_json();
  return json;
}

}  // namespace detail

ATTUNE_INLINE Result<Evaluation> evaluate_phrases(const EmpathyTagger& model, const std::filesystem::path& jsonl) {
  const Result<std::vector<detail::JudgedMessage>> messages = detail::read_labelled_jsonl<detail::JudgedMessage>(jsonl, detail::PhraseJudge{model});
  if (!messages) return messages.error();
  std::vector<const detail::JudgedMessage*> all;
  for (const detail::JudgedMessage& message : *messages) all.push_back(&message);
  nlohmann::ordered_json json = detail::PhraseMetrics(std::move(all)).to_json();
  json["by_family"] = detail::metrics_by(*messages, &detail::JudgedMessage::family);
  json["by_source"] = detail::metrics_by(*messages, &detail::JudgedMessage::source);
  const auto n_seen = std::count_if(messages->begin(), messages->end(), [](const detail::JudgedMessage& message) { return message.seen; });
  return Evaluation{json.dump(), static_cast<std::size_t>(n_seen)};
}

}  // namespace attune
