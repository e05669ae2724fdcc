// Literal phrases in messages, from text to matches: attune's packs against vectorscan (or hyperscan), one thread, in turns.
//
//   bench_phrases FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Phrases are runs of two to five words of every other message, those of the rest
// are looked at. Prints CSV: see bench/README.md.
#include <attune/attune.hpp>
#include <attune/detail/pack_reader.hpp>

#include <hs.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <set>
#include <tuple>
#include <unordered_set>

#include "timing.hpp"

namespace {

using bench::Pass;
using Messages = std::vector<std::string>;
using Phrases = std::vector<std::string>;

/// A phrase and where it ends: what both sides tell of a match.
using Match = std::pair<std::uint32_t, std::uint32_t>;

bool is_plain(std::string_view word) {
  std::size_t n = 0;
  attune::detail::spell_out(word, [&](std::string_view plain) { n += plain == word ? 1 : 2; });
  return n == 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Runs of words that one space parts: phrases that neither side can read in another way.
Phrases make_phrases(const Messages& messages, std::size_t n) {
  std::mt19937 random(7);
  std::unordered_set<std::string> seen;
  Phrases phrases;
  attune::TermList list;
  for (std::size_t tries = 0; phrases.size() < n && tries < 100 * n; ++tries) {
    const std::string& message = messages[random() % messages.size()];
    attune::make_terms(message, list);
    const std::size_t n_words = 2 + random() % 4;
    if (list.terms.size() < n_words) continue;
    const std::size_t first = random() % (list.terms.size() - n_words + 1);
    std::string phrase;
    bool plain = true;
    for (std::size_t i = first; i < first + n_words; ++i) {
      const std::string_view form = list.form(list.terms[i]);
      plain = plain && is_plain(form);
      phrase.append(phrase.empty() ? "" : " ").append(form);
    }
    if (plain && seen.insert(phrase).second) phrases.push_back(phrase);
  }
  return phrases;
}

// ---- contestants --------------------------------------------------------------------------------------------------------

std::string pack_of(const Phrases& phrases) {
  std::string toml;
  for (std::size_t i = 0; i < phrases.size(); ++i)
    toml += "[[pattern]]\nid = \"" + std::to_string(i) + "\"\ntag = \"phrase\"\nwithin = \"sentence\"\nmatch = [\"" + phrases[i] + "\"]\n";
  return toml;
}

class Attune {
 public:
  explicit Attune(const Phrases& phrases) : set_(attune::PatternSet::parse(pack_of(phrases), "bench.toml", tags).value()) {}

  const std::vector<attune::PatternMatch>& find(const std::string& message) {
    attune::split_clauses(message, clauses_);
    set_.find(clauses_, scratch_, found_);
    return found_;
  }

 private:
  static constexpr std::array<std::string_view, 1> tags{"phrase"};
  attune::PatternSet set_;
  attune::ClauseList clauses_;
  attune::PatternScratch scratch_;
  std::vector<attune::PatternMatch> found_;
};

/// In block mode, with scratch made once.
class Vectorscan {
 public:
  Vectorscan(const Phrases& phrases, bool bounded) {
    std::vector<std::string> sources;
    for (const std::string& phrase : phrases) sources.push_back(bounded ? "\\b" + phrase + "\\b" : phrase);
    std::vector<const char*> expressions;
    for (const std::string& source : sources) expressions.push_back(source.c_str());
    std::vector<unsigned> ids(phrases.size());
    for (unsigned i = 0; i < ids.size(); ++i) ids[i] = i;
    hs_database_t* database = nullptr;
    hs_scratch_t* scratch = nullptr;
    if (bounded) {
      const std::vector<unsigned> flags(phrases.size(), HS_FLAG_CASELESS);
      hs_compile_error_t* error = nullptr;
      hs_compile_multi(expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()), HS_MODE_BLOCK, nullptr, &database, &error);
      hs_free_compile_error(error);
    } else {
      const std::vector<unsigned> flags(phrases.size(), HS_FLAG_CASELESS);
      std::vector<std::size_t> sizes;
      for (const std::string& source : sources) sizes.push_back(source.size());
      hs_compile_error_t* error = nullptr;
      hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(ids.size()), HS_MODE_BLOCK, nullptr, &database, &error);
      hs_free_compile_error(error);
    }
    database_.reset(database, hs_free_database);
    if (database == nullptr || hs_alloc_scratch(database, &scratch) != HS_SUCCESS) std::exit(3);
    scratch_.reset(scratch, hs_free_scratch);
  }

