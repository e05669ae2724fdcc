#pragma once

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <attune/detail/emotion_model.hpp>
#include <attune/detail/ngram_table.hpp>
#include <attune/detail/support_model.hpp>
#include <attune/support.hpp>

namespace attune {

struct SupportClassifier::Model {
  explicit Model(ModelFile mapped) : file(std::move(mapped)) {
    for (const detail::ViewLabel& label : detail::view_labels(View::support)) labels.push_back(label.name);
  }

  /// Finds and checks everything in `file`; says what is wrong, nothing when all is well.
  std::string_view read();
  std::string_view read_settings();

  ModelFile file;
  detail::NgramTable table;
  std::vector<std::string_view> labels;
  std::vector<std::string> emotions;           // the labels of the emotion model
  std::span<const float> thresholds;
  std::span<const float> signal_weights;       // (emotions, signs and the length; labels)

  mutable std::once_flag hashed;
  mutable std::string hash;

  std::size_t find_label(std::string_view label) const {
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found == labels.end()) throw std::invalid_argument("the support view has no label \"" + std::string(label) + "\"");
    return static_cast<std::size_t>(found - labels.begin());
  }

  /// Calls `visit(row of signal_weights, value)` for each signal that is there.
  template <class Visit>
  void for_each_signal(const SupportInput& input, Visit visit) const {
    if (input.emotions.size() != emotions.size()) throw std::invalid_argument("there must be one probability per label of the emotion model");
    if (input.signs.size() != n_signs) throw std::invalid_argument("there must be one value per sign");
    for (std::size_t i = 0; i < emotions.size(); ++i) visit(i, detail::emotion_signal(input.emotions[i]));
    for (std::size_t i = 0; i < n_signs; ++i)
      if (input.signs[i] != 0) visit(emotions.size() + i, input.signs[i]);
    visit(emotions.size() + n_signs, detail::length_signal(input.text));
  }

  std::vector<double> score(const SupportInput& input) const {
    std::vector<double> logits(table.bias().begin(), table.bias().end());
    for_each_signal(input, [&](std::size_t row, float value) {
      for (std::size_t l = 0; l < logits.size(); ++l) logits[l] += static_cast<double>(value) * static_cast<double>(signal_weights[row * logits.size() + l]);
    });
    detail::NgramTable::Scratch scratch;
    table.score(input.text, scratch, logits);
    return logits;
  }
};

ATTUNE_INLINE std::string_view SupportClassifier::Model::read_settings() {
  const auto found = file.metadata().find("settings");
  if (found == file.metadata().end() || found->second.size() > (1u << 18)) return "settings are missing";
  const nlohmann::json json = nlohmann::json::parse(found->second, nullptr, false);
  if (!json.is_object() || !json.contains("labels") || !json.contains("emotions") || !json.contains("signs") || !json.contains("features"))
    return "settings are not what they should be";
  const std::span<const std::string_view> signs = sign_names();
  if (json["labels"] != nlohmann::json(labels) || json["signs"] != nlohmann::json(std::vector<std::string_view>(signs.begin(), signs.end())))
    return "labels or signs are not those of this build";
  if (!json["emotions"].is_array() || json["emotions"].size() > detail::max_labels) return "emotions are not names, or too many";
  for (const nlohmann::json& emotion : json["emotions"]) {
    if (!emotion.is_string() || emotion.get_ref<const std::string&>().size() > detail::max_label_size) return "an emotion is not a name, or too long";
    emotions.push_back(emotion.get<std::string>());
  }
  return table.read_settings(json["features"]) ? "" : "a feature setting is out of range";
}

ATTUNE_INLINE std::string_view SupportClassifier::Model::read() {
  if (const std::string_view problem = read_settings(); !problem.empty()) return problem;
  const std::size_t width = labels.size();
  detail::TensorReader tensors{file};
  table.take(tensors, width);
  tensors.take(thresholds, "thresholds", {width});
  tensors.take(signal_weights, "signal_weights", {emotions.size() + n_signs + 1, width});
  if (!tensors.complete) return "a tensor is missing or has another shape";
  if (const std::string_view problem = table.check(); !problem.empty()) return problem;
  if (!detail::within(thresholds, 1e-6f, 1)) return "a threshold is not in (0, 1]";
  return detail::within(signal_weights, -1e6f, 1e6f) ? "" : "a number is out of range";
}

