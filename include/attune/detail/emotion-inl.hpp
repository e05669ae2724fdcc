#pragma once

#include <algorithm>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <attune/detail/calibration_table.hpp>
#include <attune/detail/emotion_model.hpp>
#include <attune/detail/ngram_scorer.hpp>
#include <attune/detail/parallel.hpp>
#include <attune/detail/pool.hpp>
#include <attune/emotion.hpp>
#include <attune/features.hpp>
#include <attune/model_file.hpp>

namespace attune {

namespace detail {

/// A copy of `name` that lives as long as the program: a score may outlive its model.
inline std::string_view intern(std::string_view name) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> names;
  const std::lock_guard lock(mutex);
  const auto found = names.find(name);
  return found != names.end() ? *found : *names.emplace(name).first;
}

}  // namespace detail

ATTUNE_INLINE std::string_view to_string(View view) { return detail::view_names[static_cast<std::size_t>(view)]; }

ATTUNE_INLINE std::optional<View> view_from_name(std::string_view name) {
  const auto found = std::find(detail::view_names.begin(), detail::view_names.end(), name);
  if (found == detail::view_names.end()) return std::nullopt;
  return static_cast<View>(found - detail::view_names.begin());
}

struct EmotionClassifier::Model {
  explicit Model(ModelFile mapped) : file(std::move(mapped)) {}

  /// Finds and checks everything in `file`; says what is wrong, nothing when all is well.
  std::string_view read();
  std::string_view read_settings();

  ModelFile file;
  detail::NgramTable table;
  std::array<std::vector<std::string_view>, detail::n_views> labels;
  std::array<std::span<const float>, detail::n_views> thresholds;
  std::array<detail::ViewColumns, detail::n_views> columns;

  detail::CalibrationTable calibration;

  mutable std::once_flag hashed;
  mutable std::string hash;

  std::size_t n_labels() const { return labels[0].size(); }

  /// What a thread needs to classify one text after another. Scorers learn words as they go, so they are kept for the next caller.
  struct Worker {
    explicit Worker(const Model& model) : scorer(model.table), logits(model.n_labels()) {}
    detail::NgramScorer scorer;
    std::vector<double> logits;
  };
  mutable detail::Pool<Worker> workers;

  /// A worker to be given back when the pointer goes.
  auto borrow_worker() const {
    return workers.borrow([this] { return std::make_unique<Worker>(*this); });
  }

  /// Logits into `worker.logits`.
  void score(std::string_view text, Worker& worker) const {
    std::copy(table.bias().begin(), table.bias().end(), worker.logits.begin());
    worker.scorer.score(text, worker.logits);
  }

  void classify(std::string_view text, Worker& worker, std::span<float> out) const {
    score(text, worker);
    calibration.apply(worker.logits, out);
  }

  std::size_t find_label(std::string_view label) const {
    const auto found = std::find(labels[0].begin(), labels[0].end(), label);
    if (found == labels[0].end()) throw std::invalid_argument("the model has no label \"" + std::string(label) + "\"");
    return static_cast<std::size_t>(found - labels[0].begin());
  }
};

ATTUNE_INLINE std::string_view EmotionClassifier::Model::read_settings() {
  const auto found = file.metadata().find("settings");
  if (found == file.metadata().end() || found->second.size() > (1u << 18)) return "settings are missing";
  const nlohmann::json json = nlohmann::json::parse(found->second, nullptr, false);
  if (!json.is_object() || !json.contains("labels") || !json["labels"].is_array() || !json.contains("features") || !json["features"].is_object())
    return "settings are not what they should be";
  for (const nlohmann::json& label : json["labels"]) {
    if (!label.is_string() || labels[0].size() == detail::max_labels) return "labels are not names, or too many";
    const std::string& name = label.get_ref<const std::string&>();
    if (name.empty() || name.size() > detail::max_label_size || std::find(labels[0].begin(), labels[0].end(), name) != labels[0].end())
      return "a label is empty, too long or repeated";
    labels[0].push_back(detail::intern(name));
  }
  if (labels[0].empty()) return "there are no labels";
  return table.read_settings(json["features"]) ? "" : "a feature setting is out of range";
}

