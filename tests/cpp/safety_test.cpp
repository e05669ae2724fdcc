#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/safety.hpp>
#include <attune/span.hpp>

namespace {

std::vector<nlohmann::json> rows() {
  std::vector<nlohmann::json> out;
  std::ifstream in(ATTUNE_TEST_DATA "/safety.jsonl");
  for (std::string line; std::getline(in, line);) out.push_back(nlohmann::json::parse(line));
  return out;
}

std::set<std::string> kinds(std::string_view text) {
  std::set<std::string> out;
  for (const attune::SafetyFlag& flag : attune::find_safety_flags(text)) out.insert(std::string(attune::to_string(flag.kind)));
  return out;
}

/// The words of the one flag of `text`.
std::string only_flag(std::string_view text) {
  const std::vector<attune::SafetyFlag> flags = attune::find_safety_flags(text);
  REQUIRE(flags.size() == 1);
  return std::string(attune::slice(text, flags[0]));
}

}  // namespace

TEST_SUITE("safety") {
  TEST_CASE("every row of the table has the kinds it must have") {
    const std::vector<nlohmann::json> all = rows();
    REQUIRE(all.size() >= 120);
    for (const nlohmann::json& row : all) {
      CAPTURE(row["name"].get<std::string>());
      CAPTURE(row["text"].get<std::string>());
      CHECK(kinds(row["text"].get<std::string>()) == row["kinds"].get<std::set<std::string>>());
    }
  }

  TEST_CASE("capitals, punctuation around it and more text before and after hide nothing") {
    for (const nlohmann::json& row : rows()) {
      const auto expected = row["kinds"].get<std::set<std::string>>();
      if (expected.empty()) continue;
      std::string text = row["text"];
      CAPTURE(text);
      const auto holds = [&](const std::string& varied) {
        const std::set<std::string> found = kinds(varied);
        return std::includes(found.begin(), found.end(), expected.begin(), expected.end());
      };
      CHECK(holds("Order 4411, blue, size 8. \"" + text + "\" Thanks, Imke"));
      CHECK(holds("\xFF\xC3 " + text + " \xF0\x9F"));
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : static_cast<char>(c); });
      if (text.find("&#") == std::string::npos) CHECK(holds(text));
    }
  }

  TEST_CASE("a flag is the words that say it") {
    CHECK(only_flag("Hello, my mum passed away on Sunday.") == "passed away");
    CHECK(only_flag("ok then i\xE2\x80\x99ll kill my\xE2\x80\x8Bself, bye") == "kill my\xE2\x80\x8Bself");
    CHECK(only_flag("Two people, one of them registered blind.") == "registered blind");
  }

  TEST_CASE("is never suppressed by negation") {
    CHECK(kinds("I am not going to kill myself") == std::set<std::string>{"crisis"});
    CHECK(kinds("my father is not in hospital") == kinds("my father is in hospital"));
  }

  TEST_CASE("a byte that is not UTF-8 inside a word does not break it in two") {
    CHECK(kinds("I don\x92t want to live") == std::set<std::string>{"crisis"});
  }

  TEST_CASE("flags lie in the text, in order, and none of one kind inside another") {
    std::string all;
    for (const nlohmann::json& row : rows()) all += row["text"].get<std::string>() + "\xE2\x80\xA6 ";
    const std::vector<attune::SafetyFlag> flags = attune::find_safety_flags(all);
    CHECK(flags.size() > 100);
    for (std::size_t i = 0; i < flags.size(); ++i) {
      CHECK(flags[i].start < flags[i].end);
      CHECK(flags[i].end <= all.size());
      for (std::size_t j = 0; j < i; ++j) {
        CHECK(flags[j].start <= flags[i].start);
        if (flags[i].kind == flags[j].kind) CHECK(flags[i].end > flags[j].end);
      }
    }
  }

  TEST_CASE("any bytes are accepted") {
    CHECK(attune::find_safety_flags("").empty());
    std::string bytes;
    for (int i = 0; i < 4096; ++i) bytes += static_cast<char>((i * 37 + i / 256) & 0xFF);
    for (std::size_t n = 0; n < bytes.size(); n += 97)
      for (const attune::SafetyFlag& flag : attune::find_safety_flags(std::string_view(bytes).substr(n))) CHECK(flag.end <= bytes.size() - n);
  }
}