ATTUNE_INLINE Result<SupportClassifier> SupportClassifier::load(const std::filesystem::path& path) {
  return check(ModelFile::open(path, detail::support_kind, detail::support_format), path.filename().string());
}

ATTUNE_INLINE Result<SupportClassifier> SupportClassifier::parse(std::string bytes) {
  return check(ModelFile::parse(std::move(bytes), "model", detail::support_kind, detail::support_format), "model");
}

ATTUNE_INLINE Result<SupportClassifier> SupportClassifier::check(Result<ModelFile> file, std::string_view name) {
  if (!file) return file.error();
  auto model = std::make_shared<Model>(std::move(*file));
  if (const std::string_view problem = model->read(); !problem.empty())
    return Error(ErrorCode::corrupt, std::string(name) + ", byte 8: " + std::string(problem) + "; fetch or train the model again");
  return SupportClassifier(std::move(model));
}

ATTUNE_INLINE std::span<const std::string_view> SupportClassifier::labels() const { return model_->labels; }

ATTUNE_INLINE std::span<const float> SupportClassifier::thresholds() const { return model_->thresholds; }

ATTUNE_INLINE bool SupportClassifier::fits(const EmotionClassifier& emotions) const {
  return std::equal(model_->emotions.begin(), model_->emotions.end(), emotions.labels().begin(), emotions.labels().end());
}

ATTUNE_INLINE void SupportClassifier::classify(const SupportInput& input, std::span<float> out) const {
  if (out.size() != labels().size()) throw std::invalid_argument("classify: the output must have one float per label of the support view");
  const std::vector<double> logits = model_->score(input);
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = detail::exact_sigmoid(static_cast<float>(logits[l]));
}

ATTUNE_INLINE std::vector<std::string_view> SupportClassifier::say(std::span<const float> probabilities) const {
  if (probabilities.size() != labels().size()) throw std::invalid_argument("say: there must be one probability per label of the support view");
  std::vector<std::size_t> said = detail::said_columns(probabilities, model_->thresholds);
  std::stable_sort(said.begin(), said.end(), [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
  std::vector<std::string_view> names;
  for (const std::size_t l : said) names.push_back(labels()[l]);
  return names;
}

ATTUNE_INLINE std::vector<SupportEvidence> SupportClassifier::explain(const SupportInput& input, std::string_view label) const {
  const std::size_t l = model_->find_label(label), width = labels().size(), n_emotions = model_->emotions.size();
  const auto size = static_cast<std::uint32_t>(input.text.size());
  double whole = static_cast<double>(model_->table.bias()[l]);  // and what is written into the message as a whole
  const std::vector<detail::NgramTable::Part> words = model_->table.explain(input.text, l, whole);
  std::vector<SupportEvidence> out{{"bias", {}, 0, size, static_cast<float>(whole)}};
  model_->for_each_signal(input, [&](std::size_t row, float value) {
    SupportEvidence evidence{"length", {}, 0, size, value * model_->signal_weights[row * width + l]};
    if (row < n_emotions) evidence.signal = "emotion", evidence.name = model_->emotions[row];
    else if (row < n_emotions + n_signs) evidence.signal = "sign", evidence.name = sign_names()[row - n_emotions];
    out.push_back(evidence);
  });
  for (const detail::NgramTable::Part& part : words) out.push_back({"words", {}, part.start, part.end, static_cast<float>(part.value)});
  return out;
}

ATTUNE_INLINE float SupportClassifier::logit(const SupportInput& input, std::string_view label) const {
  return static_cast<float>(model_->score(input)[model_->find_label(label)]);
}

ATTUNE_INLINE std::string_view SupportClassifier::hash() const {
  std::call_once(model_->hashed, [this] { model_->hash = model_->file.hash(); });
  return model_->hash;
}

ATTUNE_INLINE bool SupportClassifier::trained_on(std::string_view text, std::string_view id) const {
  return model_->table.trained_on(text, id);
}

}  // namespace attune
