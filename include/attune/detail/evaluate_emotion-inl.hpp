#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/labelled_texts.hpp>
#include <attune/detail/metrics.hpp>
#include <attune/evaluate.hpp>

namespace attune {

namespace detail {

/// The rows of `tsv` with labels as the model's columns. Numbers mean labels.txt beside the file or, without one, the model's own order.
inline Result<LabelledTexts> read_for(const EmotionClassifier& model, const std::filesystem::path& tsv) {
  const std::span<const std::string_view> own = model.labels();
  std::vector<std::string> names(own.begin(), own.end());
  const std::filesystem::path beside = tsv.parent_path() / "labels.txt";
  std::error_code ignored;
  if (std::filesystem::is_regular_file(beside, ignored)) {
    Result<std::vector<std::string>> read = read_labels(beside);
    if (!read) return read.error();
    names = std::move(*read);
  }
  std::vector<std::uint32_t> column;
  for (const std::string& name : names) {
    const auto found = std::find(own.begin(), own.end(), name);
    if (found == own.end()) return Error(ErrorCode::invalid_data, beside.string() + ": the model has no label \"" + name + "\"");
    column.push_back(static_cast<std::uint32_t>(found - own.begin()));
  }
  Result<Mapping> file = map_file(tsv);
  if (!file) return file.error();
  LabelledTextReader reader(std::move(names));
  reader.read(tsv.filename().string(), file->bytes);
  LabelledTexts data = reader.finish();
  if (!data.bad_rows.empty() || data.rows.empty()) {
    std::string message = tsv.string() + (data.bad_rows.empty() ? ": no rows" : ": rows that cannot be used");
    for (const BadRow& row : data.bad_rows) message += "\n" + row.to_string();
    return Error(ErrorCode::invalid_data, message);
  }
  for (LabelledTexts::Row& row : data.rows)
    for (std::uint32_t& label : row.labels) label = column[label];
  return data;
}

/// One label of a view on every text.
struct Judged {
  std::vector<float> p;
  std::vector<std::uint8_t> gold;
  std::vector<std::uint8_t> said;

  Counts count(std::span<const double> weights) const {
    std::array<double, 4> sums{};
    for (std::size_t i = 0; i < p.size(); ++i) sums[static_cast<std::size_t>(2 * said[i] + gold[i])] += weights[i];
    return {sums[3], sums[2], sums[1], sums[0]};
  }
};

/// Which bin each probability is in, for calibration errors: how far from each other the mean probability and the share of gold are.
class Bins {
 public:
  explicit Bins(std::size_t n) : n_(n) {}

  void add(std::size_t bin, std::uint32_t text, float p, std::uint8_t gold) { items_.push_back({text, static_cast<std::uint32_t>(bin), p - static_cast<float>(gold)}); }

  /// The weighted mean over bins of the distance; 0 without items.
  double error(std::span<const double> weights) const {
    std::vector<double> gaps(n_);
    double total = 0;
    for (const Item& item : items_) {
      gaps[item.bin] += weights[item.text] * static_cast<double>(item.gap);
      total += weights[item.text];
    }
    double sum = 0;
    for (const double gap : gaps) sum += std::abs(gap);
    return total > 0 ? sum / total : 0;
  }

 private:
  struct Item {
    std::uint32_t text, bin;
    float gap;
  };
  std::size_t n_;
  std::vector<Item> items_;
};

class EmotionEvaluation {
 public:
  EmotionEvaluation(const EmotionClassifier& model, const LabelledTexts& data) : model_(model), n_(data.rows.size()), high_(n_bins) {
    std::vector<std::string_view> texts;
    for (const LabelledTexts::Row& row : data.rows) texts.push_back(row.text);
    const std::size_t width = model.labels().size();
    std::vector<float> p(n_ * width), gold(n_ * width);
    model.classify_batch(texts, p, {.threads = 0});
    for (std::size_t i = 0; i < n_; ++i)
      for (const std::uint32_t label : data.rows[i].labels) gold[i * width + label] = 1;
    own_ = judge(View::goemotions, p, gold);
    for (const View view : {View::ekman, View::sentiment}) {
      const ViewColumns columns = find_columns(view, model.labels());
      if (std::none_of(columns.begin(), columns.end(), [](const auto& c) { return c.empty(); })) views_.push_back({view, judge(view, p, gold)});
    }
    for (const Judged& label : own_) order_.push_back(ranked(std::span<const float>(label.p)));
    bin();
  }

