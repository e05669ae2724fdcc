// tokens, emotions, phrases, coach: a line of text in, a line of JSON out; redact: a line of text out.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <attune/coach.hpp>
#include <attune/detail/evidence_json.hpp>
#include <attune/detail/json_writer.hpp>
#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/redact.hpp>
#if defined(ATTUNE_SUBWORD)
#include <attune/subword.hpp>
#endif
#include <attune/tokenizer.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

/// Writes one JSON object for each line of standard input; `fill` writes its fields.
template <class Fill>
int for_each_line(Fill fill) {
  Output output;
  Lines lines([&] { output.flush(); });
  while (const std::optional<std::string_view> text = lines.next()) {
    detail::JsonWriter json;
    json.begin_object();
    fill(*text, json);
    json.end_object();
    output.line(json.take());
  }
  output.finish();
  return done;
}

// ---- tokens -----------------------------------------------------------------------------------------------------------

struct TokensOptions {
  std::string mode = "social", unit = "word", offsets = "codepoint", model;
  bool raw = false;
};

TokenMode mode_of(std::string_view name) {
  for (const TokenMode mode : {TokenMode::uax29, TokenMode::dictionary})
    if (to_string(mode) == name) return mode;
  return TokenMode::social;
}

using Visit = std::function<void(std::uint32_t start, std::uint32_t end, std::string_view kind)>;
using Splitter = std::function<void(std::string_view text, const Visit& visit)>;

/// Pieces of a sentencepiece model; their kind is the piece as the model spells it.
Splitter piece_splitter([[maybe_unused]] const Session& session, [[maybe_unused]] const TokensOptions& options) {
#if defined(ATTUNE_SUBWORD)
  return [model = SubwordTokenizer::load(model_path(session, options.model, piece_model_name)).value()](std::string_view text, const Visit& visit) {
    for (const Piece& piece : model.encode(text)) visit(piece.start, piece.end, model.piece(piece.id));
  };
#else
  throw UsageError{"--unit piece: " + std::string(without_subword)};
#endif
}

/// Words, pieces, or the stretches between the boundaries of a larger or smaller unit.
Splitter splitter_of(const Session& session, const TokensOptions& options) {
  if (options.unit == "piece") return piece_splitter(session, options);
  if (options.unit == "word")
    return [mode = mode_of(options.mode)](std::string_view text, const Visit& visit) {
      for (const Token& token : tokenize(text, mode)) visit(token.start, token.end, to_string(token.kind));
    };
  return [unit = options.unit == "sentence" ? Unit::sentence : Unit::grapheme](std::string_view text, const Visit& visit) {
    const std::vector<std::uint32_t> at = boundaries(text, unit);
    for (std::size_t i = 1; i < at.size(); ++i) visit(at[i - 1], at[i], to_string(unit));
  };
}

void write_tokens(std::string_view text, const TokensOptions& options, const Splitter& split, detail::JsonWriter& json) {
  std::vector<std::uint32_t> offsets;
  std::vector<std::string_view> kinds;
  split(text, [&](std::uint32_t start, std::uint32_t end, std::string_view kind) {
    offsets.insert(offsets.end(), {start, end});
    kinds.push_back(kind);
  });
  if (options.offsets == "codepoint") OffsetMap(text).to_code_points(offsets);
  if (options.offsets == "utf16") OffsetMap(text).to_utf16(offsets);
  json.key("tokens");
  json.begin_array();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    json.begin_array();
    json.value(offsets[2 * i]);
    json.value(offsets[2 * i + 1]);
    json.value(kinds[i]);
    json.end_array();
  }
  json.end_array();
}

int run_tokens(const Session& session, const TokensOptions& options) {
  const Splitter split = splitter_of(session, options);
  if (!options.raw) return for_each_line([&](std::string_view text, detail::JsonWriter& json) { write_tokens(text, options, split, json); });
  Output output;
  Lines lines([] {});
  detail::JsonWriter json;
  json.begin_object();
  write_tokens(lines.rest(), options, split, json);
  json.end_object();
  output.line(json.take());
  output.finish();
  return done;
}

// ---- emotions ---------------------------------------------------------------------------------------------------------

struct EmotionsOptions {
  std::string view = "goemotions";
  bool explain = false;
};

/// Those at or over their threshold, most probable first.
std::vector<Score> said_of(const EmotionClassifier& model, View view, const std::vector<Score>& scores) {
  const std::span<const std::string_view> labels = model.labels(view);
  std::vector<Score> said;
  for (const Score& score : scores) {
    const std::size_t column = static_cast<std::size_t>(std::find(labels.begin(), labels.end(), score.label) - labels.begin());
    if (score.probability >= model.thresholds(view)[column]) said.push_back(score);
  }
  return said;
}

