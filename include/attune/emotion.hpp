/// Emotions of a customer's text: probability per label, with the words behind each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/config.hpp>
#include <attune/error.hpp>
#include <attune/model_file.hpp>

namespace attune {

/// What the 28 labels of the model are reported as. A label of a view holds when at least one of the labels it is made of does, these
/// taken as independent: 1 - (1 - p)(1 - q)... A model with other labels has those views' labels that it can make up by name, others are 0.
enum class View : std::uint8_t {
  goemotions,  ///< the 28 labels themselves
  ekman,       ///< anger disgust fear joy sadness surprise neutral (mapping of Demszky et al. 2020)
  sentiment,   ///< positive negative ambiguous neutral (ibid.)
  support,     ///< anger frustration disappointment anxiety sadness confusion gratitude satisfaction relief excitement neutral; what the 28 say
               ///< of them alone: a `Reading` weighs cues and support wording with them (support.hpp) and is right more often
  tones,       ///< excited frustrated impolite polite sad satisfied sympathetic (customer-engagement tones)
};

/// "goemotions", "ekman", "sentiment", "support" or "tones".
std::string_view to_string(View view);
std::optional<View> view_from_name(std::string_view name);

/// One label of a view; `label` lives as long as the program.
struct Score {
  std::string_view label;
  float probability = 0;
};

/// What a part of the text adds to the logit of one label.
struct Contribution {
  std::uint32_t start = 0;  ///< byte offset of the caller's text; bias and whole-message features have the span [0, size)
  std::uint32_t end = 0;
  float value = 0;
};

struct BatchOptions {
  unsigned threads = 1;  ///< 0: one per core
};

/// A linear multi-label classifier over word and character n-grams. Immutable: `const` is safe from many threads.
/// Meant for CUSTOMERS' text: of an agent's text nobody's emotion is inferred.
/// Source: models/emotion-en.md.
class EmotionClassifier {
 public:
  /// Maps and checks a model file. Errors: `io`, `corrupt`, `unsupported_version`.
  static Result<EmotionClassifier> load(const std::filesystem::path& path);
  /// The same from the bytes of a file.
  static Result<EmotionClassifier> parse(std::string bytes);

  /// Labels of a view, in column order.
  std::span<const std::string_view> labels(View view = View::goemotions) const;
  /// One threshold per label of the view: a label is said when its probability is at least this.
  std::span<const float> thresholds(View view = View::goemotions) const;

  /// Probability of each label of the view, highest first (ties in column order).
  /// Errors: none; an empty text has the probabilities of the bias alone. Never NaN.
  std::vector<Score> classify(std::string_view text, View view = View::goemotions) const;

  /// The same in column order into `out`, of `labels(view).size()` floats.
  /// Errors: `std::invalid_argument` when `out` has another size.
  void classify(std::string_view text, View view, std::span<float> out) const;

  /// The view's probabilities from the 28 in column order (what `classify` does after scoring).
  void project(std::span<const float> goemotions, View view, std::span<float> out) const;

  /// Row-major (texts.size(), labels().size()) into `out`. The same bits for any number of threads.
  void classify_batch(std::span<const std::string_view> texts, std::span<float> out, BatchOptions options = {}) const;

  /// What each span adds to the logit of a GoEmotions label before calibration; the values add up to `logit`.
  /// Errors: `std::invalid_argument` for a label the model does not have.
  std::vector<Contribution> explain(std::string_view text, std::string_view label) const;
  float logit(std::string_view text, std::string_view label) const;

  /// SHA-256 of the file, in hex. Cost: the first call reads the whole file.
  std::string_view hash() const;

  /// Whether the model was trained on this row (by a 64-bit hash of both; an id that is not known is empty).
  bool trained_on(std::string_view text, std::string_view id = {}) const;

 private:
  struct Model;
  static Result<EmotionClassifier> check(Result<ModelFile> file, std::string_view name);
  explicit EmotionClassifier(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/emotion-inl.hpp>
#endif
