#pragma once

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <attune/detail/calibration.hpp>
#include <attune/detail/card.hpp>
#include <attune/detail/check_training.hpp>
#include <attune/detail/emotion_model.hpp>
#include <attune/detail/labelled_texts.hpp>
#include <attune/detail/linear_model.hpp>
#include <attune/detail/logistic.hpp>
#include <attune/detail/metrics.hpp>
#include <attune/detail/ngram_table.hpp>
#include <attune/detail/vocabulary.hpp>
#include <attune/model_file.hpp>
#include <attune/train.hpp>

namespace attune {

namespace detail {

class Trainer {
 public:
  Trainer(const LabelledTexts& data, const TrainingOptions& options, const TrainingProgress& progress)
      : data_(data), options_(options), progress_(progress), threads_(count_threads(options.threads)), n_labels_(data.labels.size()), n_iterations_(options.iterations) {
    for (std::size_t l = 0; l < n_labels_ && !options.label_weights.empty(); ++l) {
      const auto found = options.label_weights.find(data.labels[l]);
      label_weights_.push_back(found == options.label_weights.end() ? 1 : found->second);
    }
  }

  /// Features, folds, then the model on all rows.
  void run() {
    count();
    deal_folds();
    if (options_.early_stopping) stop_early();
    cross_validate();
    std::vector<std::uint32_t> all(data_.rows.size());
    std::iota(all.begin(), all.end(), 0u);
    model_ = train(all, "train");
    find_thresholds();
  }

  ModelWriter make_file(const std::string& card) const;

  const LinearModel& model() const { return model_; }
  std::uint32_t n_iterations() const { return n_iterations_; }
  const std::array<std::vector<float>, n_views>& thresholds() const { return thresholds_; }

  struct Label {
    std::size_t n = 0;
    double f1 = 0, average_precision = 0;
  };
  const std::vector<Label>& cross_validated() const { return cross_validated_; }
  double macro_f1() const { return mean_of(&Label::f1); }
  double macro_average_precision() const { return mean_of(&Label::average_precision); }

 private:
  double mean_of(double Label::*field) const {
    double sum = 0;
    for (const Label& label : cross_validated_) sum += label.*field;
    return sum / static_cast<double>(cross_validated_.size());
  }

  void report(std::string_view stage, std::size_t done, std::size_t total) const {
    if (progress_) progress_(stage, done, total);
  }

  void count() {
    constexpr std::size_t piece_size = 256;
    texts_.resize(data_.rows.size());
    std::vector<FeatureList> lists(threads_);
    report("features", 0, 1);
    for_each_piece((texts_.size() + piece_size - 1) / piece_size, threads_, [&](std::size_t piece, unsigned thread) {
      for (std::size_t i = piece * piece_size; i < std::min(texts_.size(), (piece + 1) * piece_size); ++i)
        texts_[i] = count_features(data_.rows[i].text, recipe_.features, lists[thread]);
    });
    report("features", 1, 1);
  }

  std::vector<const CountedText*> pick(std::span<const std::uint32_t> rows) const {
    std::vector<const CountedText*> picked;
    for (const std::uint32_t r : rows) picked.push_back(&texts_[r]);
    return picked;
  }

  LabelMatrix gold_of(std::span<const std::uint32_t> rows) const {
    LabelMatrix y = LabelMatrix::Zero(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(n_labels_));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (const std::uint32_t label : data_.rows[rows[i]].labels) y(static_cast<Eigen::Index>(i), label) = 1;
    return y;
  }

  LinearRecipe make_recipe() const {
    return {.blocks = recipe_.blocks, .iterations = n_iterations_, .max_features = options_.max_features, .label_weights = label_weights_};
  }

  LinearModel train(std::span<const std::uint32_t> rows, std::string_view stage) {
    std::size_t done = 0;
    return train_linear(pick(rows), gold_of(rows), make_recipe(), threads_, [&] { report(stage, ++done, 2 * n_iterations_); });
  }

  /// Shuffled, then dealt out: every fold has the same share of whatever order the data came in.
  void deal_folds() {
    const std::size_t n = data_.rows.size();
    fold_of_.resize(n);
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0u);
    SplitMix64 random(1);
    for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (std::size_t i = 0; i < n; ++i) fold_of_[order[i]] = static_cast<std::uint32_t>(i % options_.folds);
  }

  struct Split {
    std::vector<std::uint32_t> inside, outside;
  };

  Split hold_out(std::uint32_t fold) const {
    Split split;
    for (std::uint32_t r = 0; r < fold_of_.size(); ++r) (fold_of_[r] == fold ? split.outside : split.inside).push_back(r);
    return split;
  }

  void stop_early() {
    const auto [inside, outside] = hold_out(0);
    std::size_t done = 0;
    n_iterations_ = find_iterations(pick(inside), gold_of(inside), pick(outside), gold_of(outside), make_recipe(), threads_,
                                    [&] { report("early stopping", ++done, options_.iterations); });
  }