/// What spoke for each label of the model that is said, or for the most probable one.
void write_explanations(const EmotionClassifier& model, std::string_view text, detail::JsonWriter& json) {
  const std::vector<Score> scores = model.classify(text);
  std::vector<Score> said = said_of(model, View::goemotions, scores);
  if (said.empty()) said.push_back(scores.front());
  const OffsetMap offsets(text);
  json.key("explain");
  json.begin_object();
  for (const Score& score : said) {
    json.key(score.label);
    json.begin_array();
    for (const Contribution& part : model.explain(text, score.label)) {
      json.begin_array();
      json.value(offsets.to_code_point(part.start));
      json.value(offsets.to_code_point(part.end));
      json.value(part.value);
      json.end_array();
    }
    json.end_array();
  }
  json.end_object();
}

int run_emotions(const Session& session, const EmotionsOptions& options) {
  const EmotionClassifier model = EmotionClassifier::load(model_path(session, {}, emotion_model_name)).value();
  const View view = *view_from_name(options.view);
  return for_each_line([&](std::string_view text, detail::JsonWriter& json) {
    const std::vector<Score> scores = model.classify(text, view);
    json.key("scores");
    json.begin_object();
    for (const Score& score : scores) json.field(score.label, score.probability);
    json.end_object();
    json.key("labels");
    json.begin_array();
    for (const Score& score : said_of(model, view, scores)) json.value(score.label);
    json.end_array();
    if (options.explain) write_explanations(model, text, json);
  });
}

// ---- phrases ----------------------------------------------------------------------------------------------------------

struct PhrasesOptions {
  std::string role = "agent";
  std::vector<std::string> packs;
  bool explain = false, lint = false;
};

/// One line for each match of the user's packs that is of no use.
int lint_packs(const Session& session, std::span<const std::filesystem::path> packs) {
  const std::vector<std::string> faults = EmpathyTagger::lint(session.models / empathy_pack_name, packs).value();
  Output output;
  for (const std::string& fault : faults) output.line(fault);
  output.finish();
  return faults.empty() ? done : bad_records;
}

void write_vetoes(detail::JsonWriter& json, std::span<const Veto> vetoes, const OffsetMap& offsets) {
  json.key("vetoes");
  json.begin_array();
  for (const Veto& veto : vetoes) {
    json.begin_object();
    detail::write_offsets(json, veto, offsets);
    json.field("tag", to_string(veto.tag));
    json.field("source", veto.source);
    json.field("rule", veto.rule);
    json.end_object();
  }
  json.end_array();
}

int run_phrases(const Session& session, const PhrasesOptions& options) {
  const std::vector<std::filesystem::path> packs(options.packs.begin(), options.packs.end());
  if (options.lint) return lint_packs(session, packs);
  const EmpathyTagger tagger = EmpathyTagger::load_shipped(session.models, packs).value();
  const TagOptions tag{.role = *role_from_name(options.role)};
  return for_each_line([&](std::string_view text, detail::JsonWriter& json) {
    const OffsetMap offsets(text);
    json.key("spans");
    detail::write_phrases(json, tagger.tag(text, tag), offsets);
    if (options.explain) write_vetoes(json, tagger.vetoes(text, tag), offsets);
  });
}

// ---- redact -----------------------------------------------------------------------------------------------------------

void write_redaction(std::string_view text, detail::JsonWriter& json) {
  const Redaction redacted = redact(text);
  const OffsetMap source(text), target(redacted.text);
  json.field("text", redacted.text);
  json.key("spans");
  json.begin_array();
  for (const RedactedSpan& span : redacted.spans) {
    json.begin_object();
    detail::write_offsets(json, span, source);
    json.field("kind", to_string(span.kind));
    json.field("placeholder_start", target.to_code_point(span.placeholder_start));
    json.field("placeholder_end", target.to_code_point(span.placeholder_end));
    json.end_object();
  }
  json.end_array();
}

int run_redact(bool as_json) {
  if (as_json) return for_each_line(write_redaction);
  Output output;
  Lines lines([&] { output.flush(); });
  while (const std::optional<std::string_view> text = lines.next()) output.line(redact(*text).text);
  output.finish();
  return done;
}

// ---- coach ------------------------------------------------------------------------------------------------------------