  nlohmann::ordered_json to_json() const {
    const std::vector<double> once(n_, 1.0);
    const std::vector<double> values = statistics(once);
    const std::vector<Interval> intervals = bootstrap(n_, [&](std::span<const double> weights) { return statistics(weights); });
    nlohmann::ordered_json json, spread;
    std::size_t at = 0;
    const auto take = [&](nlohmann::ordered_json& value, nlohmann::ordered_json& interval) {
      value = values[at];
      interval = {intervals[at].low, intervals[at].high};
      ++at;
    };
    for (const char* name : {"macro_f1", "micro_f1", "macro_precision", "macro_recall", "macro_ap", "ece", "ece_high"}) take(json[name], spread[name]);
    for (const Viewed& viewed : views_) {
      const std::string name = std::string(to_string(viewed.view)) + "_macro_f1";
      take(json[name], spread[name]);
    }
    nlohmann::ordered_json per_label;
    for (std::size_t l = 0; l < own_.size(); ++l) {
      const std::string label(model_.labels()[l]);
      take(json["brier_skill"][label], spread["brier_skill"][label]);
      nlohmann::ordered_json& entry = per_label[label];
      const Counts counts = own_[l].count(once);
      entry["n"] = static_cast<std::size_t>(counts.tp + counts.fn);
      entry["precision"] = counts.precision();
      entry["recall"] = counts.recall();
      take(entry["f1"], spread["per_label"][label]["f1"]);
      take(entry["ap"], spread["per_label"][label]["ap"]);
      entry["threshold"] = model_.thresholds()[l];
    }
    json["n"] = n_;
    json["reliability"] = reliability();
    json["per_label"] = std::move(per_label);
    json["intervals"] = std::move(spread);
    return json;
  }

 private:
  static constexpr std::size_t n_bins = 15;
  static constexpr float high_from = 0.1f;

  std::vector<Judged> judge(View view, std::span<const float> p, std::span<const float> gold) const {
    const std::size_t width = model_.labels().size(), n_labels = model_.labels(view).size();
    std::vector<Judged> judged(n_labels);
    std::vector<float> view_p(n_labels), view_gold(n_labels);
    for (std::size_t i = 0; i < n_; ++i) {
      model_.project(p.subspan(i * width, width), view, view_p);
      model_.project(gold.subspan(i * width, width), view, view_gold);
      for (std::size_t l = 0; l < n_labels; ++l) {
        judged[l].p.push_back(view_p[l]);
        judged[l].gold.push_back(view_gold[l] > 0.5f);
        judged[l].said.push_back(view_p[l] >= model_.thresholds(view)[l]);
      }
    }
    return judged;
  }

  void bin() {
    struct High {
      float p;
      std::uint32_t text;
      std::uint8_t gold;
    };
    std::vector<High> high;
    for (const Judged& label : own_) {
      even_.emplace_back(n_bins);
      for (std::uint32_t i = 0; i < n_; ++i) {
        even_.back().add(std::min(n_bins - 1, static_cast<std::size_t>(label.p[i] * static_cast<float>(n_bins))), i, label.p[i], label.gold[i]);
        if (label.p[i] >= high_from) high.push_back({label.p[i], i, label.gold[i]});
      }
    }
    // All labels together, in bins of equally many.
    std::stable_sort(high.begin(), high.end(), [](const High& a, const High& b) { return a.p < b.p; });
    for (std::size_t i = 0; i < high.size(); ++i) high_.add(i * n_bins / high.size(), high[i].text, high[i].p, high[i].gold);
  }

