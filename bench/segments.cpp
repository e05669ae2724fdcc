// Boundaries of words, graphemes and sentences, UTF-8 in and byte offsets out: each kernel of attune against ICU and libunistring,
// one thread, in turns.
//
//   bench_segments FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints CSV: see bench/README.md.
#include <attune/attune.hpp>
#include <attune/detail/grapheme_blocks.hpp>
#include <attune/detail/sentence_blocks.hpp>
#include <attune/detail/word_blocks.hpp>

#include <unicode/brkiter.h>
#include <unicode/rbbi.h>
#include <unicode/ubrk.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>
#if defined(ATTUNE_BENCH_UNISTRING)
#include <unigbrk.h>
#include <uniwbrk.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>

#include "timing.hpp"

namespace {

using attune::Unit;
using attune::detail::Kernel;
using bench::Pass;
using Messages = std::vector<std::string>;
using Offsets = std::vector<std::uint32_t>;
using Finder = std::function<void(const std::string&, Offsets&)>;

// ---- texts ------------------------------------------------------------------------------------------------------------

/// All messages without a byte beyond ASCII, a line each.
Messages ascii_buffer(const Messages& messages) {
  std::string all;
  for (const std::string& message : messages)
    if (std::all_of(message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) all += message + "\n";
  return {all};
}

/// Made-up words of many scripts, a script a message: letters of one range, spaces, stops, a number now and then.
Messages multilingual(std::size_t n_messages) {
  struct Script {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    std::string_view space, stop;
  };
  const std::vector<Script> scripts{
      {{{'a', 'z'}, {'a', 'z'}, {0xE0, 0xF6}}, " ", "."}, {{{0x3B1, 0x3C9}}, " ", "."}, {{{0x430, 0x44F}}, " ", "."}, {{{0x5D0, 0x5EA}}, " ", "."},
      {{{0x627, 0x64A}}, " ", "\u060C"}, {{{0x915, 0x939}, {0x93E, 0x94C}}, " ", "\u0964"}, {{{0xAC00, 0xD7A3}}, " ", "."}, {{{0x4E00, 0x9FA5}}, "", "\u3002"},
      {{{0x3041, 0x3093}, {0x30A1, 0x30F3}, {0x4E00, 0x9FA5}}, "", "\u3002"}, {{{0xE01, 0xE2E}, {0xE30, 0xE39}}, " ", " "}, {{{'a', 'z'}, {0x1F600, 0x1F64F}}, " ", "\u2019s"}};
  std::mt19937 random(15);
  Messages out;
  for (std::size_t i = 0; i < n_messages; ++i) {
    const Script& script = scripts[i % scripts.size()];
    std::string message;
    for (std::size_t word = 5 + random() % 8; word > 0; --word) {
      if (random() % 12 == 0) message += std::to_string(random() % 1000);
      const auto& range = script.ranges[random() % script.ranges.size()];
      for (std::size_t letter = 2 + random() % 7; letter > 0; --letter)
        attune::append_utf8(message, range.first + static_cast<char32_t>(random() % (range.second - range.first + 1)));
      message += random() % 6 == 0 ? script.stop : script.space;
    }
    out.push_back(message);
  }
  return out;
}

// ---- peers ------------------------------------------------------------------------------------------------------------

std::shared_ptr<icu::BreakIterator> icu_iterator(Unit unit) {
  const auto create = unit == Unit::grapheme   ? icu::BreakIterator::createCharacterInstance
                      : unit == Unit::sentence ? icu::BreakIterator::createSentenceInstance
                                               : icu::BreakIterator::createWordInstance;
  UErrorCode status = U_ZERO_ERROR;
  std::shared_ptr<icu::BreakIterator> iterator(create(icu::Locale::getRoot(), status));
  return U_SUCCESS(status) ? iterator : nullptr;
}

/// The rules of words with the set renamed by which ICU knows the characters of its dictionaries.
std::shared_ptr<icu::BreakIterator> icu_without_dictionaries() {
  const std::shared_ptr<icu::BreakIterator> words = icu_iterator(Unit::word);
  const auto* const rule_based = dynamic_cast<const icu::RuleBasedBreakIterator*>(words.get());
  if (rule_based == nullptr) return nullptr;
  icu::UnicodeString rules = rule_based->getRules();
  rules.findAndReplace(icu::UnicodeString("$dictionaryCJK"), icu::UnicodeString("$plainCJK"));
  rules.findAndReplace(icu::UnicodeString("$dictionary"), icu::UnicodeString("$plain"));
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  std::shared_ptr<icu::BreakIterator> iterator = std::make_shared<icu::RuleBasedBreakIterator>(rules, where, status);
  return U_SUCCESS(status) ? iterator : nullptr;
}

/// UTF-8 through a UText; one iterator for all messages.
Finder icu_utf8(const std::shared_ptr<icu::BreakIterator>& iterator) {
  UErrorCode status = U_ZERO_ERROR;
  const std::shared_ptr<UText> text(utext_openUTF8(nullptr, "", 0, &status), utext_close);
  return [iterator, text](const std::string& message, Offsets& out) {
    UErrorCode error = U_ZERO_ERROR;
    utext_openUTF8(text.get(), message.data(), static_cast<std::int64_t>(message.size()), &error);
    iterator->setText(text.get(), error);
    out.clear();
    for (std::int32_t at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next()) out.push_back(static_cast<std::uint32_t>(at));
  };
}

Pass pass_over(const Messages& messages, const Finder& find) {
  return [&messages, find, out = Offsets()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      find(message, out);
      n += out.size();
    }
    return n;
  };
}

/// UTF-16 made beforehand: ICU's own form of text. Its offsets are then no bytes.
Pass icu_utf16_pass(const Messages& messages, const std::shared_ptr<icu::BreakIterator>& iterator) {
  std::vector<icu::UnicodeString> units;
  for (const std::string& message : messages) units.push_back(icu::UnicodeString::fromUTF8(message));
  return [units, iterator, out = Offsets()]() mutable {
    std::size_t n = 0;
    for (const icu::UnicodeString& message : units) {
      iterator->setText(message);
      out.clear();
      for (std::int32_t at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next()) out.push_back(static_cast<std::uint32_t>(at));
      n += out.size();
    }
    return n;
  };
}

#if defined(ATTUNE_BENCH_UNISTRING)
/// A flag a byte, then the offsets. There are none of sentences.
Finder unistring(Unit unit) {
  const auto find_breaks = unit == Unit::grapheme ? u8_grapheme_breaks : u8_wordbreaks;
  return [find_breaks, flags = std::vector<char>()](const std::string& message, Offsets& out) mutable {
    flags.resize(message.size());
    find_breaks(reinterpret_cast<const std::uint8_t*>(message.data()), message.size(), flags.data());
    out.assign(1, 0);
    for (std::size_t i = 1; i < message.size(); ++i)
      if (flags[i] != 0) out.push_back(static_cast<std::uint32_t>(i));
    out.push_back(static_cast<std::uint32_t>(message.size()));
  };
}
#endif

Finder automaton(Unit unit) {
  using attune::detail::Properties;
  return [unit](const std::string& message, Offsets& out) {
    out.clear();
    const auto emit = [&](std::size_t byte) { out.push_back(static_cast<std::uint32_t>(byte)); };
    switch (unit) {
      case Unit::word: scan_boundaries(message, attune::detail::word_automaton, [](const Properties& p) { return p.word; }, emit); break;
      case Unit::grapheme: scan_boundaries(message, attune::detail::grapheme_automaton, [](const Properties& p) { return p.grapheme; }, emit); break;
      case Unit::sentence: scan_boundaries(message, attune::detail::sentence_automaton, [](const Properties& p) { return p.sentence; }, emit); break;
    }
  };
}

Finder by_kernel(Unit unit, Kernel kernel) {
  return [unit, kernel](const std::string& message, Offsets& out) {
    out.clear();
    switch (unit) {
      case Unit::word: scan_words(message, kernel, out); break;
      case Unit::grapheme: scan_graphemes(message, kernel, out); break;
      case Unit::sentence: scan_sentences(message, kernel, out); break;
    }
  };
}

// ---- the table --------------------------------------------------------------------------------------------------------

struct Named {
  std::string name;
  Pass pass;
  Finder find;  // none where offsets are no bytes
};

/// The four of ICU first: the columns of ratios. Rules without dictionaries are those of words alone.
constexpr std::size_t n_ratios = 4;

std::vector<Named> contestants(Unit unit, const Messages& messages) {
  std::vector<Named> out;
  const auto add = [&](const std::string& name, const Finder& find) { out.push_back({name, pass_over(messages, find), find}); };
  if (const auto iterator = icu_iterator(unit)) {
    add("ICU UText", icu_utf8(iterator));
    out.push_back({"ICU UTF-16", icu_utf16_pass(messages, iterator), {}});
  }
  if (const auto iterator = unit == Unit::word ? icu_without_dictionaries() : nullptr) {
    add("ICU UText no dictionaries", icu_utf8(iterator));
    out.push_back({"ICU UTF-16 no dictionaries", icu_utf16_pass(messages, iterator), {}});
  }
#if defined(ATTUNE_BENCH_UNISTRING)
  if (unit != Unit::sentence) add("libunistring", unistring(unit));
#endif
  add("boundaries", [unit](const std::string& message, Offsets& found) { attune::boundaries(message, unit, found); });
  add("automaton", automaton(unit));
  for (const Kernel kernel : {Kernel::portable, Kernel::avx2, Kernel::avx512})
    if (is_supported(kernel)) add(std::string(to_string(kernel)), by_kernel(unit, kernel));
  return out;
}

/// The share of messages that `find` and attune split alike.
double agreement(Unit unit, const Messages& messages, const Finder& find) {
  Offsets out;
  std::size_t n_alike = 0;
  for (const std::string& message : messages) {
    find(message, out);
    n_alike += out == attune::boundaries(message, unit);
  }
  return static_cast<double>(n_alike) / static_cast<double>(messages.size());
}

void run(Unit unit, const char* what, const Messages& messages, int n_rounds) {
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const std::vector<Named> named = contestants(unit, messages);
  std::vector<Pass> passes;
  for (const Named& each : named) passes.push_back(each.pass);
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  for (std::size_t i = 0; i < named.size(); ++i) {
    std::printf("%s by %s,%s,%zu,%zu,%d,%.1f,%.1f", what, std::string(to_string(unit)).c_str(), named[i].name.c_str(), messages.size(), n_bytes, n_rounds,
                timed[i].seconds * 1e9 / static_cast<double>(messages.size()), static_cast<double>(n_bytes) / timed[i].seconds / 1e6);
    for (std::size_t peer = 0; peer < n_ratios; ++peer) {
      if (named[peer].name.starts_with("ICU")) std::printf(",%.2f", timed[peer].seconds / timed[i].seconds);
      else std::printf(",");
    }
    if (named[i].find) std::printf(",%zu,%.4f\n", timed[i].found, agreement(unit, messages, named[i].find));
    else std::printf(",%zu,\n", timed[i].found);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_segments FILE [ROUNDS]\n");
    return 2;
  }
  const Messages messages = bench::read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  if (messages.empty() || n_rounds < 1 || !icu_iterator(Unit::word) || !icu_without_dictionaries()) {
    std::fprintf(stderr, "no messages, no rounds, or no data of ICU\n");
    return 3;
  }
  std::printf("text,what,messages,bytes,rounds,ns_per_message,mb_per_s,x_icu_utext,x_icu_utf16,x_icu_utext_plain,x_icu_utf16_plain,boundaries,agreement\n");
  const Messages buffer = ascii_buffer(messages), languages = multilingual(messages.size() / 4);
  for (const Unit unit : {Unit::word, Unit::grapheme, Unit::sentence}) {
    run(unit, "messages", messages, n_rounds);
    run(unit, "ASCII buffer", buffer, n_rounds);
    run(unit, "multilingual", languages, n_rounds);
  }
  return 0;
}