  /// Logits of each row by a model that has not seen it.
  void cross_validate() {
    const std::size_t n = data_.rows.size();
    logits_.assign(n_labels_, std::vector<float>(n));
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      const auto [inside, outside] = hold_out(fold);
      const LinearModel model = train(inside, "fold " + std::to_string(fold + 1) + " of " + std::to_string(options_.folds));
      LabelMatrix z;
      multiply(make_matrix(pick(outside), model.vocabulary, recipe_.blocks), model.weights, z, threads_);
      for (std::size_t i = 0; i < outside.size(); ++i)
        for (std::size_t l = 0; l < n_labels_; ++l) logits_[l][outside[i]] = z(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(l));
    }
  }

  void find_thresholds();

  const LabelledTexts& data_;
  const TrainingOptions& options_;
  const TrainingProgress& progress_;
  unsigned threads_;
  std::size_t n_labels_;
  std::uint32_t n_iterations_;
  std::vector<float> label_weights_;  // none: 1
  NgramRecipe recipe_{.features = {}, .blocks = {{{4, 3, 0.378f, true}, {8, 30, 0.454f, true}, {8, 0, 0.5f, false}}}};
  std::vector<CountedText> texts_;
  std::vector<std::uint32_t> fold_of_;
  std::vector<std::vector<float>> logits_;  // by label, out of fold
  std::vector<Knots> knots_;
  std::array<std::vector<float>, n_views> thresholds_;
  std::vector<Label> cross_validated_;
  LinearModel model_;
};

/// Calibration, thresholds and what they reach, from the logits out of fold.
inline void Trainer::find_thresholds() {
  const std::size_t n = data_.rows.size();
  std::vector<std::vector<std::uint8_t>> gold(n_labels_, std::vector<std::uint8_t>(n));
  for (std::size_t r = 0; r < n; ++r)
    for (const std::uint32_t label : data_.rows[r].labels) gold[label][r] = 1;

  std::vector<std::vector<float>> probabilities(n_labels_, std::vector<float>(n));
  for (std::size_t l = 0; l < n_labels_; ++l) {
    knots_.push_back(fit_calibration(logits_[l], gold[l]));
    for (std::size_t r = 0; r < n; ++r) probabilities[l][r] = calibrate(static_cast<double>(logits_[l][r]), knots_[l].logits, knots_[l].log_odds);
    thresholds_[0].push_back(expected_best_threshold(probabilities[l]));

    // What a fold's texts get from calibration and threshold of the others' logits.
    Label label;
    Counts counts;
    for (std::uint32_t fold = 0; fold < options_.folds; ++fold) {
      std::vector<float> inside, inside_p;
      std::vector<std::uint8_t> inside_gold;
      for (std::size_t r = 0; r < n; ++r)
        if (fold_of_[r] != fold) {
          inside.push_back(logits_[l][r]);
          inside_gold.push_back(gold[l][r]);
        }
      const Knots knots = fit_calibration(inside, inside_gold);
      for (const float logit : inside) inside_p.push_back(calibrate(static_cast<double>(logit), knots.logits, knots.log_odds));
      const float threshold = expected_best_threshold(inside_p);
      for (std::size_t r = 0; r < n; ++r)
        if (fold_of_[r] == fold) {
          const bool said = calibrate(static_cast<double>(logits_[l][r]), knots.logits, knots.log_odds) >= threshold;
          (said ? (gold[l][r] ? counts.tp : counts.fp) : (gold[l][r] ? counts.fn : counts.tn)) += 1;
        }
    }
    for (const std::uint8_t g : gold[l]) label.n += g;
    label.f1 = counts.f1();
    const std::vector<std::uint32_t> order = ranked(std::span<const float>(logits_[l]));
    label.average_precision = average_precision<float>(logits_[l], gold[l], order);
    cross_validated_.push_back(label);
  }

  for (const View view : {View::ekman, View::sentiment, View::support, View::tones}) {
    for (const std::vector<std::uint32_t>& columns : find_columns(view, std::span<const std::string>(data_.labels))) {
      std::vector<float> p(n), row_p(n_labels_);
      for (std::size_t r = 0; r < n; ++r) {
        for (const std::uint32_t column : columns) row_p[column] = probabilities[column][r];
        p[r] = any_of_columns(row_p, columns);
      }
      thresholds_[static_cast<std::size_t>(view)].push_back(columns.empty() ? 0.5f : expected_best_threshold(p));
    }
  }
}

