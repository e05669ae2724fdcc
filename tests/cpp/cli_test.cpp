#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <attune/analyzer.hpp>
#include <attune/cli.hpp>
#include <attune/tokenizer.hpp>

namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// A directory that is gone when the test is over.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "attune-cli-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return *this / name;
  }
  Strings names() const {
    Strings out;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  std::filesystem::path path_;
};

struct Done {
  int code = -1;
  std::string out, err;
};

/// Runs `body` in a process of its own, with `input` on standard input; `prepare` may change its streams.
Done run_apart(const std::function<int()>& body, std::string_view input, const std::function<void()>& prepare) {
  const Folder folder;
  const std::string in = folder.write("in", input), out = folder / "out", err = folder / "err";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(::open(in.c_str(), O_RDONLY), 0);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    prepare();
    ::_exit(body());
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(out), read_file(err)};
}

Done run(Strings arguments, std::string_view input = "", const std::function<void()>& prepare = [] {}) {
  arguments.insert(arguments.begin(), "attune");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return run_apart([&] { return attune::cli::main(static_cast<int>(argv.size()), argv.data()); }, input, prepare);
}

std::vector<json> parse_lines(const std::string& text) {
  std::vector<json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(json::parse(line));
  return out;
}

std::string chat(int i) {
  const std::string number = std::to_string(i);
  return "{\"id\":\"chat " + number + "\",\"turns\":[{\"role\":\"customer\",\"text\":\"Order " + number +
         " is late 😡 and I'm really upset!\",\"time\":0},{\"role\":\"agent\",\"text\":\"I'm sorry we sent order " + number +
         " so late. I've refunded the postage.\",\"time\":" + number + "}]}\n";
}

std::string chats(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += chat(i);
  return out;
}

void point_at_full_device() { ::dup2(::open("/dev/full", O_WRONLY), 1); }

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("help and version are answers, nonsense is a usage error") {
    const Done help = run({"--help"});
    CHECK(help.code == 0);
    for (const char* command : {"analyze", "tokens", "emotions", "phrases", "redact", "evaluate", "train", "doctor", "Examples"})
      CHECK(help.out.find(command) != std::string::npos);
    CHECK(run({"--version"}).out.starts_with("attune 0."));
    for (const char* command : {"analyze", "tokens", "emotions", "phrases", "redact", "evaluate", "train", "doctor"})
      CHECK(run({command, "--help"}).code == 0);
    const std::vector<Strings> nonsense{{},
                                        {"no-such-command"},
                                        {"analyze"},
                                        {"tokens", "--no-such-option"},
                                        {"tokens", "--unit", "syllable"},
                                        {"tokens", "--unit", "word", "--model", "pieces.model"},
                                        {"tokens", "--unit", "sentence", "--mode", "uax29"},
                                        {"tokens", "--mode", "Social"},
                                        {"emotions", "--view", "moods"},
                                        {"phrases", "--role", "bot"},
                                        {"analyze", "x.jsonl", "--keep-safety"},
                                        {"analyze", "x.jsonl", "--resume"},
                                        {"analyze", "x.jsonl", "--resume", "-o", "/dev/null"},
                                        {"analyze", "x.jsonl", "--resume", "-o", "x.out.jsonl", "--report", "x.html"},
                                        {"analyze", "x.jsonl", "--threads", "-1"},
                                        {"analyze", "x.jsonl", "--format", "parquet"},
                                        {"evaluate", "epitome", "--data", "x"},
                                        {"evaluate", "emotion"},
                                        {"train"},
                                        {"train", "phrases", "x"},
                                        {"redact", "x"},
                                        {"console"}};
    for (const Strings& arguments : nonsense) {
      const Done answer = run(arguments);
      CAPTURE(arguments.size());
      CAPTURE(answer.err);
      CHECK(answer.code == 2);
      CHECK(answer.out.empty());
      CHECK(answer.err.starts_with("attune: "));
    }
  }

