// train: labelled data, or texts alone -> a model file and, but for phrases, its card.
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <attune/detail/json_writer.hpp>
#if defined(ATTUNE_SUBWORD)
#include <attune/subword.hpp>
#endif
#include <attune/analyzer.hpp>
#include <attune/train.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

void write_line(detail::JsonWriter& json) {
  Output output;
  output.line(json.take());
  output.finish();
}

// ---- emotion ----------------------------------------------------------------------------------------------------------

struct TrainOptions {
  std::vector<std::string> files;
  std::string labels, out;
  std::vector<std::string> label_weights;
  TrainingOptions training;
};

/// "anger=2.5" into the options.
void add_label_weight(std::string_view text, TrainingOptions& options) {
  const std::size_t equals = text.rfind('=');
  float weight = 0;
  const char* const end = text.data() + text.size();
  if (equals == std::string_view::npos || std::from_chars(text.data() + equals + 1, end, weight).ptr != end)
    throw UsageError{"--label-weight " + std::string(text) + ": a label, '=' and a number are expected"};
  options.label_weights.insert_or_assign(std::string(text.substr(0, equals)), weight);
}

std::string describe(const TrainingReport& report) {
  detail::JsonWriter json;
  json.begin_object();
  json.field("n", report.n_rows);
  json.field("n_labels", report.n_labels);
  json.field("n_features", report.n_features);
  if (report.n_iterations > 0) json.field("n_iterations", report.n_iterations);
  json.field("n_bad_rows", report.bad_rows.size());
  json.field("macro_f1", report.macro_f1);
  json.field("macro_ap", report.macro_average_precision);
  json.field("sha256", report.hash);
  json.end_object();
  return json.take();
}

template <class Train>
int run_training(Train train) {
  Progress progress;
  const auto show = [&](std::string_view stage, std::size_t n_done, std::size_t n_total) { progress.show(stage, n_done, n_total, n_done); };
  const Result<TrainingReport> report = train(show);
  progress.clear();
  report.value();
  for (const BadRow& row : report->bad_rows) complain(row.to_string());
  Output output;
  output.line(describe(*report));
  output.finish();
  return report->bad_rows.empty() ? done : bad_records;
}

int run_train(const TrainOptions& options) {
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  const LabelledTexts data = read_labelled_texts(files, options.labels).value();
  TrainingOptions training = options.training;
  for (const std::string& weight : options.label_weights) add_label_weight(weight, training);
  return run_training([&](const TrainingProgress& show) { return train_emotion(data, options.out, training, show); });
}

/// What every training of a linear model lets its caller choose.
void add_training_options(CLI::App& command, TrainingOptions& training) {
  command.add_option("--name", training.name, "Name, for the card");
  command.add_option("--license", training.license, "License of the data, for the card")->capture_default_str();
  command.add_option("--folds", training.folds, "Folds of the cross-validation")->capture_default_str();
  command.add_option("--max-features", training.max_features, "Rows of weights kept")->capture_default_str();
  command.add_option("--threads", training.threads, "0: one per core; the model does not depend on it")->capture_default_str();
}

// ---- support ----------------------------------------------------------------------------------------------------------

/// The parts it builds on are those of --models.
int run_train_support(const Session& session, const TrainOptions& options) {
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  const EmotionClassifier emotions = EmotionClassifier::load(session.models / emotion_model_name).value();
  const CueTagger cues = CueTagger::load(session.models / cue_pack_name).value();
  return run_training([&](const TrainingProgress& show) { return train_support(emotions, cues, files, options.out, options.training, show); });
}

void add_train_support(CLI::App& train, Session& session) {
  CLI::App* const support = train.add_subcommand("support", "The support view from JSONL of customers' messages with emotions, on top of the emotion model and the cues");
  const auto options = std::make_shared<TrainOptions>();
  options->training.max_features = 12'000;
  support->add_option("files,--data", options->files, "Labelled messages")->required()->type_name("FILE.jsonl");
  support->add_option("-o,--out", options->out, "The model file; its card is written beside it, ending in .md")->required()->type_name("FILE");
  add_training_options(*support, options->training);
  support->footer("Example:\n  attune train support --data support-en.train.jsonl -o my-support.safetensors");
  support->callback([options, &session] { session.command = [options, &session] { return run_train_support(session, *options); }; });
}

// ---- phrases ----------------------------------------------------------------------------------------------------------

struct TrainPhrasesOptions {
  std::string data, out;
  PhraseTrainingOptions training;
};

int run_train_phrases(const TrainPhrasesOptions& options) {
  Progress progress;
  const auto show = [&](std::string_view stage, std::size_t n_done, std::size_t n_total) { progress.show(stage, n_done, n_total, n_done); };
  const Result<PhraseTrainingReport> report = train_phrases(options.data, options.out, options.training, show);
  progress.clear();
  report.value();
  detail::JsonWriter json;
  json.begin_object();
  json.field("n", report->n_messages);
  json.field("n_clauses", report->n_clauses);
  json.field("n_tagged", report->n_tagged);
  json.field("n_features", report->n_features);
  json.field("sha256", report->hash);
  json.end_object();
  write_line(json);
  return done;
}

