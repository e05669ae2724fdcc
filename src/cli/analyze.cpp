// analyze: transcripts -> one record of evidence per conversation, in input order.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <attune/analyzer.hpp>
#include <attune/detail/parallel.hpp>
#include <attune/redacted_conversation.hpp>
#include <attune/report.hpp>
#include <attune/transcript.hpp>

#include "command.hpp"
#include "csv.hpp"
#include "journal.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

struct AnalyzeOptions {
  std::vector<std::string> files;
  std::string out, format = "detect", report;
  unsigned threads = 0;
  bool redact = false, keep_safety = false, resume = false;
};

using Render = std::string (*)(const Transcript&, const Conversation&);

std::string render_json(const Transcript& transcript, const Conversation& conversation) { return conversation.to_json(transcript) + "\n"; }

std::string extension_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return extension;
}

void refuse_columnar(const std::filesystem::path& path) {
  const std::string extension = extension_of(path);
  if (extension == ".parquet" || extension == ".arrow" || extension == ".feather")
    throw UsageError{path.string() + ": Parquet and Arrow are for the Python package (pip install attune); here it is JSONL or CSV"};
}

bool writes_csv(const std::filesystem::path& out) {
  refuse_columnar(out);
  const std::string extension = extension_of(out);
  if (extension == ".csv") return true;
  if (extension.empty() || extension == ".jsonl" || extension == ".ndjson") return false;
  throw UsageError{out.string() + ": the name says no format; end it in .jsonl or .csv"};
}

bool is_same(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(a, ignored) && std::filesystem::equivalent(a, b, ignored);
}

/// Nothing that is read may be written.
void check_paths(const AnalyzeOptions& options) {
  for (const std::string& file : options.files) {
    refuse_columnar(file);
    for (const std::filesystem::path out : {options.out, options.report})
      if (!out.empty() && (is_same(file, out) || is_same(file, Output::part_of(out))))
        throw UsageError{out.string() + ": it is one of the inputs, and would be written over"};
  }
  if (options.resume && Output::whole_file(options.out).empty()) throw UsageError{"--resume: only an output file (-o) can be gone on with"};
  if (options.resume && !options.report.empty()) throw UsageError{"--resume: a report needs every conversation; make it in a run of its own"};
  if (options.report == "-") throw UsageError{"--report: a page needs a file of its own"};
  if (!options.report.empty() && (options.report == options.out || is_same(options.report, options.out)))
    throw UsageError{options.report + ": output and report would be the same file"};
}

/// Reads a batch, analyzes it with all threads, writes it in order: what is held does not grow with the input.
class Analysis {
 public:
  Analysis(Analyzer analyzer, TranscriptReader reader, Render render, const AnalyzeOptions& options)
      : analyzer_(std::move(analyzer)), reader_(std::move(reader)), render_(render),
        n_threads_(detail::count_threads(options.threads)), redact_(options.redact), keep_safety_(options.keep_safety) {
    if (!options.report.empty()) report_.emplace();
  }

  /// Reads what an earlier run has read and written, up to `mark`.
  /// Errors: throws `UsageError` when it is not the same.
  void skip(const JournalMark& mark) {
    while (n_conversations_ < mark.n_conversations) {
      const std::optional<Transcript> next = read_next();
      if (!next) break;
      ++n_conversations_;
      n_turns_ += next->turns.size();
    }
    if (n_conversations_ != mark.n_conversations || (mark.n_conversations > 0 && checksum_.value() != mark.checksum))
      throw UsageError{"--resume: the input is not the one that the output was begun with; give the same one, or leave out --resume to begin anew"};
    n_skipped_ = n_conversations_;
    progress_.resume(reader_.bytes_read(), n_skipped_);
  }

  /// `journal` may be null.
  void run(Output& output, Journal* journal) {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds between_marks(200);
    Clock::time_point marked = Clock::now();
    while (read_batch()) {
      detail::for_each_piece(batch_.size(), n_threads_, [&](std::size_t i, unsigned) {
        Item& item = batch_[i];
        item.conversation = analyzer_.analyze(item.transcript);
        if (redact_) redact_item(item);
        item.record = render_(item.transcript, item.conversation);
      });
      for (const Item& item : batch_) {
        output.write(item.record);
        if (report_) report_->add(item.transcript, item.conversation);
        n_turns_ += item.transcript.turns.size();
      }
      n_conversations_ += batch_.size();
      progress_.show("conversations", reader_.bytes_read(), reader_.bytes_total(), n_conversations_);
      if (journal == nullptr || Clock::now() - marked < between_marks) continue;
      output.sync();
      journal->add({n_conversations_, output.n_bytes(), checksum_.value()});
      marked = Clock::now();
    }
    progress_.clear();
  }

  std::string report() const { return report_->html(); }

  std::string summary() const {
    const double seconds = std::max(progress_.seconds(), 1e-3);
    return std::to_string(n_conversations_) + " conversations, " + std::to_string(n_turns_) + " turns, " +
           std::to_string(reader_.n_tool_messages()) + " tool messages skipped, " + std::to_string(n_bad_) + " bad records; " +
           std::to_string(static_cast<long long>(static_cast<double>(n_conversations_ - n_skipped_) / seconds)) + " conversations/s";
  }

  int exit_code() const { return unreadable_ ? cannot_read_or_write : n_bad_ > 0 ? bad_records : done; }

 private:
  struct Item {
    Transcript transcript;
    Conversation conversation;
    std::string record;
  };