#if defined(ATTUNE_SUBWORD)
  TEST_CASE("pieces are those of the model, in the unit asked for") {
    const std::string text = "\U0001F600 refund";
    for (const auto& [offsets, end] : std::vector<std::pair<const char*, int>>{{"byte", 11}, {"codepoint", 8}, {"utf16", 9}}) {
      const json tokens = parse_lines(run({"tokens", "--unit", "piece", "--offsets", offsets}, text).out).at(0)["tokens"];
      REQUIRE_FALSE(tokens.empty());
      CHECK(tokens.back()[1] == end);
      std::string spelt;
      for (const json& token : tokens) spelt += token[2].get<std::string>();
      CHECK(spelt.ends_with("\u2581refund"));
    }
    const Done missing = run({"tokens", "--unit", "piece", "--model", "/no/such.model"}, text);
    CHECK(missing.code == 3);
  }
#endif

  TEST_CASE("tokens are those of the library, in the unit asked for") {
    const std::string text = "é 😡 waiting @acme";
    const auto first = [&](const char* unit) { return parse_lines(run({"tokens", "--offsets", unit}, text + "\n").out).at(0)["tokens"]; };
    json bytes = json::array();
    for (const attune::Token& token : attune::tokenize(text)) bytes.push_back({token.start, token.end, to_string(token.kind)});
    CHECK(first("byte") == bytes);
    CHECK(first("codepoint").at(2) == json({4, 11, "word"}));
    CHECK(first("utf16").at(2) == json({5, 12, "word"}));
    CHECK(parse_lines(run({"tokens"}, text).out).at(0)["tokens"] == first("codepoint"));
    CHECK(parse_lines(run({"tokens", "--mode", "uax29"}, text).out).at(0)["tokens"] != first("codepoint"));
  }

  TEST_CASE("sentences and graphemes cover the text without a gap") {
    const std::string text = "One. Two! 👩‍👩‍👧";
    for (const std::string unit : {"sentence", "grapheme"}) {
      const json tokens = parse_lines(run({"tokens", "--unit", unit, "--offsets", "byte"}, text).out).at(0)["tokens"];
      std::uint32_t at = 0;
      for (const json& token : tokens) {
        CHECK(token[0] == at);
        CHECK(token[2] == unit);
        at = token[1];
      }
      CHECK(at == text.size());
    }
  }

  TEST_CASE("every line in is a line out, whatever its bytes") {
    const Done answer = run({"tokens"}, std::string("one\r\n\n\xFF\xFE bad\nnul \0 nul\nlast", 27));
    CHECK(answer.code == 0);
    CHECK(parse_lines(answer.out).size() == 5);
    CHECK(parse_lines(answer.out).at(1)["tokens"].empty());
    CHECK(parse_lines(answer.out).at(0)["tokens"].size() == 1);
    CHECK(run({"tokens"}).out.empty());
    CHECK(parse_lines(run({"tokens"}, "\n").out).size() == 1);
    const Done raw = run({"tokens", "--raw"}, "one\ntwo\n");
    CHECK(parse_lines(raw.out) == std::vector<json>{{{"tokens", {{0, 3, "word"}, {4, 7, "word"}}}}});
  }

  TEST_CASE("a line longer than any buffer is one line") {
    const std::string text = std::string(300'000, 'x') + "\nshort\n" + std::string(100'000, 'y');
    const std::vector<json> lines = parse_lines(run({"tokens"}, text).out);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0]["tokens"] == json({{0, 300'000, "word"}}));
    CHECK(lines[2]["tokens"] == json({{0, 100'000, "word"}}));
  }

  TEST_CASE("who asks line by line is answered line by line") {
    int ask[2], answer[2];
    REQUIRE(::pipe(ask) == 0);
    REQUIRE(::pipe(answer) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::dup2(ask[0], 0);
      ::dup2(answer[1], 1);
      for (const int file : {ask[0], ask[1], answer[0], answer[1]}) ::close(file);
      const char* const argv[] = {"attune", "tokens"};
      ::_exit(attune::cli::main(2, argv));
    }
    ::close(ask[0]);
    ::close(answer[1]);
    for (int i = 0; i < 3; ++i) {
      REQUIRE(::write(ask[1], "hello\n", 6) == 6);
      std::string line;
      for (char c = 0; line.find('\n') == std::string::npos && ::read(answer[0], &c, 1) == 1;) line += c;
      CHECK(line == "{\"tokens\":[[0,5,\"word\"]]}\n");
    }
    ::close(ask[1]);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    ::close(answer[0]);
  }

  TEST_CASE("emotions are those of the library, highest first, with what spoke for them") {
    const std::string text = "é thank you so much!";
    const attune::EmotionClassifier model = attune::EmotionClassifier::load(attune::model_dir() / "emotion-en.safetensors").value();
    for (const attune::View view : {attune::View::goemotions, attune::View::support}) {
      const Done answer = run({"emotions", "--view", std::string(to_string(view)), "--explain"}, text);
      REQUIRE(answer.code == 0);
      const json line = parse_lines(answer.out).at(0);
      for (const attune::Score& score : model.classify(text, view)) CHECK(line["scores"][std::string(score.label)].get<float>() == score.probability);
      CHECK(answer.out.starts_with("{\"scores\":{\"gratitude\":"));
      CHECK(line["labels"].at(0) == "gratitude");
      const json parts = line["explain"]["gratitude"];
      double sum = 0;
      for (const json& part : parts) {
        CHECK(part[1] <= 20);  // code points
        sum += part[2].get<double>();
      }
      CHECK(sum == doctest::Approx(static_cast<double>(model.logit(text, "gratitude"))).epsilon(1e-4));
    }
    CHECK(parse_lines(run({"emotions"}, text).out).at(0).size() == 2);
  }

  TEST_CASE("phrases are those of the library; a customer has none; packs of one's own count too") {
    const Folder folder;
    const std::string pack = folder.write("own.toml", "name = \"own\"\nlanguage = \"en\"\n\n[[pattern]]\nid = \"own.sprocket\"\ntag = \"remedy\"\nmatch = [\"zorbled the sprocket\"]\n");
    const std::string text = "é I see that you were double-charged, and that's understandably frustrating.\n";
    const json spans = parse_lines(run({"phrases"}, text).out).at(0)["spans"];
    Strings tags;
    for (const json& span : spans) {
      tags.push_back(span["tag"]);
      CHECK(span["kind"] == "cognitive");
      CHECK(span.size() == 6);
    }
    CHECK(tags == Strings{"restate", "validate"});
    CHECK(parse_lines(run({"phrases", "--role", "customer"}, text).out).at(0)["spans"].empty());
    const std::string own = "we have zorbled the sprocket";
    CHECK(parse_lines(run({"phrases"}, own).out).at(0)["spans"].empty());
    CHECK(parse_lines(run({"phrases", "--pack", pack}, own).out).at(0)["spans"].at(0)["source"] == "own.sprocket");
    CHECK(parse_lines(run({"phrases", "--explain"}, "I don't understand.").out).at(0).contains("vetoes"));
    CHECK(run({"phrases", "--lint", "--pack", pack}).code == 0);
    const std::string idle = folder.write("idle.toml", "[[pattern]]\nid = \"own.idle\"\ntag = \"remedy\"\nmatch = [\"the sprocket is zorbled and we are sad\"]\n");
    const auto linted = run({"phrases", "--lint", "--pack", idle});
    CAPTURE(linted.out);
    CHECK(linted.code == 1);
    CHECK(linted.out.find("idle.toml, line 4, column 10: not found in its own words") != std::string::npos);
    CHECK(run({"phrases", "--pack", folder / "none.toml"}, own).code == 3);
    CHECK(run({"phrases", "--pack", folder.write("bad.toml", "name = [")}, own).code == 3);
  }

  TEST_CASE("analyze writes what the library finds, in input order, whatever the number of threads") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(1'500));
    const Done one = run({"analyze", in, "--threads", "1"});
    CHECK(one.code == 0);
    CHECK(one.err.empty());
    const std::vector<json> lines = parse_lines(one.out);
    REQUIRE(lines.size() == 1'500);
    for (std::size_t i = 0; i < lines.size(); ++i) REQUIRE(lines[i]["id"] == "chat " + std::to_string(i));
    const attune::Analyzer analyzer = attune::load().value();
    const json record = json::parse(chat(7));
    attune::Transcript transcript{"chat 7", {}};
    for (const json& turn : record["turns"])
      transcript.turns.push_back({*attune::role_from_name(turn["role"].get<std::string>()), turn["text"], turn["time"].get<double>()});
    CHECK(lines[7] == json::parse(analyzer.analyze(transcript).to_json(transcript)));
    for (const char* threads : {"2", "7"}) CHECK(run({"analyze", in, "--threads", threads}).out == one.out);
  }

  TEST_CASE("a run goes on where a killed one ended, whatever of its last records was cut off") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(3'000)), out = folder / "out.jsonl";
    CHECK(run({"analyze", in, "-o", out}).code == 0);
    const std::string whole = read_file(out);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const char* const argv[] = {"attune", "analyze", in.c_str(), "-o", out.c_str(), "--threads", "1"};
      ::_exit(attune::cli::main(7, argv));
    }
    const std::string part = out + ".part", journal = part + ".journal";
    const auto n_lines = [&] {
      const std::string told = read_file(journal);
      return std::count(told.begin(), told.end(), '\n');
    };
    // As soon as something is marked as written.
    for (int i = 0; i < 3'000 && n_lines() < 2; ++i) ::usleep(1'000);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (std::filesystem::exists(part)) {  // else it was done before it was killed
      const std::string told = read_file(journal);
      std::ofstream(part, std::ios::binary | std::ios::app) << "{\"id\":\"torn";
      std::ofstream(journal, std::ios::binary | std::ios::app) << "2999 9";
      CHECK(run({"analyze", in, "-o", out, "--resume", "--redact"}).code == 2);
      const Done other = run({"analyze", folder.write("other.jsonl", chat(7) + chats(2'999)), "-o", out, "--resume"});
      CHECK(other.code == (told.find('\n') + 1 < told.size() ? 2 : 0));  // what was not marked is not there
    }
    const Done resumed = run({"analyze", in, "-o", out, "--resume"});
    CHECK(resumed.code == 0);
    CHECK(read_file(out) == whole);
    CHECK_FALSE(std::filesystem::exists(part));
    CHECK_FALSE(std::filesystem::exists(journal));
  }

  TEST_CASE("coach says of each draft what helps, hurts and is missing, in code points") {
    const Done answer = run({"coach", "--context", "I'm furious, my parcel is lost!!"}, "We apologize for any inconvenience. \u00E9\n\n");
    CHECK(answer.code == 0);
    const std::vector<json> lines = parse_lines(answer.out);
    REQUIRE(lines.size() == 2);
    json reasons = json::array();
    for (const json& advice : lines[0]["advice"]) reasons.push_back(advice["kind"].get<std::string>() + " " + advice["reason"].get<std::string>());
    CHECK(reasons == json{"hurts scripted", "missing specifics", "missing acknowledgement", "missing action"});
    CHECK(lines[0]["advice"][3]["start"] == 37);
    CHECK(parse_lines(run({"coach"}, "It opens at nine.").out).at(0)["advice"].empty());
  }

  TEST_CASE("redact replaces personal data line by line, whatever the bytes around it") {
    const Done answer = run({"redact"}, "call 020 7946 0958\r\n\n\xFF ana@example.com\xFE\nnothing here");
    CHECK(answer.code == 0);
    CHECK(answer.out == "call [PHONE]\n\n\xFF [EMAIL]\xFE\nnothing here\n");
    const std::string expected = R"({"text":"\u00E9 [EMAIL]!","spans":[{"start":2,"end":17,"kind":"email","placeholder_start":2,"placeholder_end":9}]})";
    CHECK(parse_lines(run({"redact", "--json"}, "\u00E9 ana@example.com!").out) == std::vector<json>{json::parse(expected)});
  }

  TEST_CASE("analyze --redact lets no personal data out, and finds what it finds without") {
    const Folder folder;
    std::string lines;
    for (int i = 0; i < 40; ++i)
      lines += R"({"id":"canary)" + std::to_string(i) + R"(@example.com","team":"canary@example.com","turns":[{"role":"customer","text":"My mum passed away, and order #CANARY-1)" +
               std::to_string(i) + R"( is late 😡 canary@example.com!!"},{"role":"agent","agent":"canary@example.com","text":"canary@example.com: I'm so sorry for your loss. I've refunded it."}]})" + "\n";
    const std::string in = folder.write("in.jsonl", lines + "{\"turns\": 3, \"canary@example.com\"\n");
    const std::string report = folder / "report.html";
    const auto holds_a_canary = [](std::string text) {
      std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      return text.find("canary") != std::string::npos;
    };
    const Done plain = run({"analyze", in});
    REQUIRE(holds_a_canary(plain.out));
    const Done redacted = run({"analyze", in, "--redact", "--report", report, "-v"});
    CHECK(redacted.code == 1);
    for (const std::string& out : {redacted.out, redacted.err, read_file(report)}) CHECK_FALSE(holds_a_canary(out));
    CHECK(read_file(report).find("[REFERENCE]") != std::string::npos);
    const std::vector<json> before = parse_lines(plain.out), after = parse_lines(redacted.out);
    REQUIRE(after.size() == 40);
    for (std::size_t i = 0; i < after.size(); ++i) {
      CHECK(after[i]["stress_begin"] == before[i]["stress_begin"]);
      CHECK(after[i]["turns"][1]["spans"].size() == before[i]["turns"][1]["spans"].size());
      CHECK(after[i]["needs_human"] == true);
    }
    CHECK(plain.out.find("life_event") != std::string::npos);
    CHECK(redacted.out.find("life_event") == std::string::npos);
    CHECK(run({"analyze", in, "--redact", "--keep-safety"}).out.find("life_event") != std::string::npos);
    const std::string csv = folder / "out.csv";
    run({"analyze", in, "--redact", "-o", csv});
    CHECK_FALSE(holds_a_canary(read_file(csv)));
    CHECK(read_file(csv).find("life_event") == std::string::npos);
  }

  TEST_CASE("bad records are reported with file and line, and the rest is done") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chat(0) + "{\"turns\": 3, \"secret\"\n" + chat(1) + "3\n" + chat(2));
    const Done answer = run({"analyze", in});
    CHECK(answer.code == 1);
    CHECK(parse_lines(answer.out).size() == 3);
    CHECK(answer.err.find("in.jsonl") != std::string::npos);
    CHECK(answer.err.find("line 2") != std::string::npos);
    CHECK(answer.err.find("line 4") != std::string::npos);
    CHECK(answer.err.find("secret") == std::string::npos);
  }

  TEST_CASE("the output file appears whole, or not at all") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(3)), out = folder.write("out.jsonl", "old");
    CHECK(run({"analyze", in, "-o", out}).code == 0);
    CHECK(read_file(out) == run({"analyze", in}).out);
    CHECK(folder.names() == Strings{"in.jsonl", "out.jsonl"});
    folder.write("out.jsonl", "old");
    CHECK(run({"analyze", folder / "none.jsonl", "-o", out}).code == 3);
    CHECK(read_file(out) == "old");
    CHECK(run({"--models", folder / "none", "analyze", in, "-o", out}).code == 3);
    CHECK(read_file(out) == "old");
    CHECK(run({"analyze", in, "-o", folder / "no/such/folder.jsonl"}).code == 3);
    CHECK(folder.names() == Strings{"in.jsonl", "out.jsonl"});
  }

  TEST_CASE("a link to the output stays a link, and a device a device") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(1)), real = folder.write("real.jsonl", "old");
    std::filesystem::create_symlink("real.jsonl", folder / "link.jsonl");
    CHECK(run({"analyze", in, "-o", folder / "link.jsonl"}).code == 0);
    CHECK(std::filesystem::is_symlink(folder / "link.jsonl"));
    CHECK(parse_lines(read_file(real)).size() == 1);
    CHECK(run({"analyze", in, "-o", "/dev/null"}).code == 0);
    CHECK(std::filesystem::is_character_file("/dev/null"));
    CHECK(run({"analyze", in, "-o", "/dev/full"}).code == 3);
    CHECK(run({"analyze", in, "-o", "-"}).out == read_file(real));
  }

  TEST_CASE("no input is written over") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(1)), part = folder.write("x.jsonl.part", chats(1));
    std::filesystem::create_hard_link(in, folder / "same.jsonl");
    for (const Strings& arguments : {Strings{"analyze", in, "-o", in}, Strings{"analyze", in, "-o", folder / "same.jsonl"},
                                     Strings{"analyze", in, "--report", in}, Strings{"analyze", part, "--format", "jsonl", "-o", folder / "x.jsonl"},
                                     Strings{"analyze", in, "-o", folder / "y.csv", "--report", folder / "y.csv"}}) {
      CHECK(run(arguments).code == 2);
      CHECK(read_file(in) == chats(1));
      CHECK(read_file(part) == chats(1));
    }
  }

  TEST_CASE("formats that only Python has are refused with a hint") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(1));
    for (const Strings& arguments : {Strings{"analyze", in, "-o", folder / "x.parquet"}, Strings{"analyze", in, "-o", folder / "x.ARROW"},
                                     Strings{"analyze", folder.write("in.parquet", "PAR1")}}) {
      const Done answer = run(arguments);
      CHECK(answer.code == 2);
      CHECK(answer.err.find("Python") != std::string::npos);
    }
    CHECK(run({"analyze", in, "-o", folder / "x.docx"}).code == 2);
  }

  TEST_CASE("CSV has a row per conversation, and no cell that a spreadsheet would run") {
    const Folder folder;
    const std::string turns = ",\"turns\":[{\"role\":\"customer\",\"text\":\"I lost my job, I am so upset\"}]}\n";
    const std::string in = folder.write("in.jsonl", "{\"id\":\"=1+1\"" + turns + "{\"id\":\"a,\\\"b\\\"\"" + turns + "{\"id\":\"'x\"" + turns);
    CHECK(run({"analyze", in, "-o", folder / "out.csv"}).code == 0);
    std::istringstream rows(read_file(folder / "out.csv"));
    Strings lines;
    for (std::string line; std::getline(rows, line);) lines.push_back(line);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].starts_with("id,n_turns,first_turn_high_stress,"));
    CHECK(lines[1].starts_with("'=1+1,1,"));
    CHECK(lines[2].starts_with("\"a,\"\"b\"\"\",1,"));
    CHECK(lines[3].starts_with("''x,1,"));
    const auto commas = std::count(lines[0].begin(), lines[0].end(), ',');
    CHECK(std::count(lines[1].begin(), lines[1].end(), ',') == commas);
    CHECK(lines[1].find("life_event") != std::string::npos);
  }

  TEST_CASE("a report is written beside the records") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(2));
    const Done answer = run({"analyze", in, "--report", folder / "report.html"});
    CHECK(answer.code == 0);
    CHECK(parse_lines(answer.out).size() == 2);
    CHECK(read_file(folder / "report.html").find("</html>") != std::string::npos);
    CHECK(run({"analyze", in, "--report", folder / "no/such/report.html", "-o", folder / "out.jsonl"}).code == 3);
    CHECK(run({"analyze", in, "--report", "-"}).code == 2);
    CHECK(folder.names() == Strings{"in.jsonl", "report.html"});
  }

  TEST_CASE("what cannot be read or written has exit code 3") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(50));
    CHECK(run({"analyze", in}, "", point_at_full_device).code == 3);
    CHECK(run({"tokens"}, "hello\n", point_at_full_device).code == 3);
    CHECK(run({"--help"}, "", point_at_full_device).code == 3);
    CHECK(run({"tokens"}, "hello\n", [] { ::close(1); }).code == 3);
    CHECK(run({"tokens"}, "hello\n", [] { ::close(0); }).code == 3);
    CHECK(run({"--models", folder / "none", "emotions"}).code == 3);
    CHECK(run({"--models", folder / "none", "doctor"}).code == 3);
    CHECK(run({"evaluate", "emotion", "--data", folder / "none.tsv"}).code == 3);
  }

  TEST_CASE("a reader who has had enough ends the program without a word") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(500));
    const Done answer = run({"analyze", in}, "", [] {
      std::signal(SIGPIPE, SIG_IGN);
      int ends[2];
      if (::pipe(ends) != 0) std::abort();
      ::close(ends[0]);
      ::dup2(ends[1], 1);
    });
    CHECK(answer.code == 0);
    CHECK(answer.err.empty());
  }

  TEST_CASE("names steer no terminal") {
    const Folder folder;
    const Done answer = run({"analyze", folder / "x\x1B[2J\xE2\x80\xAE\x07.jsonl"});
    CHECK(answer.code == 3);
    for (const char* control : {"\x1B", "\x07", "\xE2\x80\xAE"}) CHECK(answer.err.find(control) == std::string::npos);
    CHECK(answer.err.find("\\u{1b}[2J\\u{202e}\\u{07}") != std::string::npos);
    const std::string in = folder.write("in.jsonl", "{\"id\":\"\\u001b[2J\",\"turns\":[]}\n");
    CHECK(run({"analyze", in}).out.find('\x1B') == std::string::npos);
  }

  TEST_CASE("what was done is said when it is asked for, and progress only to a terminal") {
    const Folder folder;
    const std::string in = folder.write("in.jsonl", chats(1'200)), out = folder / "out.jsonl";
    CHECK(run({"analyze", in, "-o", out}).err.empty());
    const std::string summary = "1200 conversations, 2400 turns";
    CHECK(run({"analyze", "-v", in, "-o", out}).err.starts_with("attune: " + summary));

    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    REQUIRE(::grantpt(terminal) == 0);
    REQUIRE(::unlockpt(terminal) == 0);
    const int other_end = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
    REQUIRE(run({"analyze", in, "-o", out}, "", [&] { ::dup2(other_end, 2); }).code == 0);
    ::close(other_end);
    std::string shown;
    char bytes[4096];
    for (ssize_t n = 0; (n = ::read(terminal, bytes, sizeof bytes)) > 0;) shown.append(bytes, static_cast<std::size_t>(n));
    ::close(terminal);
    CHECK(shown.starts_with("\r\x1b[Kconversations 512, "));
    CHECK(shown.find(" left\r\x1b[K") != std::string::npos);
    CHECK(shown.find(summary) != std::string::npos);
  }

  TEST_CASE("evaluate says when the model was trained on what it is judged by") {
    const Folder folder;
    std::string rows;
    for (int i = 0; i < 12; ++i) rows += "i am glad number " + std::to_string(i) + "\tjoy\nthis is bad number " + std::to_string(i) + "\tanger\n";
    const std::string data = folder.write("data.tsv", rows), model = folder / "m.safetensors";
    const Done trained = run({"train", "emotion", data, "-o", model, "--folds", "2", "--threads", "1"});
    CAPTURE(trained.err);
    REQUIRE(trained.code == 0);
    CHECK(parse_lines(trained.out).at(0)["n"] == 24);
    CHECK(std::filesystem::exists(folder / "m.md"));
    const std::string first = read_file(model);
    CHECK(run({"train", "emotion", data, "-o", model, "--folds", "2", "--threads", "2"}).code == 0);
    CHECK(read_file(model) == first);
    const Done seen = run({"evaluate", "emotion", "--data", data, "--model", model});
    CHECK(seen.code == 1);
    CHECK(parse_lines(seen.out).at(0)["seen_in_training"] == 24);
    const Done fresh = run({"evaluate", "emotion", "--data", folder.write("new.tsv", "so very glad\tjoy\nhow bad\tanger\n"), "--model", model});
    CHECK(fresh.code == 0);
  }

  TEST_CASE("rows that cannot be trained on are reported, and the rest is used") {
    const Folder folder;
    std::string rows = "no tab here\n";
    for (int i = 0; i < 12; ++i) rows += "glad " + std::to_string(i) + "\tjoy\nbad " + std::to_string(i) + "\tanger\n";
    const Done trained = run({"train", "emotion", folder.write("data.tsv", rows), "-o", folder / "m.safetensors", "--folds", "2"});
    CHECK(trained.code == 1);
    CHECK(trained.err.find("data.tsv, line 1") != std::string::npos);
    CHECK(trained.err.find("no tab here") == std::string::npos);
  }

  TEST_CASE("the doctor finds this build well") {
    const Done answer = run({"doctor"});
    CAPTURE(answer.out);
    CHECK(answer.code == 0);
    for (const char* word : {"attune 0.", "Unicode 15.0.0", "ICU ", "compiler ", "CPU ", "emotions ", "self-test of phrases: ok"})
      CHECK(answer.out.find(word) != std::string::npos);
  }
}
