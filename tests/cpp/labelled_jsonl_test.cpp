#include <doctest/doctest.h>

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <attune/detail/labelled_jsonl.hpp>
#include <attune/detail/span_match.hpp>

namespace {

using attune::detail::LabelledRow;
using NamedSpan = attune::detail::LabelledSpan<std::string>;

std::filesystem::path write(const std::string& name, const std::string& content) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("attune_" + name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

attune::Result<std::vector<std::vector<NamedSpan>>> read_spans(const std::string& content) {
  return attune::detail::read_labelled_jsonl<std::vector<NamedSpan>>(write("labelled.jsonl", content), [](const LabelledRow& row) {
    return row.spans("cues", "cue", [](std::string_view name) { return std::optional<std::string>(name); });
  });
}

}  // namespace

TEST_SUITE("labelled_jsonl") {
  TEST_CASE("reads spans in code points, skips blank lines and a byte order mark") {
    const auto rows = read_spans("\xEF\xBB\xBF{\"text\":\"\xF0\x9F\x98\xA1 sue you\",\"cues\":[{\"start\":2,\"end\":5,\"cue\":\"escalation\"}]}\r\n\n"
                                 "{\"text\":\"fine\"}");
    REQUIRE(rows);
    REQUIRE(rows->size() == 2);
    REQUIRE((*rows)[0].size() == 1);
    CHECK((*rows)[0][0].start == 2);
    CHECK((*rows)[0][0].end == 5);
    CHECK((*rows)[0][0].name == "escalation");
    CHECK((*rows)[1].empty());
  }

  TEST_CASE("names file and line of every row that cannot be used, and never its text") {
    const auto rows = read_spans("{\"text\":\"secret\",\"cues\":[{\"start\":0,\"end\":7,\"cue\":\"churn\"}]}\nsecret\n[]\n"
                                 "{\"text\":\"secret\",\"cues\":[{\"start\":-1,\"end\":2,\"cue\":\"churn\"}]}\n{\"text\":\"ok\"}\n"
                                 "{\"cues\":[{}]}\n{\"text\":\"secret\",\"cues\":[{\"start\":2,\"end\":2,\"cue\":\"churn\"}]}");
    REQUIRE_FALSE(rows);
    CHECK(rows.error().code() == attune::ErrorCode::invalid_data);
    const std::string message(rows.error().message());
    for (const char* line : {"line 1:", "line 2:", "line 3:", "line 4:", "line 6:", "line 7:"}) {
      CAPTURE(line);
      CHECK(message.find(line) != std::string::npos);
    }
    CHECK(message.find("line 5:") == std::string::npos);
    CHECK(message.find("secret") == std::string::npos);
  }

  TEST_CASE("a file without rows or that is not there is an error") {
    CHECK(read_spans("\n").error().code() == attune::ErrorCode::invalid_data);
    const auto missing = attune::detail::read_labelled_jsonl<int>("no/such/file.jsonl", [](const LabelledRow&) { return 1; });
    CHECK(missing.error().code() == attune::ErrorCode::io);
  }

  TEST_CASE("a field of another type than asked for is a problem that names it") {
    const LabelledRow row({{"text", 3}, {"stress", 5}, {"sure", "yes"}, {"emotions", {1}}}, 1);
    CHECK_THROWS_WITH_AS(row.string("text"), "\"text\" must be a string", LabelledRow::Problem);
    CHECK_THROWS_WITH_AS(row.string("id"), "\"id\" is missing", LabelledRow::Problem);
    CHECK_THROWS_WITH_AS(row.integer("stress", 0, 2), "\"stress\" must be an integer from 0 to 2", LabelledRow::Problem);
    CHECK_THROWS_AS(row.flag_or("sure", false), LabelledRow::Problem);
    CHECK_THROWS_AS(row.strings("emotions"), LabelledRow::Problem);
    CHECK(row.string_or("id", "none") == "none");
  }

  TEST_CASE("spans are paired best first, each once, where they overlap by half") {
    const std::vector<NamedSpan> gold{{0, 10, "a"}, {20, 30, "a"}};
    const std::vector<NamedSpan> predicted{{0, 12, "a"}, {0, 10, "a"}, {20, 24, "a"}, {20, 30, "b"}};
    const auto same = [](const NamedSpan& p, const NamedSpan& g) { return p.name == g.name; };
    const attune::detail::SpanMatch match = attune::detail::match_spans(predicted, gold, same);
    CHECK(match.predicted == std::vector<std::uint8_t>{0, 1, 0, 0});
    CHECK(match.gold == std::vector<std::uint8_t>{1, 0});
  }
}
