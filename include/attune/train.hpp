/// Training on labelled text: the emotion and the support classifier, and the model of clauses beside the phrase packs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/cues.hpp>
#include <attune/detail/config.hpp>
#include <attune/emotion.hpp>
#include <attune/error.hpp>

namespace attune {

/// A record that cannot be used; the others are.
struct BadRow {
  std::string file;      ///< empty for rows that were not read from a file
  std::size_t line = 0;  ///< from 1
  std::string message;   ///< what is wrong and what was expected; never the text itself

  std::string to_string() const { return file + (file.empty() ? "row " : ", line ") + std::to_string(line) + ": " + message; }
};

/// Texts with their labels, any number of labels to a text.
struct LabelledTexts {
  struct Row {
    std::string text;
    std::vector<std::uint32_t> labels;  ///< indices of `labels`, none twice
    std::string id;                     ///< empty where there is none
  };
  struct Source {
    std::string name;
    std::string sha256;
  };
  std::vector<std::string> labels;
  std::vector<Row> rows;
  std::vector<BadRow> bad_rows;
  std::vector<Source> sources;  ///< what was read, for the card
};

/// The same from memory: the text of row i with `labels[i]`, names that may come more than once. With no `names` the columns are the names of the data, sorted.
/// Rows that cannot be used are in `bad_rows`, numbered from 1.
///
/// Errors: `std::invalid_argument` when there are not as many labels as texts.
LabelledTexts label_texts(std::span<const std::string_view> texts, std::span<const std::vector<std::string>> labels, std::span<const std::string> names = {});

/// Reads TSV, one row a line and without quoting: text, labels separated by commas, and perhaps an id. Labels are names, or indices of `labels`,
/// a file with one name a line. Without one (an empty path), labels.txt beside the first file is taken when it is there, else the names
/// are those of the data, sorted. A row may have no label at all. Blank lines are skipped.
///
/// Errors: `io`; `invalid_data` when the labels file or no row can be used. Rows that cannot be used are in `bad_rows`, every one of them.
Result<LabelledTexts> read_labelled_texts(std::span<const std::filesystem::path> files, const std::filesystem::path& labels = {});

struct TrainingOptions {
  unsigned threads = 0;               ///< 0: one per core; the model's bytes do not depend on it
  std::uint32_t folds = 5;            ///< of the cross-validation that finds thresholds and calibration
  std::size_t max_features = 40'000;  ///< rows of weights kept
  std::uint32_t iterations = 30;      ///< of the optimizer, 1..1000; fewer than it takes to converge, which is part of the recipe
  bool early_stopping = false;        ///< `iterations` is the most: as many are made as give the least log loss on the first fold, held out
  std::map<std::string, float> label_weights = {};  ///< what a text that has the label counts for it, 1 where nothing is said; 1e-3..1e3
  std::string name = {};              ///< for the card; empty: the file's, without its extension
  std::string license = "not stated"; ///< of the data, for the card
};

/// Called from the calling thread: what is being done, and how much of it.
using TrainingProgress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

struct TrainingReport {
  std::size_t n_rows = 0;
  std::size_t n_labels = 0;
  std::size_t n_features = 0;
  std::uint32_t n_iterations = 0;
  double macro_f1 = 0;                ///< of the cross-validation, as is the next
  double macro_average_precision = 0;
  std::vector<BadRow> bad_rows;
  std::string hash;                   ///< SHA-256 of the model file, in hex
};

/// Trains on `data` and writes the model file `out` and its card beside it, the same name ending in .md. The same data and options give the same bytes.
///
/// Errors: `io` when a file cannot be written; `invalid_data` when a setting is out of range, a label or row is not what it should be, or a label
/// has fewer rows, or is missing from fewer, than there are folds.
/// Cost: about a minute and 1 GB for 43,000 messages and 28 labels on two cores.
/// Source: models/emotion-en.md.
Result<TrainingReport> train_emotion(const LabelledTexts& data, const std::filesystem::path& out, const TrainingOptions& options = {},
                                     const TrainingProgress& progress = {});

/// Trains a support classifier (support.hpp) on top of `emotions` and `cues`, and writes it and its card as `train_emotion` does.
///
/// `files` are JSONL, a customer's message a line: {"text", "emotions": [labels of View::support], "id"?, "group"?}. Cross-validation holds out one group
/// at a time (who wrote the messages, say); where all are of one group, `options.folds` parts of the rows in turn.
///
/// Errors: `io`; `invalid_data` with each line that cannot be used, and as `train_emotion`; `invalid_data` for `iterations`, `early_stopping`
/// and `label_weights`, which are `train_emotion`'s.
/// Cost: some seconds for 2,000 messages.
/// Source: models/support-en.md.
Result<TrainingReport> train_support(const EmotionClassifier& emotions, const CueTagger& cues, std::span<const std::filesystem::path> files,
                                     const std::filesystem::path& out, const TrainingOptions& options = {}, const TrainingProgress& progress = {});

struct PhraseTrainingOptions {
  unsigned threads = 0;               ///< 0: one per core; the model's bytes do not depend on it
  std::size_t max_features = 30'000;  ///< rows of weights kept
  std::string leave_out = {};         ///< messages of this family are not learnt from, so that the model can be evaluated on them
  std::string license = "not stated"; ///< of the data, for the file
};

struct PhraseTrainingReport {
  std::size_t n_messages = 0;
  std::size_t n_clauses = 0;  ///< of the writers' own; quoted ones are not learnt from
  std::size_t n_tagged = 0;   ///< clauses with a tag
  std::size_t n_features = 0;
  std::string hash;           ///< SHA-256 of the model file, in hex
};

/// Trains the tagger's model of clauses (empathy.hpp) on agents' messages, JSONL as `evaluate_phrases` reads it, and writes the model file `out`.
/// The same data and options give the same bytes.
///
/// Errors: `io` when a file cannot be read or written; `invalid_data` with each line that cannot be used.
/// Cost: about two seconds and 60 MB for 5,600 clauses on two cores.
/// Source: models/empathy-en.md.
Result<PhraseTrainingReport> train_phrases(const std::filesystem::path& jsonl, const std::filesystem::path& out, const PhraseTrainingOptions& options = {},
                                           const TrainingProgress& progress = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/train-inl.hpp>
#include <attune/detail/train_phrases-inl.hpp>
#include <attune/detail/train_support-inl.hpp>
#endif
