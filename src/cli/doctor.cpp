// doctor: what this build is made of, which models it finds, and whether they say what they should.
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <attune/analyzer.hpp>
#if defined(ATTUNE_SUBWORD)
#include <attune/subword.hpp>
#endif
#include <attune/tokenizer.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

std::string compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#else
  return "another";
#endif
}

std::string icu_version() {
  UVersionInfo version;
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_getVersion(version);
  u_versionToString(version, text);
  std::string out = text;
  u_getUnicodeVersion(version);
  u_versionToString(version, text);
  return out + " (Unicode " + text + ")";
}

std::string cpu() {
  std::string name = "of unknown name";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (!line.starts_with("model name") || colon == std::string::npos) continue;
    name = line.substr(colon + 2);
    break;
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) name += ", AVX2";
  if (__builtin_cpu_supports("avx512bw")) name += ", AVX-512";
#endif
  return name + ", " + std::to_string(std::thread::hardware_concurrency()) + " threads";
}

// ---- known sentences --------------------------------------------------------------------------------------------------

bool has_words() {
  const std::string_view text = "I'm still waiting :( @acme";
  const std::vector<TokenKind> expected{TokenKind::word, TokenKind::word, TokenKind::word, TokenKind::emoticon, TokenKind::handle};
  const std::vector<Token> tokens = tokenize(text);
  return std::equal(tokens.begin(), tokens.end(), expected.begin(), expected.end(),
                    [](const Token& token, TokenKind kind) { return token.kind == kind; });
}

bool has_emotion(const Analyzer& analyzer, std::string_view text, std::string_view label) {
  const std::vector<std::string_view> labels = analyzer.read(text).labels;
  return !labels.empty() && labels.front() == label;
}

bool has_tag(const Analyzer& analyzer, std::string_view text, Tag tag) {
  const std::vector<Phrase> phrases = analyzer.phrases().tag(text);
  return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& phrase) { return phrase.tag == tag; });
}

bool has_cue(const Analyzer& analyzer, std::string_view text, CueKind kind) {
  const std::vector<Cue> cues = analyzer.cues().tag(text);
  return std::any_of(cues.begin(), cues.end(), [&](const Cue& cue) { return cue.cue == kind; });
}

struct Check {
  std::string_view name;
  bool passed;
};

/// Its hash, and whether a sentence comes back from its pieces.
std::vector<Check> check_pieces([[maybe_unused]] const Session& session, [[maybe_unused]] Output& output) {
#if defined(ATTUNE_SUBWORD)
  std::error_code ignored;
  if (!std::filesystem::exists(session.models / piece_model_name, ignored)) return {};  // the models of somebody's own
  const SubwordTokenizer model = SubwordTokenizer::load(session.models).value();
  output.line("  pieces   " + std::string(model.hash()) + ", " + std::to_string(model.size()) + " pieces");
  const std::string_view text = "Where is my refund? \u2615";
  std::vector<std::uint32_t> ids;
  for (const Piece& piece : model.encode(text)) ids.push_back(piece.id);
  return {{"pieces", model.decode(ids) == text}};
#else
  return {};
#endif
}

std::vector<Check> self_test(const Analyzer& a) {
  return {
      {"words", has_words()},
      {"emotions", has_emotion(a, "Thank you so much!", "gratitude") && has_emotion(a, "I am furious about this.", "anger")},
      {"phrases", has_tag(a, "I see that you were double-charged, and that's understandably frustrating.", Tag::validate) &&
                      has_tag(a, "I'd be really stressed too if that happened to me.", Tag::share_feeling)},
      {"cues", has_cue(a, "This is the third time I'm contacting you!!", CueKind::repeat_contact)},
  };
}

int run_doctor(const Session& session) {
  Output output;
  output.line("attune " ATTUNE_VERSION ", Unicode " + std::string(unicode_version));
  output.line("ICU " + icu_version());
  output.line("compiler " + compiler());
  output.line("CPU " + printable(cpu()));
  output.line("word kernel " + std::string(word_kernel()));
  output.line("models in " + printable(session.models.string()));
  output.flush();  // the rest may fail
  const Analyzer analyzer = load(session.models).value();
  output.line("  emotions " + std::string(analyzer.emotions().hash()));
  output.line("  phrases  " + std::string(analyzer.phrases().hash()) + ", " + std::to_string(analyzer.phrases().n_patterns()) + " patterns");
  output.line("  cues     " + std::string(analyzer.cues().hash()) + ", " + std::to_string(analyzer.cues().n_patterns()) + " patterns");
  if (analyzer.support()) output.line("  support  " + std::string(analyzer.support()->hash()));
  std::vector<Check> checks = self_test(analyzer);
  for (const Check& check : check_pieces(session, output)) checks.push_back(check);
  bool passed = true;
  for (const Check& check : checks) {
    output.line("self-test of " + std::string(check.name) + (check.passed ? ": ok" : ": FAILED"));
    passed = passed && check.passed;
  }
  output.finish();
  return passed ? done : cannot_read_or_write;
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("doctor", "Versions, model hashes and a self-test");
  command->callback([&session] { session.command = [&session] { return run_doctor(session); }; });
}

}  // namespace attune::cli
