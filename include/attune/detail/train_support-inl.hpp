#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/calibration.hpp>
#include <attune/detail/card.hpp>
#include <attune/detail/check_training.hpp>
#include <attune/detail/labelled_jsonl.hpp>
#include <attune/detail/linear_model.hpp>
#include <attune/detail/logistic.hpp>
#include <attune/detail/metrics.hpp>
#include <attune/detail/ngram_table.hpp>
#include <attune/detail/support_model.hpp>
#include <attune/detail/vocabulary.hpp>
#include <attune/train.hpp>

namespace attune {

namespace detail {

/// One labelled message of a customer.
struct SupportRow {
  std::string text, id, group;
  std::array<std::uint8_t, support_labels.size()> gold{};
};

inline SupportRow read_support_row(const LabelledRow& row) {
  std::array<std::string_view, support_labels.size()> names{};
  std::transform(support_labels.begin(), support_labels.end(), names.begin(), [](const ViewLabel& label) { return label.name; });
  SupportRow out{row.string("text"), row.string_or("id", ""), row.string_or("group", ""), {}};
  for (const std::string& name : row.strings("emotions")) out.gold[require_name(names, name, "emotions")] = 1;
  return out;
}

class SupportTrainer {
 public:
  static constexpr std::size_t width = support_labels.size();
  static constexpr std::size_t frustration_column = 1;
  static_assert(support_labels[frustration_column].name == "frustration");
  static constexpr float frustration_weight = 2;  // who contacts support is frustrated more often than in texts written with all emotions in mind

  SupportTrainer(const EmotionClassifier& emotions, const CueTagger& cues, const std::vector<SupportRow>& rows, const TrainingOptions& options,
                 const TrainingProgress& progress)
      : emotions_(emotions), cues_(cues), rows_(rows), options_(options), progress_(progress), threads_(count_threads(options.threads)),
        n_signals_(emotions.labels().size() + n_signs + 1) {}

  /// Signals and features, folds, then the model on all rows.
  void run() {
    read_rows();
    deal_folds();
    cross_validate();
    thresholds_ = find_thresholds([](std::size_t) { return true; });
    judge();
    std::vector<std::uint32_t> all(rows_.size());
    std::iota(all.begin(), all.end(), 0u);
    report("train", 0, 1);
    model_ = train(all);
    report("train", 1, 1);
  }

  ModelWriter make_file(const std::string& card) const;

  const LinearModel& model() const { return model_; }
  const std::vector<float>& thresholds() const { return thresholds_; }
  std::size_t n_folds() const { return n_folds_; }

  struct Label {
    std::size_t n = 0;
    double f1 = 0, average_precision = 0;
  };
  const std::array<Label, width>& cross_validated() const { return cross_validated_; }

 private:
  void report(std::string_view stage, std::size_t done, std::size_t total) const {
    if (progress_) progress_(stage, done, total);
  }

  void read_rows() {
    texts_.resize(rows_.size());
    signals_.assign(rows_.size() * n_signals_, 0);
    constexpr std::size_t piece_size = 64;
    std::vector<FeatureList> lists(threads_);
    report("signals", 0, 1);
    for_each_piece((rows_.size() + piece_size - 1) / piece_size, threads_, [&](std::size_t piece, unsigned thread) {
      for (std::size_t i = piece * piece_size; i < std::min(rows_.size(), (piece + 1) * piece_size); ++i) {
        texts_[i] = count_features(rows_[i].text, recipe_.features, lists[thread]);
        read_signals(rows_[i].text, std::span<float>(signals_).subspan(i * n_signals_, n_signals_));
      }
    });
    report("signals", 1, 1);
  }

  /// As `Analyzer::read` finds them.
  void read_signals(std::string_view text, std::span<float> out) const {
    const std::size_t n_emotions = emotions_.labels().size();
    std::vector<float> probabilities(n_emotions), mapped(width);
    emotions_.classify(text, View::goemotions, probabilities);
    emotions_.project(probabilities, View::support, mapped);
    const CueReading reading = cues_.read(text, mapped);
    std::transform(probabilities.begin(), probabilities.end(), out.begin(), emotion_signal);
    std::copy(reading.signs.begin(), reading.signs.end(), out.begin() + static_cast<std::ptrdiff_t>(n_emotions));
    out.back() = length_signal(text);
  }

  void deal_folds() {
    std::map<std::string_view, std::uint32_t> groups;
    for (const SupportRow& row : rows_) groups.emplace(row.group, static_cast<std::uint32_t>(groups.size()));
    for (std::uint32_t r = 0; r < rows_.size(); ++r) fold_of_.push_back(groups.size() > 1 ? groups.at(rows_[r].group) : r % options_.folds);
    n_folds_ = groups.size() > 1 ? groups.size() : options_.folds;
  }