ATTUNE_INLINE std::string_view EmotionClassifier::Model::read() {
  if (const std::string_view problem = read_settings(); !problem.empty()) return problem;
  const std::size_t width = n_labels();
  detail::TensorReader tensors{file};
  table.take(tensors, width);
  std::span<const std::uint32_t> knot_starts;  // of label l: knots [knot_starts[l], knot_starts[l + 1])
  std::span<const float> knot_logits, knot_log_odds;
  tensors.take(knot_starts, "knot_starts", {width + 1});
  const std::size_t n_knots = tensors.n_rows("knot_logits");
  tensors.take(knot_logits, "knot_logits", {n_knots});
  tensors.take(knot_log_odds, "knot_log_odds", {n_knots});
  tensors.take(thresholds[0], "thresholds", {width});
  for (const View view : {View::ekman, View::sentiment, View::support, View::tones}) {
    const std::size_t v = static_cast<std::size_t>(view);
    for (const detail::ViewLabel& label : detail::view_labels(view)) labels[v].push_back(label.name);
    columns[v] = detail::find_columns(view, std::span<const std::string_view>(labels[0]));
    tensors.take(thresholds[v], "thresholds_" + std::string(to_string(view)), {labels[v].size()});
  }
  if (!tensors.complete) return "a tensor is missing or has another shape";
  if (const std::string_view problem = table.check(); !problem.empty()) return problem;
  if (knot_starts.front() != 0 || knot_starts.back() != n_knots || !detail::ascends(knot_starts, std::greater<>())) return "the calibration is not in order";
  for (std::size_t l = 0; l < width; ++l) {
    const std::size_t from = knot_starts[l], n = knot_starts[l + 1] - from;
    if (!detail::ascends(knot_logits.subspan(from, n), std::greater_equal<>()) || !detail::ascends(knot_log_odds.subspan(from, n), std::greater_equal<>()))
      return "the calibration is not in order";
  }
  for (const std::span<const float> view : thresholds)
    if (!detail::within(view, 0, 1)) return "a threshold is not in [0, 1]";
  if (!detail::within(knot_logits, -1e6f, 1e6f) || !detail::within(knot_log_odds, -1e6f, 1e6f)) return "a number is out of range";
  calibration = detail::CalibrationTable(knot_starts, knot_logits, knot_log_odds);
  return "";
}

ATTUNE_INLINE Result<EmotionClassifier> EmotionClassifier::load(const std::filesystem::path& path) {
  return check(ModelFile::open(path, detail::emotion_kind, detail::emotion_format), path.filename().string());
}

ATTUNE_INLINE Result<EmotionClassifier> EmotionClassifier::parse(std::string bytes) {
  return check(ModelFile::parse(std::move(bytes), "model", detail::emotion_kind, detail::emotion_format), "model");
}

ATTUNE_INLINE Result<EmotionClassifier> EmotionClassifier::check(Result<ModelFile> file, std::string_view name) {
  if (!file) return file.error();
  auto model = std::make_shared<Model>(std::move(*file));
  if (const std::string_view problem = model->read(); !problem.empty())
    return Error(ErrorCode::corrupt, std::string(name) + ", byte 8: " + std::string(problem) + "; fetch or train the model again");
  return EmotionClassifier(std::move(model));
}

ATTUNE_INLINE std::span<const std::string_view> EmotionClassifier::labels(View view) const { return model_->labels[static_cast<std::size_t>(view)]; }

ATTUNE_INLINE std::span<const float> EmotionClassifier::thresholds(View view) const { return model_->thresholds[static_cast<std::size_t>(view)]; }

