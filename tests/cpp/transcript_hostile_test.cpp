#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/json_text.hpp>
#include <attune/transcript.hpp>
#include <attune/unicode.hpp>

#include "transcript_contents.hpp"

namespace {

using attune::Role;
using attune::Transcript;
using attune::TranscriptFormat;
using attune::TranscriptReader;
using attune::Utterance;

std::optional<std::filesystem::path> outside_data() {
  const char* const data = std::getenv("ATTUNE_DATA");
  if (data == nullptr) MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
  return data == nullptr ? std::nullopt : std::optional<std::filesystem::path>(data);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_SUITE("hostile transcripts") {
  TEST_CASE("hostile input is an error or text, never more") {
    const std::string deep_arrays(100000, '['), deep_objects = [] {
      std::string s;
      for (int i = 0; i < 50000; ++i) s += "{\"turns\":";
      return s;
    }();
    const std::string contents[] = {deep_arrays,
                                    deep_objects,
                                    "[" + deep_arrays + std::string(100000, ']') + "]",
                                    std::string(1000, '\0'),
                                    std::string("{\"id\":\"a\0b\",\"turns\":[]}", 23),
                                    "{\"turns\":[{\"role\":[],\"text\":[[]]}]}",
                                    "{\"turns\":[null,true,1,\"\",[],{}]}",
                                    "{\"Participants\":[1,{\"ParticipantId\":{},\"ParticipantRole\":[]}],\"turns\":[]}",
                                    "{\"Participants\":7,\"turns\":[{\"role\":\"user\",\"content\":[{\"text\":7}]}]}",
                                    "{\"turns\":[[\"user\",{}],[\"user\",1,[],{}]]}",
                                    "{\"turns\":[{\"role\":\"user\",\"text\":1e999}]}",
                                    "{\"turns\":[{\"role\":\"user\",\"text\":\"\",\"time\":1e308}]}",
                                    "\"",
                                    "]",
                                    "}",
                                    ",",
                                    ":",
                                    "[,",
                                    "[}",
                                    "[]]",
                                    "{]",
                                    "[\"",
                                    "[\"\\",
                                    "\\",
                                    "\xEF\xBB",
                                    "\xEF\xBB\xBF",
                                    "\xEF\xBB\xBF[",
                                    "conversation,role,text\n\"",
                                    "conversation,role,text\n\"\"\"",
                                    "conversation,role,text\n,,\n,,,,\n\",\n",
                                    "text,role,conversation\r\r\n\r",
                                    "role,text,conversation\n=cmd|' /C x'!A0,@SUM(1),-2+3\n",
                                    "Agent:",
                                    ":",
                                    "::",
                                    "[:",
                                    "(:)",
                                    "Agent (:",
                                    "[] :",
                                    "() Agent:",
                                    "Agent ():",
                                    "( (Agent):",
                                    "[99:99] Agent: x",
                                    "99999999999999999999:1 Agent: x",
                                    "- Agent: x\n- User: y"};
    for (const std::string& content : contents)
      for (const TranscriptFormat format : {TranscriptFormat::jsonl, TranscriptFormat::json, TranscriptFormat::csv,
                                            TranscriptFormat::tsv, TranscriptFormat::text}) {
        CAPTURE(content.substr(0, 60));
        CAPTURE(to_string(format));
        const Contents read_back = read_content("a", content, {.format = format});
        for (const Transcript& transcript : read_back.transcripts)
          for (const Utterance& turn : transcript.turns)
            CHECK(attune::is_well_formed(turn.text + turn.agent + transcript.id));
      }
    CHECK(read_content("a.json", deep_arrays).errors.at(0).find("nested more than 128 deep") != std::string::npos);
    std::string many = "{\"turns\":[";
    for (int i = 0; i < 1000001; ++i) many += "[],";
    CHECK(read_content("a.jsonl", many + "[]]}").errors.at(0).find("more than 1000000 values") != std::string::npos);
    CHECK(read_content("a.jsonl", "{\"a\":" + std::string(127, '[') + std::string(127, ']') +
                                      ",\"turns\":[]}\n{\"a\":" + std::string(128, '[') + std::string(128, ']') +
                                      ",\"turns\":[]}\n")
              .order == "te");
  }

  TEST_CASE("files with random faults never crash, and their texts are well-formed") {
    const std::string seeds[] = {
        R"({"id":"a","turns":[{"role":"user","text":"h\u00e9 \ud83d\ude00","time":3},["agent","ok"],{"role":"tool","content":null}]})"
        "\n"
        R"({"text":"Agent: hi\nUser: ho"})"
        "\n",
        R"([{"id":1,"turns":[]},{"Transcript":[{"ParticipantId":"AGENT","Content":"x","BeginOffsetMillis":1}]}])",
        "conversation,role,text,time\r\nc1,user,\"a \"\"b\"\" c\r\nd\",2025-03-01T09:30:00Z\r\nc2,agent,ok,4\r\n",
        "[09:31] Agent (Dana): hi\n09:32:01 User: ho\ntool: x\n"};
    constexpr char characters[] =
        "\"\\[]{},:;\t\r\n\0\xFF\xC3\xED"
        "aAu0179-+ .";
    const std::string_view alphabet(characters, sizeof characters - 1);
    std::uint32_t state = 1;
    const auto draw = [&](std::size_t below) {
      return static_cast<std::size_t>(((state = state * 1664525u + 1013904223u) >> 8) % below);
    };
    const Directory directory("transcript");
    for (int i = 0; i < 1500; ++i) {
      std::string content = seeds[draw(std::size(seeds))];
      for (std::size_t n = draw(6) + 1; n > 0 && !content.empty(); --n) {
        const std::size_t at = draw(content.size());
        switch (draw(4)) {
          case 0: content[at] = alphabet[draw(alphabet.size())]; break;
          case 1: content.insert(at, 1, alphabet[draw(alphabet.size())]); break;
          case 2: content.erase(at, draw(8)); break;
          default: content.insert(at, content.substr(draw(content.size()), draw(20))); break;
        }
      }
      const std::filesystem::path file = directory.write("a.json", content);
      const auto format = static_cast<TranscriptFormat>(draw(6));
      CAPTURE(content);
      const Contents contents = read({file}, {.format = format});
      for (const Transcript& transcript : contents.transcripts)
        for (const Utterance& turn : transcript.turns)
          CHECK(attune::is_well_formed(turn.text + turn.agent + transcript.id + transcript.team));
    }
  }
}

TEST_SUITE("transcripts of others") {
  TEST_CASE("the JSON test suite is accepted and rejected as it says") {
    const auto data = outside_data();
    if (!data) return;
    std::size_t n_accepted = 0, n_rejected = 0;
    for (const std::filesystem::path& path : files_in(*data / "hostile/jsontestsuite/test_parsing")) {
      CAPTURE(path.filename().string());
      std::ifstream in(path, std::ios::binary);
      std::string text(std::istreambuf_iterator<char>(in), {});
      const bool accepted = attune::detail::parse_json(text).problem.empty();
      const char expected = path.filename().string()[0];
      if (expected == 'y') CHECK(accepted);
      if (expected == 'n') CHECK_FALSE(accepted);
      n_accepted += expected == 'y';
      n_rejected += expected == 'n';
      for (const TranscriptFormat format :
           {TranscriptFormat::json, TranscriptFormat::jsonl, TranscriptFormat::csv, TranscriptFormat::text})
        if (TranscriptReader::open(std::vector<std::filesystem::path>{path}, {.format = format}))
          read({path}, {.format = format});
    }
    CHECK(n_accepted == 95);
    CHECK(n_rejected == 188);
  }

  TEST_CASE("hostile files of many kinds are read to their end in every format") {
    const auto data = outside_data();
    if (!data) return;
    std::size_t n_files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*data / "hostile")) {
      if (!entry.is_regular_file()) continue;
      CAPTURE(entry.path().string());
      for (const TranscriptFormat format : {TranscriptFormat::json, TranscriptFormat::jsonl, TranscriptFormat::csv,
                                            TranscriptFormat::tsv, TranscriptFormat::text})
        if (TranscriptReader::open(std::vector<std::filesystem::path>{entry.path()}, {.format = format}))
          read({entry.path()}, {.format = format});
      ++n_files;
    }
    CHECK(n_files > 300);
  }