  /// Features of the vocabulary, then the signals.
  SparseMatrix make_inputs(std::span<const std::uint32_t> rows, const Vocabulary& vocabulary) const {
    const SparseMatrix words = make_matrix(pick(rows), vocabulary, recipe_.blocks);
    const std::size_t n_features = vocabulary.hashes.size();
    SparseMatrix x;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      x.by_row.insert(x.by_row.end(), words.by_row.begin() + static_cast<std::ptrdiff_t>(words.row_starts[i]),
                      words.by_row.begin() + static_cast<std::ptrdiff_t>(words.row_starts[i + 1]));
      for (std::size_t s = 0; s < n_signals_; ++s)
        if (const float value = signals_[rows[i] * n_signals_ + s]; value != 0) x.by_row.push_back({static_cast<std::uint32_t>(n_features + s), value});
      x.row_starts.push_back(x.by_row.size());
    }
    x.index_columns(n_features + n_signals_);
    return x;
  }

  std::vector<const CountedText*> pick(std::span<const std::uint32_t> rows) const {
    std::vector<const CountedText*> picked;
    for (const std::uint32_t r : rows) picked.push_back(&texts_[r]);
    return picked;
  }

  LinearModel train(std::span<const std::uint32_t> rows) const {
    constexpr std::size_t n_iterations = 60;
    LinearModel model;
    model.vocabulary = find_vocabulary(pick(rows), recipe_.blocks);
    LabelMatrix y = LabelMatrix::Zero(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(width));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t l = 0; l < width; ++l) y(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(l)) = rows_[rows[i]].gold[l];
    const SparseMatrix x = make_inputs(rows, model.vocabulary);
    Eigen::ArrayXf positive = Eigen::ArrayXf::Ones(y.cols());
    positive[frustration_column] = frustration_weight;
    model.weights = train_logistic({x, y, nullptr, positive, 1, n_iterations}, threads_);
    prune(model, options_.max_features);
    return model;
  }

  /// Probabilities of each row by a model that has not seen its fold.
  void cross_validate() {
    probabilities_.assign(width, std::vector<float>(rows_.size()));
    for (std::uint32_t fold = 0; fold < n_folds_; ++fold) {
      report("folds", fold, n_folds_);
      std::vector<std::uint32_t> inside, outside;
      for (std::uint32_t r = 0; r < rows_.size(); ++r) (fold_of_[r] == fold ? outside : inside).push_back(r);
      const LinearModel model = train(inside);
      LabelMatrix z;
      multiply(make_inputs(outside, model.vocabulary), model.weights, z, threads_);
      for (std::size_t i = 0; i < outside.size(); ++i)
        for (std::size_t l = 0; l < width; ++l) probabilities_[l][outside[i]] = exact_sigmoid(z(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(l)));
    }
    report("folds", n_folds_, n_folds_);
  }

  /// From the probabilities of the folds that are `used`.
  template <class Used>
  std::vector<float> find_thresholds(Used used) const {
    std::vector<float> thresholds;
    for (const std::vector<float>& of_label : probabilities_) {
      std::vector<float> inside;
      for (std::size_t r = 0; r < rows_.size(); ++r)
        if (used(fold_of_[r])) inside.push_back(of_label[r]);
      thresholds.push_back(expected_best_threshold(inside));
    }
    return thresholds;
  }

  /// What the rule says of each fold with thresholds of the others.
  void judge() {
    std::array<Counts, width> counts{};
    for (std::uint32_t fold = 0; fold < n_folds_; ++fold) {
      const std::vector<float> thresholds = find_thresholds([&](std::size_t other) { return other != fold; });
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        if (fold_of_[r] != fold) continue;
        std::array<float, width> p{};
        std::array<bool, width> said{};
        for (std::size_t l = 0; l < width; ++l) p[l] = probabilities_[l][r];
        for (const std::size_t l : said_columns(p, thresholds)) said[l] = true;
        for (std::size_t l = 0; l < width; ++l) {
          const bool gold = rows_[r].gold[l] != 0;
          (said[l] ? (gold ? counts[l].tp : counts[l].fp) : (gold ? counts[l].fn : counts[l].tn)) += 1;
        }
      }
    }
    for (std::size_t l = 0; l < width; ++l) {
      std::vector<std::uint8_t> gold;
      for (const SupportRow& row : rows_) gold.push_back(row.gold[l]);
      const std::vector<std::uint32_t> order = ranked(std::span<const float>(probabilities_[l]));
      cross_validated_[l] = {static_cast<std::size_t>(counts[l].tp + counts[l].fn), counts[l].f1(), average_precision<float>(probabilities_[l], gold, order)};
    }
  }

  const EmotionClassifier& emotions_;
  const CueTagger& cues_;
  const std::vector<SupportRow>& rows_;
  const TrainingOptions& options_;
  const TrainingProgress& progress_;
  unsigned threads_;
  std::size_t n_signals_, n_folds_ = 0;
  // Gains half as much again as for emotions: against signals that are not scaled down by the text's length.
  NgramRecipe recipe_{.features = {}, .blocks = {{{2, 3, 0.567f, true}, {4, 30, 0.681f, true}, {4, 0, 0.75f, false}}}};
  std::vector<CountedText> texts_;
  std::vector<float> signals_;  // (rows, signals)
  std::vector<std::uint32_t> fold_of_;
  std::vector<std::vector<float>> probabilities_;  // by label, out of fold
  std::vector<float> thresholds_;
  std::array<Label, width> cross_validated_{};
  LinearModel model_;
};