  /// By tenths of the probability, all labels together: how often what was given that probability was so.
  nlohmann::ordered_json reliability() const {
    struct Tenth {
      std::size_t n = 0, n_gold = 0;
      double sum = 0;
    };
    std::array<Tenth, 10> tenths{};
    for (const Judged& label : own_)
      for (std::size_t i = 0; i < n_; ++i) {
        Tenth& tenth = tenths[std::min<std::size_t>(static_cast<std::size_t>(label.p[i] * 10), 9)];
        ++tenth.n;
        tenth.n_gold += label.gold[i];
        tenth.sum += static_cast<double>(label.p[i]);
      }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (std::size_t t = 0; t < tenths.size(); ++t) {
      nlohmann::ordered_json entry{{"from", static_cast<double>(t) / 10}, {"n", tenths[t].n}};
      if (tenths[t].n > 0) {
        entry["mean_probability"] = tenths[t].sum / static_cast<double>(tenths[t].n);
        entry["share"] = static_cast<double>(tenths[t].n_gold) / static_cast<double>(tenths[t].n);
      }
      json.push_back(std::move(entry));
    }
    return json;
  }

  double brier_skill(const Judged& label, std::span<const double> weights) const {
    double n = 0, positives = 0, error = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      const double miss = static_cast<double>(label.p[i]) - label.gold[i];
      n += weights[i];
      positives += weights[i] * label.gold[i];
      error += weights[i] * miss * miss;
    }
    const double base = positives * (n - positives) / n;  // what always saying the base rate costs
    return base > 0 ? 1 - error / base : 0;
  }

  /// In the order in which `to_json` takes them.
  std::vector<double> statistics(std::span<const double> weights) const {
    std::vector<double> f1, precision, recall, ap, ece, out;
    Counts all;
    for (std::size_t l = 0; l < own_.size(); ++l) {
      const Counts counts = own_[l].count(weights);
      all += counts;
      f1.push_back(counts.f1());
      precision.push_back(counts.precision());
      recall.push_back(counts.recall());
      ap.push_back(average_precision<float>(own_[l].p, own_[l].gold, order_[l], weights));
      ece.push_back(even_[l].error(weights));
    }
    out = {mean(f1), all.f1(), mean(precision), mean(recall), mean(ap), mean(ece), high_.error(weights)};
    for (const Viewed& viewed : views_) {
      std::vector<double> view_f1;
      for (const Judged& label : viewed.labels) view_f1.push_back(label.count(weights).f1());
      out.push_back(mean(view_f1));
    }
    for (std::size_t l = 0; l < own_.size(); ++l) out.insert(out.end(), {brier_skill(own_[l], weights), f1[l], ap[l]});
    return out;
  }

  struct Viewed {
    View view;
    std::vector<Judged> labels;
  };
  const EmotionClassifier& model_;
  std::size_t n_;
  std::vector<Judged> own_;
  std::vector<Viewed> views_;
  std::vector<std::vector<std::uint32_t>> order_;
  std::vector<Bins> even_;
  Bins high_;
};

}  // namespace detail

ATTUNE_INLINE Result<Evaluation> evaluate_emotion(const EmotionClassifier& model, const std::filesystem::path& tsv) {
  const Result<LabelledTexts> data = detail::read_for(model, tsv);
  if (!data) return data.error();
  nlohmann::ordered_json json = detail::EmotionEvaluation(model, *data).to_json();
  Evaluation out;
  for (const LabelledTexts::Row& row : data->rows) out.n_seen_in_training += model.trained_on(row.text, row.id);
  if (out.n_seen_in_training > 0) json["seen_in_training"] = out.n_seen_in_training;
  out.json = json.dump();
  return out;
}

}  // namespace attune
