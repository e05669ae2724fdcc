// evaluate: labelled data -> one JSON object of metrics.
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include <attune/evaluate.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

struct EvaluateOptions {
  std::string what, data, model;
};

/// The packs alone when one is given.
Result<EmpathyTagger> load_phrases(const Session& session, const std::filesystem::path& given) {
  if (given.empty() || std::filesystem::is_directory(given)) return EmpathyTagger::load_shipped(given.empty() ? session.models : given);
  return EmpathyTagger::load(given);
}

Evaluation evaluate(const Session& session, const EvaluateOptions& options) {
  if (options.what == "emotion")
    return evaluate_emotion(EmotionClassifier::load(model_path(session, options.model, emotion_model_name)).value(), options.data).value();
  if (options.what == "phrases")
    return evaluate_phrases(load_phrases(session, options.model).value(), options.data).value();
  return evaluate_support(load(options.model.empty() ? session.models : std::filesystem::path(options.model)).value(), options.data).value();
}

int run_evaluate(const Session& session, const EvaluateOptions& options) {
  const Evaluation evaluation = evaluate(session, options);
  Output output;
  output.line(evaluation.json);
  output.finish();
  if (evaluation.n_seen_in_training == 0) return done;
  complain("the model was trained on " + std::to_string(evaluation.n_seen_in_training) + " of these rows: the figures say nothing about new text");
  return bad_records;
}

}  // namespace

void add_evaluate(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("evaluate", "Labelled data -> metrics with 95 % intervals, as JSON");
  const auto options = std::make_shared<EvaluateOptions>();
  command->add_option("what", options->what, "emotion (TSV), phrases or support (JSONL)")
      ->required()->check(CLI::IsMember({"emotion", "phrases", "support"}));
  command->add_option("--data", options->data, "Labelled data")->required()->type_name("PATH");
  command->add_option("--model", options->model, "Model or pack, or a directory of them, instead of the shipped ones")->type_name("PATH");
  command->footer("Example:\n  attune evaluate emotion --data dev.tsv\n\nExit code 1: rows of the training data were among them.");
  command->callback([options, &session] { session.command = [options, &session] { return run_evaluate(session, *options); }; });
}

}  // namespace attune::cli
