#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <attune/analyzer.hpp>
#include <attune/cli.hpp>
#include <attune/tokenizer.hpp>

#include "run_cli.hpp"

using namespace cli_test;

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