  const std::vector<Match>& find(const std::string& message) {
    found_.clear();
    const auto note = [](unsigned id, unsigned long long, unsigned long long to, unsigned, void* out) {
      static_cast<std::vector<Match>*>(out)->emplace_back(id, static_cast<std::uint32_t>(to));
      return 0;
    };
    hs_scan(database_.get(), message.data(), static_cast<unsigned>(message.size()), 0, scratch_.get(), note, &found_);
    return found_;
  }

 private:
  std::shared_ptr<hs_database_t> database_;
  std::shared_ptr<hs_scratch_t> scratch_;
  std::vector<Match> found_;
};

/// One pass over the messages that counts matches.
template <class Finder>
Pass pass_over(const Messages& messages, const std::shared_ptr<Finder>& finder) {
  return [&messages, finder] {
    std::size_t n = 0;
    for (const std::string& message : messages) n += finder->find(message).size();
    return n;
  };
}

/// The share of all matches, by phrase and end, that both find.
double agreement(const Messages& messages, Attune& attune, Vectorscan& peer) {
  std::size_t n_both = 0, n_any = 0;
  for (const std::string& message : messages) {
    std::set<Match> ours;
    for (const attune::PatternMatch& match : attune.find(message)) ours.emplace(match.pattern, match.end);
    const std::vector<Match>& found = peer.find(message);
    const std::set<Match> theirs(found.begin(), found.end());
    const auto shared = static_cast<std::size_t>(std::count_if(ours.begin(), ours.end(), [&](const Match& match) { return theirs.count(match) > 0; }));
    n_both += shared;
    n_any += ours.size() + theirs.size() - shared;
  }
  return n_any == 0 ? 1 : static_cast<double>(n_both) / static_cast<double>(n_any);
}

void run(const Messages& messages, const Phrases& phrases, int n_rounds) {
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const auto attune = std::make_shared<Attune>(phrases);
  const auto bounded = std::make_shared<Vectorscan>(phrases, true), bare = std::make_shared<Vectorscan>(phrases, false);
  const Pass clauses = [&messages, list = attune::ClauseList()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      attune::split_clauses(message, list);
      n += list.clauses.size();
    }
    return n;
  };
  const std::vector<std::string> names{"vectorscan with word bounds", "vectorscan bare literals", "split_clauses and find", "split_clauses alone"};
  const std::vector<bench::Timed> timed =
      bench::time_in_turns({pass_over(messages, bounded), pass_over(messages, bare), pass_over(messages, attune), clauses}, n_rounds);
  const std::vector<double> alike{agreement(messages, *attune, *bounded), agreement(messages, *attune, *bare), 1};
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::printf("%zu,%s,%zu,%zu,%d,%.1f,%.1f,%.2f,%.2f,%zu,", phrases.size(), names[i].c_str(), messages.size(), n_bytes, n_rounds,
                timed[i].seconds * 1e9 / static_cast<double>(messages.size()), static_cast<double>(n_bytes) / timed[i].seconds / 1e6,
                timed[0].seconds / timed[i].seconds, timed[1].seconds / timed[i].seconds, timed[i].found);
    if (i < alike.size()) std::printf("%.4f\n", alike[i]);
    else std::printf("\n");
  }
}

/// From phrases as a reader of TOML hands them over to what `find` runs on.
void run_compile(const Phrases& phrases, int n_rounds) {
  const std::string toml = pack_of(phrases);
  constexpr std::array<std::string_view, 1> tags{"phrase"};
  const std::vector<bench::Timed> timed = bench::time_in_turns({
      [&] { return toml::parse(toml).size(); },
      [&] { return attune::PatternSet::parse(toml, "bench.toml", tags).value().n_patterns(); }}, n_rounds);
  std::printf("%zu,TOML parsing alone (ms),,%zu,%d,%.2f,,,,,\n", phrases.size(), toml.size(), n_rounds, timed[0].seconds * 1e3);
  std::printf("%zu,TOML parsing and compiling (ms),,%zu,%d,%.2f,,,,,\n", phrases.size(), toml.size(), n_rounds, timed[1].seconds * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_phrases FILE [ROUNDS]\n");
    return 2;
  }
  const Messages all = bench::read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  if (all.size() < 2 || n_rounds < 1) {
    std::fprintf(stderr, "no messages, or no rounds\n");
    return 3;
  }
  Messages messages, sources;
  for (std::size_t i = 0; i < all.size(); ++i) (i % 2 == 0 ? messages : sources).push_back(all[i]);
  std::printf("phrases,what,messages,bytes,rounds,ns_per_message,mb_per_s,x_vectorscan_bounded,x_vectorscan_bare,matches,agreement\n");
  for (const std::size_t n : {std::size_t{2000}, std::size_t{20000}}) {
    const Phrases phrases = make_phrases(sources, n);
    run(messages, phrases, n_rounds);
    run_compile(phrases, n_rounds);
  }
  return 0;
}
