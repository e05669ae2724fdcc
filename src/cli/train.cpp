// train: labelled data -> a model file and its card.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <attune/detail/json_writer.hpp>
#include <attune/train.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

struct TrainOptions {
  std::vector<std::string> files;
  std::string labels, out;
  TrainingOptions training;
};

std::string describe(const TrainingReport& report) {
  detail::JsonWriter json;
  json.begin_object();
  json.field("n", report.n_rows);
  json.field("n_labels", report.n_labels);
  json.field("n_features", report.n_features);
  json.field("n_bad_rows", report.bad_rows.size());
  json.field("macro_f1", report.macro_f1);
  json.field("macro_ap", report.macro_average_precision);
  json.field("sha256", report.hash);
  json.end_object();
  return json.take();
}

int run_train(const TrainOptions& options) {
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  const LabelledTexts data = read_labelled_texts(files, options.labels).value();
  Progress progress;
  const auto show = [&](std::string_view stage, std::size_t n_done, std::size_t n_total) { progress.show(stage, n_done, n_total, n_done); };
  const Result<TrainingReport> report = train_emotion(data, options.out, options.training, show);
  progress.clear();
  report.value();
  for (const BadRow& row : report->bad_rows) complain(row.to_string());
  Output output;
  output.line(describe(*report));
  output.finish();
  return report->bad_rows.empty() ? done : bad_records;
}

}  // namespace

void add_train(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("train", "Labelled data -> a model file and its card");
  command->require_subcommand(1);
  CLI::App* const emotion = command->add_subcommand("emotion", "An emotion classifier from TSV: text, labels separated by commas, perhaps an id");
  const auto options = std::make_shared<TrainOptions>();
  emotion->add_option("files", options->files, "Labelled texts")->required()->type_name("FILE.tsv");
  emotion->add_option("-o,--out", options->out, "The model file; its card is written beside it, ending in .md")->required()->type_name("FILE");
  emotion->add_option("--labels", options->labels, "Names of the labels, one a line; else labels.txt beside the data")->type_name("FILE");
  emotion->add_option("--name", options->training.name, "Name, for the card");
  emotion->add_option("--license", options->training.license, "License of the data, for the card")->capture_default_str();
  emotion->add_option("--folds", options->training.folds, "Folds of the cross-validation")->capture_default_str();
  emotion->add_option("--max-features", options->training.max_features, "Rows of weights kept")->capture_default_str();
  emotion->add_option("--threads", options->training.threads, "0: one per core; the model does not depend on it")->capture_default_str();
  emotion->footer("Example:\n  attune train emotion train.tsv --license 'CC BY 4.0' -o my-emotions.safetensors");
  emotion->callback([options, &session] { session.command = [options] { return run_train(*options); }; });
}

}  // namespace attune::cli
