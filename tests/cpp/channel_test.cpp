#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include <attune/channel.hpp>

#include "hostile_text.hpp"

using attune::AlignedText;
using attune::ChannelOptions;
using attune::clean;
using attune::Span;

namespace {

/// Where `part` of the cleaned text comes from, as a slice of `source`.
std::string origin(std::string_view source, std::string_view part, const ChannelOptions& options = {}) {
  const AlignedText text = clean(source, options);
  const std::size_t at = text.text().find(part);
  REQUIRE(at != std::string::npos);
  return std::string(attune::slice(source, text.to_source(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size()))));
}

}  // namespace

TEST_SUITE("channel") {
  TEST_CASE("writes what was typed in plain characters") {
    struct Row {
      std::string_view source, clean;
    };
    const Row rows[] = {
        {"Nothing to do here.", "Nothing to do here."},
        {"I don&#39;t &amp; won&rsquo;t", "I don't & won't"},
        {"&amp;lt; is read once", "&lt; is read once"},
        {"I\uFE0F can\u2019t", "I can't"},
        {"\uFEFFdeli\u00ADvery\u2060", "delivery"},
        {"\u2764\uFE0F 1\uFE0F\u20E3", "\u2764\uFE0F 1\uFE0F\u20E3"},  // emoji stay emoji
        {"\u201Creally\u201D \u201Ejetzt\u201C \u2018so\u2019", "\"really\" \"jetzt\" 'so'"},
        {"\uFF28\uFF45\uFF4C\uFF50\uFF01\u3000\uFFE110", "Help! \u00A310"},
        {"soooo slooow, NOOOooo!!!", "soo sloow, NOO!!!"},
        {"AAA batteries, www, III", "AAA batteries, www, III"},
        {"AAAA", "AA"},
        {"see http://www.example.com/aaaa, @annna, #yaaay, me@zzz.example.org", "see http://www.example.com/aaaa, @annna, #yaaay, me@zzz.example.org"},
        {"a\xFFz", "a\uFFFDz"},
        {"", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.source);
      CHECK(clean(row.source).text() == row.clean);
    }
  }

  TEST_CASE("drops quoted mail, and keeps replies above, between and below") {
    struct Row {
      std::string_view source, clean;
    };
    const Row rows[] = {
        {"My answer\n> your question\n> goes on\nMore of mine", "My answer\nMore of mine"},
        {"Mine\r\n\r\nOn Tue, 4 Mar, Ann Lee <ann@example.com> wrote:\r\n> Yours\r\n> yours\r\n\r\nMine below", "Mine\r\n\r\nMine below"},
        {"Mine\nOn Tue, Ann Lee\nwrote:\n> Yours\nBelow", "Mine\nBelow"},
        {"Mine\nOn Tue, Ann Lee wrote:\nYours, to the end", "Mine\n"},
        {"Mine\n-----Original Message-----\nFrom: Ann\nYours", "Mine\n"},
        {"Mine\n\nBegin forwarded message:\n\nYours", "Mine\n\n"},
        {"Mine\n\nFrom: Ann\nSent: Tuesday\nTo: Bob\nSubject: fridge\n\nYours", "Mine\n\n"},
        {"&gt; yours\nmine", "mine"},
        {"On Monday I wrote: please call me.\nNobody did.", "On Monday I wrote: please call me.\nNobody did."},
        {"> all of it\n> is quoted", ""},
        {"5 > 3\nand a -> b", "5 > 3\nand a -> b"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.source);
      CHECK(clean(row.source).text() == row.clean);
    }
  }

  TEST_CASE("drops a signature") {
    CHECK(clean("Mine\n-- \nAnn Lee\nAcme").text() == "Mine\n");
    CHECK(clean("Mine\r\n--\r\nAnn Lee").text() == "Mine\r\n");
    CHECK(clean("Mine\n-- Ann").text() == "Mine\n-- Ann");
    const std::string letter = "One part\n--\n" + std::string("another line\n") + "2\n3\n4\n5\n6\n7\n8\n9\n";
    CHECK(clean(letter).text() == letter);
    CHECK(clean("Mine\n-- \nAnn\n\nOn Tue, Bob wrote:\n> Yours").text() == "Mine\n");
  }

  TEST_CASE("leads back to all that a part of the plain text was") {
    CHECK(origin("that is soooo late", "soo") == "soooo");
    CHECK(origin("I\uFE0F am", "I") == "I\uFE0F");
    CHECK(origin("I don&#39;t", "don't") == "don&#39;t");
    CHECK(origin("don&rsquo;t know", "'") == "&rsquo;");  // two steps: read, then made plain
    CHECK(origin("Mine\n> yours\nmine too", "mine too") == "mine too");
    CHECK(origin("Mine\n> yours\nmine too", "Mine\nmine") == "Mine\n> yours\nmine");
    CHECK(origin("\uFF28\uFF49 there", "Hi") == "\uFF28\uFF49");
  }

  TEST_CASE("does what the options say, and no more") {
    const std::string_view source = "&gt; I\uFE0F \u2019m \uFF41 soooo\n> yours\n-- \nme";
    const ChannelOptions none{.entities = false, .invisible = false, .full_width = false, .quotes = false, .quoted_mail = false, .signature = false, .elongation = false};
    CHECK(clean(source, none) == AlignedText(std::string(source)));
    const auto only = [&](bool ChannelOptions::*option) {
      ChannelOptions options = none;
      options.*option = true;
      return clean(source, options).text();
    };
    CHECK(only(&ChannelOptions::entities) == "> I\uFE0F \u2019m \uFF41 soooo\n> yours\n-- \nme");
    CHECK(only(&ChannelOptions::invisible) == "&gt; I \u2019m \uFF41 soooo\n> yours\n-- \nme");
    CHECK(only(&ChannelOptions::full_width) == "&gt; I\uFE0F \u2019m a soooo\n> yours\n-- \nme");
    CHECK(only(&ChannelOptions::quotes) == "&gt; I\uFE0F 'm \uFF41 soooo\n> yours\n-- \nme");
    CHECK(only(&ChannelOptions::signature) == "&gt; I\uFE0F \u2019m \uFF41 soooo\n> yours\n");
    CHECK(only(&ChannelOptions::elongation) == "&gt; I\uFE0F \u2019m \uFF41 soo\n> yours\n-- \nme");
    CHECK(only(&ChannelOptions::quoted_mail) == "-- \nme");  // terms read &gt; by themselves
  }

  TEST_CASE("makes any text plain, well-formed, with offsets that rise and cut nothing") {
    attune::test::TextMaker maker(11);
    const std::string pieces[] = {"&amp;", "&#x27;", "\n> ", "\n-- \n", "ooo", "\uFE0F", "\u2019", "\uFF41", "\n", "On x wrote:\n"};
    for (int round = 0; round < 4000; ++round) {
      std::string source = maker.text();
      for (std::uint32_t n = maker.below(10); n > 0; --n)
        source.insert(maker.below(static_cast<std::uint32_t>(source.size()) + 1), pieces[maker.below(std::size(pieces))]);
      CAPTURE(attune::test::hex(source));
      const AlignedText text = clean(source);
      REQUIRE(attune::is_well_formed(text.text()));
      REQUIRE(text.source_size() == source.size());
      std::vector<bool> is_edge(source.size() + 1);
      for (std::size_t at = 0; at < source.size(); at += attune::decode(source, at).length) is_edge[at] = true;
      is_edge[source.size()] = true;
      Span last;
      for (std::uint32_t at = 0; at < text.text().size();) {
        const std::uint32_t end = at + attune::decode(text.text(), at).length;
        const Span span = text.to_source(at, end);
        REQUIRE((span.start < span.end && span.end <= source.size() && span.start >= last.start && span.end >= last.end));
        REQUIRE((is_edge[span.start] && is_edge[span.end]));
        last = span;
        at = end;
      }
    }
  }
}
