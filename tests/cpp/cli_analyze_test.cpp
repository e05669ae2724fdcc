#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <attune/analyzer.hpp>
#include <attune/cli.hpp>

#include "run_cli.hpp"

using namespace cli_test;

TEST_SUITE("cli analyze") {
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
}
