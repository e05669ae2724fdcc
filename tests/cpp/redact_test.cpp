#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/redact.hpp>
#include <attune/segment.hpp>
#include <attune/span.hpp>

#include "hostile_text.hpp"

using attune::redact;
using attune::RedactedSpan;
using attune::Redaction;
using attune::RedactionKind;
using attune::RedactOptions;

namespace {

std::vector<nlohmann::json> rows() {
  std::vector<nlohmann::json> out;
  std::ifstream in(ATTUNE_TEST_DATA "/redact.jsonl");
  for (std::string line; std::getline(in, line);) out.push_back(nlohmann::json::parse(line));
  return out;
}

/// What any redaction of any text must be.
void require_sound(std::string_view source, const Redaction& redacted) {
  const std::vector<std::uint32_t> source_edges = attune::boundaries(source, attune::Unit::grapheme);
  const std::vector<std::uint32_t> edges = attune::boundaries(redacted.text, attune::Unit::grapheme);
  const auto is_edge = [](const std::vector<std::uint32_t>& of, std::uint32_t at) { return std::binary_search(of.begin(), of.end(), at); };
  std::string again;
  std::uint32_t at = 0;
  for (const RedactedSpan& span : redacted.spans) {
    REQUIRE((at <= span.start && span.start < span.end && span.end <= source.size()));
    REQUIRE((is_edge(source_edges, span.start) && is_edge(source_edges, span.end)));
    again += source.substr(at, span.start - at);
    REQUIRE(span.placeholder_start == again.size());
    again += placeholder(span.kind);
    REQUIRE(span.placeholder_end == again.size());
    REQUIRE((is_edge(edges, span.placeholder_start) && is_edge(edges, span.placeholder_end)));
    at = span.end;
  }
  again += source.substr(at);
  REQUIRE(redacted.text == again);
}

void require_stable(const Redaction& redacted) {
  const Redaction twice = redact(redacted.text);
  CAPTURE(redacted.text);
  REQUIRE(twice.text == redacted.text);
  REQUIRE(twice.spans.empty());
}

/// Pieces of personal data, whole and broken, and what may stand between them.
std::string made_of_pieces(attune::test::TextMaker& maker) {
  static const std::vector<std::string> pieces{
      "ana@example.com", "ana@", "@example.com", "b.c", "020 7946 0958", "555-010-0199", "(555) 010-0199", "+44", "0049 30", "4111 1111 1111 1111", "4111", "1111", "5555555555554444",
      "DE89 3704 0044 0532 0130 00", "DE89", "gb29nwbk60161331926819", "192.0.2.1", "198.51", "2001:db8::1", "fe80:", "::", "078-05-1120", "219099999", "ssn", "order", "ref", "booking",
      "number", "no.", "88231", "88232", "A123-99", "QX7P2L", "call", "my", "version", "https://", "shop.example.com", "/reset", "?token=abc", "&a=b", "#x=1", "user:pw@", "/3f2504e04f8911d39a0c0305e82c3301",
      "[EMAIL]", "[PHONE]", "[REFERENCE]", "[URL_TOKEN]", "[", "]", "x12", "ext. 4", "and", "1", "12", "2024", "0", "00", "$", "\u20AC", "%", "&#64;", "&amp;", "\u0301", "\u200D", "\u0600", "\u0D4E", "\uFF10", "\xFF", "\xF0\x9F", "\n",
      " ", " ", " ", " ", "-", ".", ",", ":", "/", "#", "(", ")", "_", "+", "=", "@", "'"};
  std::string out;
  for (std::uint32_t n = 1 + maker.below(14); n > 0; --n) out += pieces[maker.below(static_cast<std::uint32_t>(pieces.size()))];
  return out;
}

}  // namespace

TEST_SUITE("redact") {
  TEST_CASE("every row of the table is redacted as it says, and half of them not at all") {
    const std::vector<nlohmann::json> all = rows();
    REQUIRE(all.size() >= 200);
    for (const nlohmann::json& row : all) {
      CAPTURE(row["name"].get<std::string>());
      CHECK(redact(row["text"].get<std::string>()).text == row["redacted"].get<std::string>());
    }
    CHECK(std::count_if(all.begin(), all.end(), [](const nlohmann::json& row) { return row["text"] == row["redacted"]; }) >= 100);
  }

  TEST_CASE("what a row hides stays hidden between other sentences") {
    for (const nlohmann::json& row : rows()) {
      const std::string text = row["text"], before = "Hello there, I am waiting. ", behind = " Kind regards, Ann";
      CAPTURE(text);
      CHECK(redact(before + text + behind).text == before + row["redacted"].get<std::string>() + behind);
    }
  }

  TEST_CASE("a span names its kind, where it was and where its placeholder is") {
    const std::string_view text = "\u00E9: ana@example.com, 020 7946 0958";
    const Redaction redacted = redact(text);
    CHECK(redacted.text == "\u00E9: [EMAIL], [PHONE]");
    REQUIRE(redacted.spans.size() == 2);
    CHECK(redacted.spans[0] == RedactedSpan{4, 19, RedactionKind::email, 4, 11});
    CHECK(attune::slice(text, redacted.spans[1]) == "020 7946 0958");
    CHECK(to_string(redacted.spans[1].kind) == "phone");
  }

  TEST_CASE("a kind that is left out stays, and is taken for nothing else") {
    const std::string_view text = "ana5551234567@example.com, 020 7946 0958, 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, 192.0.2.1, 078-05-1120, "
                                  "https://a.example.com/?token=x1, order 88231";
    const std::string all = "[EMAIL], [PHONE], [CARD], [IBAN], [IP], [SSN], https://a.example.com/?token=[URL_TOKEN], order [REFERENCE]";
    CHECK(redact(text).text == all);
    bool RedactOptions::*const options[] = {&RedactOptions::email, &RedactOptions::phone, &RedactOptions::card, &RedactOptions::iban,
                                            &RedactOptions::ip,    &RedactOptions::ssn,   &RedactOptions::url_token, &RedactOptions::reference};
    for (std::size_t kind = 0; kind < attune::n_redaction_kinds; ++kind) {
      RedactOptions without;
      without.*options[kind] = false;
      const Redaction redacted = redact(text, without);
      CAPTURE(redacted.text);
      CHECK(redacted.spans.size() == attune::n_redaction_kinds - 1);
      CHECK(std::none_of(redacted.spans.begin(), redacted.spans.end(), [&](const RedactedSpan& span) { return span.kind == static_cast<RedactionKind>(kind); }));
      CHECK(redact(redacted.text).text == all);
    }
  }

  TEST_CASE("any bytes are accepted; spans are in order, between graphemes, and what lies outside them is kept") {
    attune::test::TextMaker maker(29);
    for (int round = 0; round < 6000; ++round) {
      const std::string text = maker.text();
      CAPTURE(attune::test::hex(text));
      const attune::test::GuardedText guarded(text);
      const Redaction redacted = redact(guarded.view());
      require_sound(text, redacted);
      require_stable(redacted);
    }
  }

  TEST_CASE("personal data in any surroundings: sound, and redacting again changes nothing") {
    attune::test::TextMaker maker(31);
    std::size_t n_spans = 0;
    for (int round = 0; round < 40000; ++round) {
      const std::string text = made_of_pieces(maker);
      CAPTURE(text);
      const Redaction redacted = redact(text);
      require_sound(text, redacted);
      require_stable(redacted);
      n_spans += redacted.spans.size();
    }
    CHECK(n_spans > 10000);
  }
}