int run_coach(const Session& session, const std::string& context) {
  const Analyzer analyzer = load(session.models).value();
  return for_each_line([&](std::string_view draft, detail::JsonWriter& json) {
    const OffsetMap offsets(draft);
    json.key("advice");
    json.begin_array();
    for (const Advice& advice : coach(analyzer, draft, context)) {
      json.begin_object();
      json.field("kind", to_string(advice.kind));
      detail::write_offsets(json, advice, offsets);
      json.field("reason", advice.reason);
      json.end_object();
    }
    json.end_array();
  });
}

}  // namespace

void add_tokens(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("tokens", "Lines of text -> tokens with offsets, as JSON lines");
  const auto options = std::make_shared<TokensOptions>();
  CLI::Option* const mode = command->add_option("--mode", options->mode, "How words are split")
      ->check(CLI::IsMember({"social", "uax29", "dictionary"}))->capture_default_str();
  command->add_option("--unit", options->unit, "What is split off; --mode is for words")
      ->check(CLI::IsMember({"word", "sentence", "grapheme", "piece"}))->capture_default_str();
  command->add_option("--offsets", options->offsets, "Unit of the offsets")
      ->check(CLI::IsMember({"byte", "codepoint", "utf16"}))->capture_default_str();
  CLI::Option* const model = command->add_option("--model", options->model, "Of pieces, a sentencepiece model instead of the shipped one")->type_name("FILE");
  command->add_flag("--raw", options->raw, "Take all of standard input as one text");
  command->footer("Example:\n  echo 'still waiting :( @acme' | attune tokens --offsets byte");
  command->callback([options, mode, model, &session] {
    session.command = [options, mode, model, &session] {
      if (mode->count() > 0 && options->unit != "word") throw UsageError{"--mode: only words are split by mode, not --unit " + options->unit};
      if (model->count() > 0 && options->unit != "piece") throw UsageError{"--model: only pieces are split by a model, not --unit " + options->unit};
      return run_tokens(session, *options);
    };
  });
}

void add_emotions(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("emotions", "Lines of customers' text -> probability per emotion, as JSON lines");
  const auto options = std::make_shared<EmotionsOptions>();
  command->add_option("--view", options->view, "Which labels")
      ->check(CLI::IsMember({"goemotions", "ekman", "sentiment", "support", "tones"}))->capture_default_str();
  command->add_flag("--explain", options->explain, "Say which words spoke for the model's labels: [start, end, contribution]");
  command->footer("Example:\n  echo 'Third time I am asking, I am furious' | attune emotions --view support");
  command->callback([options, &session] { session.command = [options, &session] { return run_emotions(session, *options); }; });
}

void add_phrases(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("phrases", "Lines of agents' text -> empathy phrases, as JSON lines");
  const auto options = std::make_shared<PhrasesOptions>();
  command->add_option("--role", options->role, "Who wrote the lines; a customer's have no empathy phrases")
      ->check(CLI::IsMember({"agent", "customer"}))->capture_default_str();
  command->add_option("--pack", options->packs, "Patterns of your own, after the shipped ones")->type_name("FILE.toml");
  command->add_flag("--explain", options->explain, "Say what was tempting and taken back, and by which rule");
  command->add_flag("--lint", options->lint, "Read no lines: say what in the packs of your own never finds anything, or nothing new");
  command->footer("Example:\n  echo 'I can see why you are upset. I have refunded you.' | attune phrases");
  command->callback([options, &session] { session.command = [options, &session] { return run_phrases(session, *options); }; });
}

void add_redact(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("redact", "Lines of text -> the same with personal data replaced: [EMAIL], [PHONE], [CARD], ...");
  const auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "JSON lines: the text, and the spans that were replaced");
  command->footer(
      "Example:\n  echo 'Call 020 7946 0958 about order #A123-99' | attune redact\n\n"
      "Found are e-mail and IP addresses, phone, card, account (IBAN), social security and order numbers, and secrets in URLs; names and\n"
      "postal addresses are not.");
  command->callback([as_json, &session] { session.command = [as_json] { return run_redact(*as_json); }; });
}

void add_coach(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("coach", "Lines, each the draft of a reply -> what helps, hurts and is missing, as JSON lines");
  const auto context = std::make_shared<std::string>();
  command->add_option("--context", *context, "What the customer said last; without it only specifics can be missing")->type_name("TEXT");
  command->footer("Example:\n  echo 'We apologize for any inconvenience.' | attune coach --context 'My parcel is lost and I am furious'");
  command->callback([context, &session] { session.command = [context, &session] { return run_coach(session, *context); }; });
}

}  // namespace attune::cli
