#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
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

inline constexpr std::size_t n_support_labels = std::tuple_size_v<decltype(Reading::emotions)>;

/// What one customer message says about the analyzer.
struct JudgedCustomer {
  std::array<Counts, n_support_labels> emotions{};  // one count each, or none where contested
  std::array<Counts, n_cue_kinds> cues{};           // present or not
  Counts spans;
  float stress = 0;
  std::optional<bool> high_stress;                  // none: contested
  bool seen_in_training = false;
};

/// One decision as counts.
inline Counts judged(bool said, bool gold) {
  return {said && gold ? 1.0 : 0.0, said && !gold ? 1.0 : 0.0, !said && gold ? 1.0 : 0.0, !said && !gold ? 1.0 : 0.0};
}

struct SupportJudge {
  using Labelled = LabelledSpan<CueKind>;
  using Spans = std::vector<Labelled>;

  std::array<bool, n_support_labels> emotions(const LabelledRow& row, const char* key) const {
    std::array<bool, n_support_labels> out{};
    for (const std::string& name : row.strings(key)) out[require_name(model.emotions().labels(View::support), name, key)] = true;
    return out;
  }

  JudgedCustomer operator()(const LabelledRow& row) const {
    JudgedCustomer out;
    const std::string text = row.string("text");
    const Reading reading = model.read(text, Role::customer);
    const std::string id = row.string_or("id", "");
    out.seen_in_training = model.emotions().trained_on(text, id) || (model.support() && model.support()->trained_on(text, id));
    judge_emotions(row, reading, out);
    const std::int64_t stress = row.integer("stress", 0, 2);
    if (!row.flag_or("stress_contested", false)) out.high_stress = stress == 2;
    out.stress = reading.stress;
    judge_cues(row, text, reading, out);
    return out;
  }

  void judge_emotions(const LabelledRow& row, const Reading& reading, JudgedCustomer& out) const {
    const std::array<bool, n_support_labels> gold = emotions(row, "emotions"), contested = emotions(row, "contested_emotions");
    const std::span<const std::string_view> names = model.emotions().labels(View::support);
    for (std::size_t l = 0; l < n_support_labels; ++l) {
      const bool said = std::find(reading.labels.begin(), reading.labels.end(), names[l]) != reading.labels.end();
      if (!contested[l]) out.emotions[l] = judged(said, gold[l]);
    }
  }

  static void judge_cues(const LabelledRow& row, std::string_view text, const Reading& reading, JudgedCustomer& out) {
    const OffsetMap offsets(text);
    const Spans gold = row.spans("cues", "cue", cue_from_name), contested = row.spans("contested_cues", "cue", cue_from_name);
    Spans predicted;
    for (const Cue& cue : reading.cues) predicted.push_back({offsets.to_code_point(cue.start), offsets.to_code_point(cue.end), cue.cue});
    for (std::size_t c = 0; c < n_cue_kinds; ++c) {
      const auto among = [&](const Spans& spans) { return std::any_of(spans.begin(), spans.end(), [&](const Labelled& s) { return s.name == static_cast<CueKind>(c); }); };
      if (among(gold) || !among(contested)) out.cues[c] = judged(among(predicted), among(gold));
    }
    count_matches(predicted, gold, contested, [](const Labelled& a, const Labelled& b) { return a.name == b.name; }, [&](const Labelled&) -> Counts& { return out.spans; });
  }

  const Analyzer& model;
};