  TEST_CASE("data sets of support are read without an error") {
    const auto data = outside_data();
    if (!data) return;
    const auto count = [&](const std::vector<std::filesystem::path>& files, std::size_t n_conversations,
                           std::size_t n_turns, std::uint64_t n_tool_messages) {
      CAPTURE(files.at(0).string());
      const Contents contents = read(files);
      CHECK(contents.errors.empty());
      CHECK(contents.transcripts.size() == n_conversations);
      std::size_t n = 0;
      for (const Transcript& transcript : contents.transcripts) n += transcript.turns.size();
      CHECK(n == n_turns);
      CHECK(contents.n_tool_messages == n_tool_messages);
      return contents;
    };
    const std::filesystem::path support = *data / "support";
    const Contents cucom = count({support / "cucom/merged.jsonl"}, 6000, 71686, 0);
    CHECK(cucom.transcripts.front().id == "conv_0001");
    CHECK(cucom.transcripts.back().id == "conv_6000");
    count({support / "tau-bench/gpt-4o-airline.json"}, 200, 2870, 2438);
    count({support / "tau-bench/MockAirlineDomainEnv-few_shot.jsonl"}, 19, 260, 203);
    count({support / "tau-bench/MockRetailDomainEnv-few_shot.jsonl"}, 69, 1036, 919);
    count({support / "abcd/abcd_sample.json"}, 3, 63, 9);
    const Contents calls = count(files_in(support / "ms-ccsa/calls"), 112, 112, 0);
    for (const Transcript& transcript : calls.transcripts) CHECK(transcript.turns.at(0).role == Role::unknown);
  }
}
