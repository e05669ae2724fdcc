#include <exception>
#include <sstream>

#include <CLI/CLI.hpp>

#include <attune/analyzer.hpp>
#include <attune/cli.hpp>
#include <attune/unicode.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

constexpr const char* description = "Reads customer-support text and says, with evidence, how the customer feels and how the agent answered.";

constexpr const char* examples = R"(Examples:
  attune analyze chats.jsonl -o evidence.jsonl --report report.html
  echo "I'm so sorry, that must be frustrating." | attune phrases
  attune doctor

Exit codes: 0 done, 1 some records were bad, 2 usage, 3 cannot read or write.)";

/// What CLI11 has to say: help and version on standard output, the rest is a usage error.
int answer(const CLI::App& app, const CLI::Error& error) {
  std::ostringstream out, err;
  if (app.exit(error, out, err) == 0) {
    Output output;
    output.write(out.str());
    output.finish();
    return done;
  }
  std::string message = err.str();
  while (message.ends_with('\n')) message.pop_back();
  complain(message);
  return usage;
}

int run(int argc, const char* const* argv, const std::filesystem::path& models) {
  CLI::App app(description, "attune");
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(examples);
  app.set_version_flag("--version", "attune " ATTUNE_VERSION " (Unicode " + std::string(unicode_version) + ")");
  Session session;
  std::string chosen_models;
  app.add_option("--models", chosen_models, "Directory with the models, instead of the shipped ones")->type_name("DIR");
  app.add_flag("-v,--verbose", session.verbose, "Say at the end what was done");
  for (const auto add : {add_analyze, add_tokens, add_emotions, add_phrases, add_redact, add_coach, add_evaluate, add_train, add_doctor}) add(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Error& error) {
    return answer(app, error);
  }
  session.models = !chosen_models.empty() ? std::filesystem::path(chosen_models) : !models.empty() ? models : model_dir();
  return session.command();
}

}  // namespace

std::filesystem::path model_path(const Session& session, const std::filesystem::path& given, std::string_view name) {
  const std::filesystem::path& chosen = given.empty() ? session.models : given;
  std::error_code ignored;
  return std::filesystem::is_directory(chosen, ignored) || given.empty() ? chosen / name : chosen;
}

int main(int argc, const char* const* argv, const std::filesystem::path& models) {
  try {
    return run(argc, argv, models);
  } catch (const BrokenPipe&) {
    return done;
  } catch (const UsageError& error) {
    complain(error.message);
    return usage;
  } catch (const std::exception& error) {  // `Error` above all
    complain(error.what());
    return cannot_read_or_write;
  }
}

}  // namespace attune::cli