void add_train_phrases(CLI::App& train, Session& session) {
  CLI::App* const phrases = train.add_subcommand("phrases", "The model of clauses beside the phrase packs, from JSONL: text, context, spans");
  const auto options = std::make_shared<TrainPhrasesOptions>();
  phrases->add_option("--data", options->data, "Labelled agents' messages")->required()->type_name("FILE.jsonl");
  phrases->add_option("-o,--out", options->out, "The model file")->required()->type_name("FILE");
  phrases->add_option("--leave-out", options->training.leave_out, "A family not to learn from, so that it can be evaluated");
  phrases->add_option("--license", options->training.license, "License of the data, for the file")->capture_default_str();
  phrases->add_option("--max-features", options->training.max_features, "Rows of weights kept")->capture_default_str();
  phrases->add_option("--threads", options->training.threads, "0: one per core; the model does not depend on it")->capture_default_str();
  phrases->footer("Example:\n  attune train phrases --data agent.jsonl --license 'Apache-2.0' -o my-phrases.safetensors");
  phrases->callback([options, &session] { session.command = [options] { return run_train_phrases(*options); }; });
}

// ---- pieces -----------------------------------------------------------------------------------------------------------

#if defined(ATTUNE_SUBWORD)

struct TrainPiecesOptions {
  std::vector<std::string> files;
  std::string out, type = "unigram";
  PieceTrainingOptions training;
};

int run_train_pieces(TrainPiecesOptions& options) {
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  options.training.type = options.type == "bpe" ? PieceModelType::bpe : PieceModelType::unigram;
  const PieceTrainingReport report = train_pieces(read_piece_texts(files).value(), options.out, options.training).value();
  detail::JsonWriter json;
  json.begin_object();
  json.field("n", report.n_texts);
  json.field("n_pieces", report.n_pieces);
  json.field("bytes_per_piece", report.bytes_per_piece);
  json.field("sha256", report.hash);
  json.end_object();
  write_line(json);
  return done;
}

void add_train_pieces(CLI::App& train, Session& session) {
  CLI::App* const pieces = train.add_subcommand("pieces", "A sentencepiece model from texts, one a line; of TSV files the first column");
  const auto options = std::make_shared<TrainPiecesOptions>();
  pieces->add_option("files", options->files, "Texts")->required()->type_name("FILE");
  pieces->add_option("-o,--out", options->out, "The model file; its card is written beside it, ending in .md")->required()->type_name("FILE");
  pieces->add_option("--vocab", options->training.vocab_size, "Number of pieces, 256 of which spell bytes")->capture_default_str();
  pieces->add_option("--type", options->type, "How a word is split")->check(CLI::IsMember({"unigram", "bpe"}))->capture_default_str();
  pieces->add_option("--coverage", options->training.character_coverage, "Share of the characters that become pieces")->capture_default_str();
  pieces->add_option("--name", options->training.name, "Name, for the card");
  pieces->add_option("--license", options->training.license, "License of the data, for the card")->capture_default_str();
  pieces->footer("Example:\n  attune train pieces train.tsv --vocab 4000 --license 'CC BY 4.0' -o my-pieces.model");
  pieces->callback([options, &session] { session.command = [options] { return run_train_pieces(*options); }; });
}

#else

void add_train_pieces(CLI::App& train, Session& session) {
  CLI::App* const pieces = train.add_subcommand("pieces", "Not there: " + std::string(without_subword));
  pieces->allow_extras();
  pieces->callback([&session] { session.command = []() -> int { throw UsageError{"train pieces: " + std::string(without_subword)}; }; });
}

#endif

}  // namespace

void add_train(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("train", "Labelled data -> a model file and its card");
  command->require_subcommand(1);
  CLI::App* const emotion = command->add_subcommand("emotion", "An emotion classifier from TSV: text, labels separated by commas, perhaps an id");
  const auto options = std::make_shared<TrainOptions>();
  emotion->add_option("files", options->files, "Labelled texts")->required()->type_name("FILE.tsv");
  emotion->add_option("-o,--out", options->out, "The model file; its card is written beside it, ending in .md")->required()->type_name("FILE");
  emotion->add_option("--labels", options->labels, "Names of the labels, one a line; else labels.txt beside the data")->type_name("FILE");
  add_training_options(*emotion, options->training);
  emotion->add_option("--iterations", options->training.iterations, "Of the optimizer")->capture_default_str();
  emotion->add_flag("--early-stopping", options->training.early_stopping, "As many iterations, at most --iterations, as are best for a held-out fold");
  emotion->add_option("--label-weight", options->label_weights, "What a text with the label counts for it; may be given several times")->type_name("LABEL=WEIGHT");
  emotion->footer("Example:\n  attune train emotion train.tsv --license 'CC BY 4.0' -o my-emotions.safetensors");
  emotion->callback([options, &session] { session.command = [options] { return run_train(*options); }; });
  add_train_support(*command, session);
  add_train_phrases(*command, session);
  add_train_pieces(*command, session);
}

}  // namespace attune::cli