inline ModelWriter Trainer::make_file(const std::string& card) const {
  std::vector<float> knot_logits, knot_log_odds;
  std::vector<std::uint32_t> knot_starts{0};
  for (const Knots& knots : knots_) {
    knot_logits.insert(knot_logits.end(), knots.logits.begin(), knots.logits.end());
    knot_log_odds.insert(knot_log_odds.end(), knots.log_odds.begin(), knots.log_odds.end());
    knot_starts.push_back(static_cast<std::uint32_t>(knot_logits.size()));
  }
  std::vector<std::uint64_t> training_rows;
  for (const LabelledTexts::Row& r : data_.rows) training_rows.push_back(row_hash(r.text, r.id));

  nlohmann::ordered_json settings;
  settings["labels"] = data_.labels;
  settings["features"] = describe_features(recipe_.features);

  ModelWriter file(emotion_kind, emotion_format);
  file.set("settings", settings.dump());
  file.set("card", card);
  add_linear_table(file, model_, recipe_.blocks, std::move(training_rows));
  const auto add = [&]<class T>(const std::string& name, std::vector<std::size_t> shape, const T& values) {
    file.add(name, std::move(shape), std::span<const typename T::value_type>(values));
  };
  add("knot_starts", {n_labels_ + 1}, knot_starts);
  add("knot_logits", {knot_logits.size()}, knot_logits);
  add("knot_log_odds", {knot_log_odds.size()}, knot_log_odds);
  add("thresholds", {n_labels_}, thresholds_[0]);
  for (const View view : {View::ekman, View::sentiment, View::support, View::tones}) {
    const std::vector<float>& values = thresholds_[static_cast<std::size_t>(view)];
    add("thresholds_" + std::string(to_string(view)), {values.size()}, values);
  }
  return file;
}

}  // namespace detail

ATTUNE_INLINE LabelledTexts label_texts(std::span<const std::string_view> texts, std::span<const std::vector<std::string>> labels, std::span<const std::string> names) {
  if (texts.size() != labels.size())
    throw std::invalid_argument("there are " + std::to_string(texts.size()) + " texts, and labels of " + std::to_string(labels.size()));
  detail::LabelledTextReader reader({names.begin(), names.end()});
  for (std::size_t i = 0; i < texts.size(); ++i) reader.add(texts[i], {labels[i].begin(), labels[i].end()}, i + 1);
  return reader.finish();
}

ATTUNE_INLINE Result<LabelledTexts> read_labelled_texts(std::span<const std::filesystem::path> files, const std::filesystem::path& labels) {
  std::filesystem::path labels_file = labels;
  std::error_code ignored;
  if (labels_file.empty() && !files.empty()) {
    const std::filesystem::path beside = files[0].parent_path() / "labels.txt";
    if (std::filesystem::is_regular_file(beside, ignored)) labels_file = beside;
  }
  std::vector<std::string> names;
  if (!labels_file.empty()) {
    Result<std::vector<std::string>> read = detail::read_labels(labels_file);
    if (!read) return read.error();
    names = std::move(*read);
  }
  detail::LabelledTextReader reader(std::move(names));
  for (const std::filesystem::path& path : files) {
    Result<detail::Mapping> file = detail::map_file(path);
    if (!file) return file.error();
    reader.read(path.filename().string(), file->bytes);
  }
  LabelledTexts data = reader.finish();
  if (data.rows.empty()) {
    std::string message = "no row can be used";
    for (const BadRow& row : data.bad_rows) message += "\n" + row.to_string();
    return Error(ErrorCode::invalid_data, message);
  }
  return data;
}

ATTUNE_INLINE Result<TrainingReport> train_emotion(const LabelledTexts& data, const std::filesystem::path& out, const TrainingOptions& options,
                                                   const TrainingProgress& progress) {
  if (const std::optional<Error> problem = detail::check_training(data, options)) return *problem;
  detail::Trainer trainer(data, options, progress);
  trainer.run();

  TrainingReport report;
  report.n_rows = data.rows.size();
  report.n_labels = data.labels.size();
  report.n_features = trainer.model().kept.size();
  report.n_iterations = trainer.n_iterations();
  report.macro_f1 = trainer.macro_f1();
  report.macro_average_precision = trainer.macro_average_precision();
  report.bad_rows = data.bad_rows;

  detail::CardContent content{options.name.empty() ? out.stem().string() : options.name, options.license,
                              "A linear classifier of emotions over word and character n-grams", report, {}, {}, {}};
  for (std::size_t l = 0; l < data.labels.size(); ++l)
    content.labels.push_back({data.labels[l], trainer.cross_validated()[l].n, trainer.cross_validated()[l].f1,
                              trainer.cross_validated()[l].average_precision, trainer.thresholds()[0][l]});
  if (options.early_stopping) content.notes.push_back("Iterations: " + std::to_string(report.n_iterations) + ", as many as are best for a held-out fold");
  for (const auto& [label, weight] : options.label_weights) content.notes.push_back("Weight of " + label + ": " + detail::decimals(static_cast<double>(weight)));
  for (const LabelledTexts::Source& source : data.sources) content.sources.emplace_back(source.name, source.sha256);
  if (const Status written = detail::write_model(out, content, [&](const std::string& card) { return trainer.make_file(card); }); !written) return written.error();
  report.hash = content.report.hash;
  return report;
}

}  // namespace attune