inline ModelWriter SupportTrainer::make_file(const std::string& card) const {
  const std::size_t n_features = model_.vocabulary.hashes.size();
  const float* const signal_weights = model_.weights.data() + n_features * width;
  std::vector<std::uint64_t> training_rows;
  for (const SupportRow& r : rows_) training_rows.push_back(row_hash(r.text, r.id));

  nlohmann::ordered_json settings;
  settings["labels"] = nlohmann::json::array();
  for (const ViewLabel& label : support_labels) settings["labels"].push_back(label.name);
  const auto as_json = [](std::span<const std::string_view> names) { return nlohmann::json(std::vector<std::string_view>(names.begin(), names.end())); };
  settings["emotions"] = as_json(emotions_.labels());
  settings["signs"] = as_json(attune::sign_names());
  settings["features"] = describe_features(recipe_.features);

  ModelWriter file(support_kind, support_format);
  file.set("settings", settings.dump());
  file.set("card", card);
  add_linear_table(file, model_, recipe_.blocks, std::move(training_rows));
  file.add("signal_weights", {n_signals_, width}, std::span<const float>(signal_weights, n_signals_ * width));
  file.add("thresholds", {width}, std::span<const float>(thresholds_));
  return file;
}

}  // namespace detail

ATTUNE_INLINE Result<TrainingReport> train_support(const EmotionClassifier& emotions, const CueTagger& cues, std::span<const std::filesystem::path> files,
                                                   const std::filesystem::path& out, const TrainingOptions& options, const TrainingProgress& progress) {
  if (options.early_stopping || !options.label_weights.empty() || options.iterations != TrainingOptions{}.iterations)
    return Error(ErrorCode::invalid_data, "iterations, early_stopping and label_weights are train_emotion's");
  LabelledTexts data;  // for the checks and the card
  for (const detail::ViewLabel& label : detail::support_labels) data.labels.emplace_back(label.name);
  std::vector<detail::SupportRow> rows;
  for (const std::filesystem::path& path : files) {
    const Result<detail::Mapping> file = detail::map_file(path);
    if (!file) return file.error();
    data.sources.push_back({path.filename().string(), detail::sha256(file->bytes)});
    Result<std::vector<detail::SupportRow>> read = detail::read_labelled_jsonl<detail::SupportRow>(path, detail::read_support_row);
    if (!read) return read.error();
    for (detail::SupportRow& row : *read) {
      data.rows.emplace_back();
      for (std::uint32_t l = 0; l < row.gold.size(); ++l)
        if (row.gold[l]) data.rows.back().labels.push_back(l);
      rows.push_back(std::move(row));
    }
  }
  if (const std::optional<Error> problem = detail::check_training(data, options)) return *problem;
  detail::SupportTrainer trainer(emotions, cues, rows, options, progress);
  trainer.run();

  TrainingReport report;
  report.n_rows = rows.size();
  report.n_labels = data.labels.size();
  report.n_features = trainer.model().kept.size();
  detail::CardContent content{options.name.empty() ? out.stem().string() : options.name, options.license,
                              "The support view: a linear classifier over emotions, cues, words and character n-grams", {}, {}, {}, {}};
  for (std::size_t l = 0; l < data.labels.size(); ++l) {
    const detail::SupportTrainer::Label& label = trainer.cross_validated()[l];
    report.macro_f1 += label.f1 / static_cast<double>(data.labels.size());
    report.macro_average_precision += label.average_precision / static_cast<double>(data.labels.size());
    content.labels.push_back({data.labels[l], label.n, label.f1, label.average_precision, trainer.thresholds()[l]});
  }
  content.report = report;
  for (const LabelledTexts::Source& source : data.sources) content.sources.emplace_back(source.name, source.sha256);
  if (const Status written = detail::write_model(out, content, [&](const std::string& card) { return trainer.make_file(card); }); !written) return written.error();
  report.hash = content.report.hash;
  return report;
}

}  // namespace attune
