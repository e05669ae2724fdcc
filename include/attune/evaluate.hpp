/// Metrics of the models on labelled data, each with a bootstrap 95 % interval.
#pragma once

#include <filesystem>
#include <string>

#include <attune/analyzer.hpp>
#include <attune/error.hpp>

namespace attune {

/// One JSON object of metrics (names as in the README), and whether rows of the model's training data were among those evaluated.
struct Evaluation {
  std::string json;
  std::size_t n_seen_in_training = 0;
};

/// TSV as `read_labelled_texts` reads it: text, labels separated by commas, id. Indices are those of labels.txt beside the file or, without one, the
/// model's. Calibration errors: `ece` in 15 even bins, averaged over labels; `ece_high` over all probabilities of at least 0.1 together, in 15 bins of
/// equally many. Errors: `io`, `invalid_data` with each line.
Result<Evaluation> evaluate_emotion(const EmotionClassifier& model, const std::filesystem::path& tsv);

/// JSONL of agent messages with gold and contested spans, overlaps measured in code points. Beside the metrics of the README: `exact`, the share of
/// messages with nothing wrong and nothing missed; `hard_negative_rate`, that share of the family "hard_negative"; `macro_tag_f1` is over the tags that
/// the labels hold. Under "by_family" and "by_source" the same object for each. A rate over no message is null. Errors: `io`, `invalid_data` with each line.
Result<Evaluation> evaluate_phrases(const EmpathyTagger& model, const std::filesystem::path& jsonl);

/// JSONL of customer messages with emotions, stress and cues.
Result<Evaluation> evaluate_support(const Analyzer& analyzer, const std::filesystem::path& jsonl);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/train.hpp>  // first: the bodies below share parts with its body
#include <attune/detail/evaluate_emotion-inl.hpp>
#include <attune/detail/evaluate_phrases-inl.hpp>
#include <attune/detail/evaluate_support-inl.hpp>
#endif