class SupportEvaluation {
 public:
  SupportEvaluation(const Analyzer& model, const std::vector<JudgedCustomer>& rows) : rows_(rows) {
    const std::span<const std::string_view> names = model.emotions().labels(View::support);
    names_.assign(names.begin(), names.end());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t l = 0; l < n_support_labels; ++l) n_emotions_[l] += n_gold(rows[i].emotions[l]);
      for (std::size_t c = 0; c < n_cue_kinds; ++c) n_cues_[c] += n_gold(rows[i].cues[c]);
      if (!rows[i].high_stress) continue;
      judged_.push_back(i);
      stress_.push_back(rows[i].stress);
      high_.push_back(*rows[i].high_stress);
    }
    order_ = ranked(std::span<const float>(stress_));
  }

  nlohmann::ordered_json to_json() const {
    const std::vector<double> once(rows_.size(), 1.0);
    const std::vector<double> values = statistics(once);
    const std::vector<Interval> intervals = bootstrap(rows_.size(), [&](std::span<const double> weights) { return statistics(weights); });
    nlohmann::ordered_json json, spread;
    std::size_t at = 0;
    const auto take = [&](nlohmann::ordered_json& value, nlohmann::ordered_json& interval, bool defined = true) {
      if (defined) value = values[at], interval = {intervals[at].low, intervals[at].high};
      else value = nullptr;
      ++at;
    };
    const bool has_both = std::count(high_.begin(), high_.end(), 1) > 0 && std::count(high_.begin(), high_.end(), 0) > 0;
    take(json["macro_f1"], spread["macro_f1"]);
    take(json["stress_auc"], spread["stress_auc"], has_both);
    take(json["stress_recall_at_budget_10"], spread["stress_recall_at_budget_10"], has_both);
    take(json["cue_macro_f1"], spread["cue_macro_f1"]);
    take(json["cue_span_f1"], spread["cue_span_f1"]);
    json["n"] = rows_.size();
    json["n_high_stress"] = std::count(high_.begin(), high_.end(), 1);
    for (std::size_t l = 0; l < n_support_labels; ++l) take_counts(take, json["per_label"], spread["per_label"], names_[l], n_emotions_[l]);
    for (std::size_t c = 0; c < n_cue_kinds; ++c) take_counts(take, json["per_cue"], spread["per_cue"], to_string(static_cast<CueKind>(c)), n_cues_[c]);
    json["intervals"] = std::move(spread);
    return json;
  }

 private:
  static constexpr std::size_t least_gold = 5;  // emotions with fewer are left out of the mean
  static constexpr double budget = 0.1;

  static std::size_t n_gold(const Counts& counts) { return static_cast<std::size_t>(counts.tp + counts.fn); }

  template <class Take>
  static void take_counts(Take& take, nlohmann::ordered_json& json, nlohmann::ordered_json& spread, std::string_view name, std::size_t n) {
    nlohmann::ordered_json& entry = json[std::string(name)];
    entry["n"] = n;
    for (const char* metric : {"precision", "recall", "f1"}) take(entry[metric], spread[std::string(name)][metric]);
  }

  /// The share of high-stress messages among the tenth that is ranked highest; of equal scores, and of the last message, the part that fits.
  double recall_at_budget(std::span<const double> weights) const {
    double total = 0, positives = 0, left = 0, found = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      total += weights[i];
      positives += high_[i] ? weights[i] : 0;
    }
    left = budget * total;
    for (std::size_t i = 0; i < order_.size() && left > 0;) {
      double tied = 0, tied_positives = 0;
      std::size_t j = i;
      for (; j < order_.size() && stress_[order_[j]] == stress_[order_[i]]; ++j) {
        tied += weights[order_[j]];
        tied_positives += high_[order_[j]] ? weights[order_[j]] : 0;
      }
      if (tied > 0) found += tied_positives * std::min(1.0, left / tied);
      left -= tied;
      i = j;
    }
    return positives > 0 ? found / positives : 0;
  }

  /// In the order in which `to_json` takes them.
  std::vector<double> statistics(std::span<const double> weights) const {
    std::array<Counts, n_support_labels> emotions{};
    std::array<Counts, n_cue_kinds> cues{};
    Counts spans;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (weights[i] == 0) continue;
      for (std::size_t l = 0; l < n_support_labels; ++l) emotions[l] += weights[i] * rows_[i].emotions[l];
      for (std::size_t c = 0; c < n_cue_kinds; ++c) cues[c] += weights[i] * rows_[i].cues[c];
      spans += weights[i] * rows_[i].spans;
    }
    std::vector<double> emotion_f1, cue_f1, of_judged;
    for (std::size_t l = 0; l < n_support_labels; ++l)
      if (n_emotions_[l] >= least_gold) emotion_f1.push_back(emotions[l].f1());
    for (std::size_t c = 0; c < n_cue_kinds; ++c)
      if (n_cues_[c] > 0) cue_f1.push_back(cues[c].f1());
    for (const std::size_t i : judged_) of_judged.push_back(weights[i]);
    std::vector<double> out{mean(emotion_f1), area_under_roc<float>(stress_, high_, order_, of_judged), recall_at_budget(of_judged), mean(cue_f1), spans.f1()};
    for (const Counts& counts : emotions) out.insert(out.end(), {counts.precision(), counts.recall(), counts.f1()});
    for (const Counts& counts : cues) out.insert(out.end(), {counts.precision(), counts.recall(), counts.f1()});
    return out;
  }

  const std::vector<JudgedCustomer>& rows_;
  std::vector<std::string_view> names_;
  std::array<std::size_t, n_support_labels> n_emotions_{};
  std::array<std::size_t, n_cue_kinds> n_cues_{};
  std::vector<std::size_t> judged_;  // rows whose stress is not contested; the next two are of these
  std::vector<float> stress_;
  std::vector<std::uint8_t> high_;
  std::vector<std::uint32_t> order_;
};

}  // namespace detail

ATTUNE_INLINE Result<Evaluation> evaluate_support(const Analyzer& analyzer, const std::filesystem::path& jsonl) {
  const Result<std::vector<detail::JudgedCustomer>> rows = detail::read_labelled_jsonl<detail::JudgedCustomer>(jsonl, detail::SupportJudge{analyzer});
  if (!rows) return rows.error();
  nlohmann::ordered_json json = detail::SupportEvaluation(analyzer, *rows).to_json();
  Evaluation out;
  for (const detail::JudgedCustomer& row : *rows) out.n_seen_in_training += row.seen_in_training;
  if (out.n_seen_in_training > 0) json["seen_in_training"] = out.n_seen_in_training;
  out.json = json.dump();
  return out;
}

}  // namespace attune