  /// From here on nothing knows the words as they were written.
  void redact_item(Item& item) const {
    RedactedConversation redacted = redact(std::move(item.transcript), std::move(item.conversation), {.safety = keep_safety_});
    item.transcript = std::move(redacted.transcript);
    item.conversation = std::move(redacted.conversation);
  }

  bool read_batch() {
    constexpr std::size_t max_conversations = 512, max_bytes = std::size_t{4} << 20;
    batch_.clear();
    for (std::size_t bytes = 0; batch_.size() < max_conversations && bytes < max_bytes;) {
      std::optional<Transcript> next = read_next();
      if (!next) break;
      for (const Utterance& turn : next->turns) bytes += turn.text.size();
      batch_.push_back({*std::move(next), {}, {}});
    }
    return !batch_.empty();
  }

  /// The next conversation, behind any bad records; empty at the end.
  std::optional<Transcript> read_next() {
    while (std::optional<Result<Transcript>> next = reader_.next()) {
      if (*next) {
        checksum_.add(**next);
        return **std::move(next);
      }
      report_bad(next->error());
    }
    return std::nullopt;
  }

  void report_bad(const Error& error) {
    progress_.clear();
    complain(error.message());
    if (error.code() == ErrorCode::io) unreadable_ = true;
    else ++n_bad_;
  }

  Analyzer analyzer_;
  TranscriptReader reader_;
  InputChecksum checksum_;
  Render render_;
  unsigned n_threads_;
  bool redact_, keep_safety_;
  std::optional<Report> report_;
  std::vector<Item> batch_;
  Progress progress_;
  std::uint64_t n_conversations_ = 0, n_skipped_ = 0, n_turns_ = 0, n_bad_ = 0;
  bool unreadable_ = false;
};

/// What must be the same for a run to go on where another one ended.
std::string settings_of(const Analyzer& analyzer, const AnalyzeOptions& options, bool csv) {
  std::string settings = "attune " ATTUNE_VERSION " analyze, format " + options.format + (csv ? ", to csv" : ", to jsonl") + (options.redact ? ", redact" : "") +
                         (options.keep_safety ? ", keep safety" : "") + ", models";
  for (const std::string_view hash : {analyzer.emotions().hash(), analyzer.phrases().hash(), analyzer.cues().hash()}) settings += " " + std::string(hash);
  if (analyzer.support()) settings += " " + std::string(analyzer.support()->hash());
  return settings;
}

int run_analyze(const Session& session, const AnalyzeOptions& options) {
  check_paths(options);
  const bool csv = writes_csv(options.out);
  Analyzer analyzer = load(session.models).value();
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  TranscriptReader reader = TranscriptReader::open(files, {.format = *transcript_format_from_name(options.format)}).value();
  const std::string settings = settings_of(analyzer, options, csv);
  const std::filesystem::path file = Output::whole_file(options.out);
  const JournalMark mark = options.resume ? Journal::last_mark(Output::part_of(file), settings) : JournalMark{};
  Analysis analysis(std::move(analyzer), std::move(reader), csv ? &csv_row : &render_json, options);
  analysis.skip(mark);
  std::optional<Journal> journal;
  if (!file.empty()) journal.emplace(Output::part_of(file), settings, mark);
  Output output(options.out, mark.n_bytes);
  std::optional<Output> report;  // opened before the work: a path that cannot be written is known at once
  if (!options.report.empty()) report.emplace(options.report);
  if (csv && output.n_bytes() == 0) output.write(csv_header());
  analysis.run(output, journal ? &*journal : nullptr);
  output.finish();
  if (report) {
    report->write(analysis.report());
    report->finish();
  }
  if (session.verbose || is_terminal(2)) complain(analysis.summary());
  return analysis.exit_code();
}

}  // namespace

void add_analyze(CLI::App& app, Session& session) {
  CLI::App* const command = app.add_subcommand("analyze", "Transcripts -> evidence, one JSON line per conversation");
  const auto options = std::make_shared<AnalyzeOptions>();
  command->add_option("files", options->files, "Transcripts: JSONL, JSON, CSV, TSV, or one text file per call")->required()->type_name("FILE");
  command->add_option("-o,--out", options->out, "Where to: .jsonl, or .csv with a row per conversation; else standard output")->type_name("OUT");
  command->add_option("--format", options->format, "What the transcripts are, when their names and content do not say")
      ->check(CLI::IsMember({"detect", "jsonl", "json", "csv", "tsv", "text"}))->capture_default_str();
  command->add_option("--report", options->report, "Also write one self-contained page")->type_name("R.html");
  command->add_option("--threads", options->threads, "0: one per core; the output does not depend on it")->capture_default_str();
  command->add_flag("--resume", options->resume, "Go on with the output that a run was making when it was killed: the same bytes as if it had not been");
  CLI::Option* const redact = command->add_flag("--redact", options->redact, "Replace personal data in all that is written, and leave out crisis and life events");
  command->add_flag("--keep-safety", options->keep_safety, "With --redact: leave crisis and life events in")->needs(redact);
  command->footer(
      "Examples:\n"
      "  attune analyze chats.jsonl > evidence.jsonl\n"
      "  attune analyze calls/*.txt -o calls.csv --report calls.html\n\n"
      "A transcript is {\"id\", \"turns\": [{\"role\", \"text\", \"time\"?}]}; the usual synonyms are understood.\n"
      "Bad records are reported with file and line, the rest is done, and the exit code is 1.");
  command->callback([options, &session] { session.command = [options, &session] { return run_analyze(session, *options); }; });
}

}  // namespace attune::cli
