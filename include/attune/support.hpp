/// The support view of a customer's message: the emotion model, the cues and the words, weighed together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/error.hpp>
#include <attune/model_file.hpp>

namespace attune {

/// What a message is judged by. Whoever has these three has read the message once; nothing is computed twice.
struct SupportInput {
  std::string_view text;
  std::span<const float> emotions;  ///< probabilities of the emotion model's own labels, in column order
  std::span<const float> signs;     ///< `CueReading::signs`
};

/// What one signal adds to the logit of one label.
struct SupportEvidence {
  std::string_view signal;  ///< "bias", "emotion", "sign", "length" or "words"
  std::string_view name;    ///< of the emotion ("annoyance") or sign ("waiting"), else empty; lives as long as the classifier
  std::uint32_t start = 0;  ///< byte offset of the text; all but words have the span [0, size)
  std::uint32_t end = 0;
  float value = 0;
};

/// The labels of `View::support`, each by a linear model over the log odds of the emotion model, the signs of the cues, the length, and word and character
/// n-grams: learned from support messages, which the emotion model is not. Immutable: `const` is safe from many threads.
/// Meant for CUSTOMERS' text. Source: models/support-en.md.
class SupportClassifier {
 public:
  /// Maps and checks a model file. Errors: `io`, `corrupt`, `unsupported_version`.
  static Result<SupportClassifier> load(const std::filesystem::path& path);
  /// The same from the bytes of a file.
  static Result<SupportClassifier> parse(std::string bytes);

  /// Those of `View::support`, in column order.
  std::span<const std::string_view> labels() const;
  std::span<const float> thresholds() const;

  /// Whether it was trained on the labels of this emotion model; with another it is of no use.
  bool fits(const EmotionClassifier& emotions) const;

  /// Probability of each label in column order into `out`.
  /// Errors: `std::invalid_argument` when `out`, `emotions` or `signs` has another size than it should.
  void classify(const SupportInput& input, std::span<float> out) const;

  /// Which labels `probabilities` (in column order) say: those at or over their threshold, but two at most, the furthest over it; neutral alone, when it is
  /// further over its threshold than the others or nothing is over its own. Most probable first; never none.
  /// Errors: `std::invalid_argument` when there is not one probability per label.
  std::vector<std::string_view> say(std::span<const float> probabilities) const;

  /// What each signal adds to the logit of a label; the values add up to `logit`. Signals that are absent are left out. Bias first, then emotions,
  /// signs and length, then words as `EmotionClassifier::explain` gives them.
  /// Errors: `std::invalid_argument` for a label that is none, and as `classify`.
  std::vector<SupportEvidence> explain(const SupportInput& input, std::string_view label) const;
  float logit(const SupportInput& input, std::string_view label) const;

  /// SHA-256 of the file, in hex. Cost: the first call reads the whole file.
  std::string_view hash() const;

  /// As `EmotionClassifier::trained_on`.
  bool trained_on(std::string_view text, std::string_view id = {}) const;

 private:
  struct Model;
  static Result<SupportClassifier> check(Result<ModelFile> file, std::string_view name);
  explicit SupportClassifier(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/support-inl.hpp>
#endif