ATTUNE_INLINE std::vector<Score> EmotionClassifier::classify(std::string_view text, View view) const {
  const std::span<const std::string_view> names = labels(view);
  std::vector<float> probabilities(names.size());
  classify(text, view, probabilities);
  std::vector<Score> scores;
  for (std::size_t l = 0; l < names.size(); ++l) scores.push_back({names[l], probabilities[l]});
  std::stable_sort(scores.begin(), scores.end(), [](const Score& a, const Score& b) { return a.probability > b.probability; });
  return scores;
}

ATTUNE_INLINE void EmotionClassifier::classify(std::string_view text, View view, std::span<float> out) const {
  if (out.size() != labels(view).size()) throw std::invalid_argument("classify: the output must have one float per label of the view");
  const auto worker = model_->borrow_worker();
  if (view == View::goemotions) return model_->classify(text, *worker, out);
  std::vector<float> own(model_->n_labels());
  model_->classify(text, *worker, own);
  project(own, view, out);
}

ATTUNE_INLINE void EmotionClassifier::project(std::span<const float> goemotions, View view, std::span<float> out) const {
  if (goemotions.size() != model_->n_labels()) throw std::invalid_argument("project: the input must have one float per label of the model");
  if (out.size() != labels(view).size()) throw std::invalid_argument("project: the output must have one float per label of the view");
  if (view == View::goemotions) {
    std::copy(goemotions.begin(), goemotions.end(), out.begin());
    return;
  }
  const detail::ViewColumns& columns = model_->columns[static_cast<std::size_t>(view)];
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = detail::any_of_columns(goemotions, columns[l]);
}

ATTUNE_INLINE void EmotionClassifier::classify_batch(std::span<const std::string_view> texts, std::span<float> out, BatchOptions options) const {
  const std::size_t width = model_->n_labels();
  if (out.size() / width != texts.size() || out.size() % width != 0)
    throw std::invalid_argument("classify_batch: the output must have one float per text and label");
  constexpr std::size_t piece_size = 64;
  const std::size_t n_pieces = (texts.size() + piece_size - 1) / piece_size;
  const std::size_t threads = std::min<std::size_t>(detail::count_threads(options.threads), std::max<std::size_t>(n_pieces, 1));
  std::vector<decltype(model_->borrow_worker())> workers;
  for (std::size_t thread = 0; thread < threads; ++thread) workers.push_back(model_->borrow_worker());
  detail::for_each_piece(n_pieces, static_cast<unsigned>(threads), [&](std::size_t piece, unsigned thread) {
    for (std::size_t i = piece * piece_size; i < std::min(texts.size(), (piece + 1) * piece_size); ++i)
      model_->classify(texts[i], *workers[thread], out.subspan(i * width, width));
  });
}

ATTUNE_INLINE std::vector<Contribution> EmotionClassifier::explain(std::string_view text, std::string_view label) const {
  const std::size_t l = model_->find_label(label);
  double whole = static_cast<double>(model_->table.bias()[l]);  // and the message features
  const std::vector<detail::NgramTable::Part> parts = model_->table.explain(text, l, whole);
  std::vector<Contribution> out{{0, static_cast<std::uint32_t>(text.size()), static_cast<float>(whole)}};
  for (const detail::NgramTable::Part& part : parts) out.push_back({part.start, part.end, static_cast<float>(part.value)});
  return out;
}

ATTUNE_INLINE float EmotionClassifier::logit(std::string_view text, std::string_view label) const {
  const std::size_t l = model_->find_label(label);
  const auto worker = model_->borrow_worker();
  model_->score(text, *worker);
  return static_cast<float>(worker->logits[l]);
}

ATTUNE_INLINE std::string_view EmotionClassifier::hash() const {
  std::call_once(model_->hashed, [this] { model_->hash = model_->file.hash(); });
  return model_->hash;
}

ATTUNE_INLINE bool EmotionClassifier::trained_on(std::string_view text, std::string_view id) const {
  return model_->table.trained_on(text, id);
}

}  // namespace attune
