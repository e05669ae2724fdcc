#pragma once

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

#include <attune/detail/config.hpp>
#include <attune/detail/english.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/pack_reader.hpp>
#include <attune/detail/pattern_matcher.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/detail/slips.hpp>
#include <attune/pack.hpp>

namespace attune {

struct PatternSet::Model : detail::PackContents {
  detail::Slips slips;
  std::vector<std::vector<std::uint32_t>> by_word;    // indices of `matches` by the id of a word that may begin them
  std::vector<std::vector<std::uint32_t>> by_prefix;  // by index of a prefix
  std::unordered_map<std::string, std::vector<std::uint32_t>> prefixes_by_start;  // by their first three bytes
  std::vector<std::uint32_t> anywhere;                // begin with a kind of token or any word
  // What matches need: number m * max_needs + k is the k-th need of match m.
  std::vector<std::vector<std::uint32_t>> needed_by_word;
  std::vector<std::vector<std::uint32_t>> needed_by_prefix;
  std::vector<std::uint64_t> met_always;              // all bits for those that every text meets
  std::vector<std::uint32_t> first_exception;         // of each pattern, and one past the last
  bool has_emoji = false;                             // a pattern asks for them: else they are passed over
  std::string hash;

  void index();
  void add_start(std::uint32_t node, std::uint32_t match, std::vector<std::uint32_t>& seen);
  template <class Visit>
  void for_each_prefix(std::string_view form, std::string& scratch, Visit visit) const;
};

namespace detail {

/// The words of a message as the matcher wants them.
class MessageWords {
 public:
  MessageWords(const PatternScratch& scratch, const TermList& terms, const Program& program) : scratch_(scratch), terms_(terms), program_(program) {}

  std::size_t size() const { return scratch_.words.size(); }
  WordView word(std::size_t i) const {
    const PatternScratch::Word& word = scratch_.words[i];
    const Term& term = terms_.terms[word.term];
    return {word.id, word.id != 0 ? std::string_view(program_.words[word.id]) : terms_.form(term), term.kind};
  }

 private:
  const PatternScratch& scratch_;
  const TermList& terms_;
  const Program& program_;
};

}  // namespace detail

/// Notes which words a program may begin with.
inline void PatternSet::Model::add_start(std::uint32_t at, std::uint32_t match, std::vector<std::uint32_t>& seen) {
  const detail::Node& node = program.nodes[at];
  const auto note = [match](std::vector<std::uint32_t>& list) {
    if (list.empty() || list.back() != match) list.push_back(match);
  };
  if (seen[at] == match + 1) return;
  seen[at] = match + 1;
  switch (node.op) {
    case detail::Op::word: note(by_word[node.argument]); return;
    case detail::Op::one_of:
      for (const std::uint32_t word : program.sets[node.argument]) note(by_word[word]);
      return;
    case detail::Op::prefix: note(by_prefix[node.argument]); return;
    case detail::Op::kind:
    case detail::Op::any: note(anywhere); return;
    case detail::Op::slot: add_start(program.slot_starts[node.argument], match, seen); return;  // entries are never empty
    case detail::Op::split: add_start(node.other, match, seen); [[fallthrough]];
    case detail::Op::begin:
    case detail::Op::end:
    case detail::Op::open:
    case detail::Op::close: add_start(node.next, match, seen); return;
    case detail::Op::accept: return;
  }
}

/// Calls `visit(index)` for each prefix of a pattern that `form` begins with.
template <class Visit>
void PatternSet::Model::for_each_prefix(std::string_view form, std::string& scratch, Visit visit) const {
  scratch = form.substr(0, detail::PatternCompiler::min_prefix);
  const auto found = prefixes_by_start.find(scratch);
  if (found == prefixes_by_start.end()) return;
  for (const std::uint32_t p : found->second)
    if (form.starts_with(program.prefixes[p])) visit(p);
}

inline void PatternSet::Model::index() {
  slips = detail::Slips(program.words, known);
  by_word.resize(program.words.size() + 1);
  by_prefix.resize(program.prefixes.size());
  for (std::uint32_t p = 0; p < program.prefixes.size(); ++p)
    prefixes_by_start[program.prefixes[p].substr(0, detail::PatternCompiler::min_prefix)].push_back(p);
  std::vector<std::uint32_t> seen(program.nodes.size());
  for (std::uint32_t i = 0; i < matches.size(); ++i) add_start(matches[i].start_node, i, seen);
  needed_by_word.resize(program.words.size() + 1);
  needed_by_prefix.resize(program.prefixes.size());
  constexpr std::uint32_t max_needs = detail::PatternCompiler::max_needs;
  met_always.assign(matches.size() * max_needs, 0);
  for (std::uint32_t i = 0; i < matches.size(); ++i) {
    for (std::uint32_t k = 0; k < max_needs; ++k) {
      if (k >= needs[i].size() || needs[i][k].words.empty()) {
        met_always[i * max_needs + k] = ~std::uint64_t{0};
        continue;
      }
      for (const std::uint32_t need : needs[i][k].words) {
        if ((need & detail::Needs::is_prefix) != 0) needed_by_prefix[need & ~detail::Needs::is_prefix].push_back(i * max_needs + k);
        else needed_by_word[need].push_back(i * max_needs + k);
      }
    }
  }
  first_exception.assign(patterns.size() + 1, 0);
  for (const detail::PatternEntry& exception : exceptions) ++first_exception[exception.pattern + 1];
  for (std::size_t i = 0; i < patterns.size(); ++i) first_exception[i + 1] += first_exception[i];
  has_emoji = std::any_of(program.nodes.begin(), program.nodes.end(), [](const detail::Node& node) {
    return node.op == detail::Op::kind && static_cast<TokenKind>(node.argument) == TokenKind::emoji;
  });
}

ATTUNE_INLINE Result<PatternSet> PatternSet::parse(std::string_view toml, std::string_view name, std::span<const std::string_view> tags) {
  auto model = std::make_shared<Model>();
  const Status status = detail::PackReader(tags, *model).read(toml, name, 0);
  if (!status) return status.error();
  detail::Sha256 hash;
  hash.update(toml);
  model->hash = hash.finish();
  model->index();
  return PatternSet(std::move(model));
}

ATTUNE_INLINE Result<PatternSet> PatternSet::load(std::span<const std::filesystem::path> files, std::span<const std::string_view> tags) {
  auto model = std::make_shared<Model>();
  detail::PackReader reader(tags, *model);
  detail::Sha256 hash;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const Result<detail::Mapping> file = detail::map_file(files[i]);
    if (!file) return file.error();
    const Status status = reader.read(file->bytes, files[i].string(), i);
    if (!status) return status.error();
    hash.update(file->bytes);
  }
  model->hash = hash.finish();
  model->index();
  return PatternSet(std::move(model));
}

ATTUNE_INLINE std::span<const Pattern> PatternSet::patterns() const { return model_->patterns; }
ATTUNE_INLINE std::size_t PatternSet::n_patterns() const { return model_->matches.size(); }
ATTUNE_INLINE std::string_view PatternSet::hash() const { return model_->hash; }

namespace detail {

/// "id" and "ill" are words of their own unless a verb follows that only "i would" and "i will" take.
inline std::string_view spell_by_neighbour(std::string_view form, std::string_view next) {
  if (form == "id" && is_any(next, {"be", "feel", "hate", "have", "love", "like", "lose", "go", "want", "say", "rather", "really", "probably", "definitely", "honestly", "also"})) return "i'd";
  if (form == "ill" && is_any(next, {"get", "check", "look", "see", "make", "let", "have", "be", "do", "call", "send", "sort", "follow", "keep", "personally", "need", "go", "take"})) return "i'll";
  return form;
}

/// Fills the scratch with the words of a message.
inline void read_words(const ClauseList& list, const PackContents& pack, const Slips& slips, bool has_emoji, PatternScratch& scratch) {
  scratch.words.clear();
  scratch.first_word.clear();
  scratch.last_word.clear();
  scratch.body_word.clear();
  const auto count = [&] { return static_cast<std::uint32_t>(scratch.words.size()); };
  for (std::uint32_t c = 0; c < list.clauses.size(); ++c) {
    const Clause& clause = list.clauses[c];
    scratch.first_word.push_back(count());
    scratch.body_word.push_back(count());
    for (std::uint32_t i = clause.first; i < clause.last; ++i) {
      if (i == clause.body) scratch.body_word.back() = count();
      const Term& term = list.terms.terms[i];
      if (!is_wordlike(term.kind) && !(has_emoji && term.kind == TokenKind::emoji)) continue;
      const std::string_view next = i + 1 < clause.last ? list.terms.form(list.terms.terms[i + 1]) : std::string_view();
      spell_out(spell_by_neighbour(list.terms.form(term), next), [&](std::string_view plain) {
        scratch.form = plain;
        std::uint32_t id = pack.program.words.find(scratch.form);
        if (id == 0 && term.kind == TokenKind::word) id = slips.find(scratch.form, pack.program.words);
        scratch.words.push_back({id, i, c});
      });
    }
    scratch.last_word.push_back(count());
  }
}

}  // namespace detail

ATTUNE_INLINE void PatternSet::find(const ClauseList& list, PatternScratch& scratch, std::vector<PatternMatch>& out) const {
  constexpr std::size_t exception_reach = 48;  // words
  const Model& model = *model_;
  out.clear();
  detail::read_words(list, model, model.slips, model.has_emoji, scratch);
  const detail::MessageWords words(scratch, list.terms, model.program);
  detail::PatternMatcher<detail::MessageWords> matcher(model.program, words, scratch.visited, scratch.slot_lengths);
  scratch.ends.assign(model.patterns.size(), 0);

  // A match can only be in clauses that meet its needs; clauses share 64 bits.
  scratch.met.assign(model.met_always.begin(), model.met_always.end());
  for (std::uint32_t at = 0; at < scratch.words.size(); ++at) {
    const detail::WordView word = words.word(at);
    const std::uint64_t clause = std::uint64_t{1} << (scratch.words[at].clause % 64);
    if (word.id != 0)
      for (const std::uint32_t need : model.needed_by_word[word.id]) scratch.met[need] |= clause;
    model.for_each_prefix(word.form, scratch.form, [&](std::uint32_t p) {
      for (const std::uint32_t need : model.needed_by_prefix[p]) scratch.met[need] |= clause;
    });
  }

  scratch.last_of_sentence.resize(list.clauses.size());
  for (std::size_t c = list.clauses.size(); c-- > 0;) {
    const bool is_last = c + 1 == list.clauses.size() || list.clauses[c + 1].sentence != list.clauses[c].sentence;
    scratch.last_of_sentence[c] = is_last ? static_cast<std::uint32_t>(c) : scratch.last_of_sentence[c + 1];
  }
  const auto last_of_sentence = [&](std::uint32_t clause) { return scratch.last_of_sentence[clause]; };
  // Where a match of a pattern that begins in this clause must end.
  const auto limit_of = [&](const Pattern& pattern, std::uint32_t clause) { return scratch.last_word[pattern.across ? last_of_sentence(clause) : clause]; };

  // Only so far from the match, or a sentence without end would be read once for each of its matches.
  const auto is_excepted = [&](const Pattern& pattern, std::uint32_t index, std::uint32_t clause, std::size_t begin, std::size_t end) {
    detail::WordMatch match;
    const std::size_t first = std::max<std::size_t>(scratch.first_word[clause], begin > exception_reach ? begin - exception_reach : 0);
    const std::size_t limit = limit_of(pattern, clause), last = std::min(limit, end + exception_reach);
    for (std::uint32_t e = model.first_exception[index]; e < model.first_exception[index + 1]; ++e) {
      const detail::PatternEntry& entry = model.exceptions[e];
      for (std::size_t at = first; at < last; ++at)
        if (matcher.match(entry.start_node, entry.first_node, entry.last_node, at, limit, scratch.body_word[clause], limit, match)) return true;
    }
    return false;
  };

  std::uint64_t clause_bits = 0, sentence_bits = 0;  // of the word at hand: its clause, and those on to its sentence's end
  std::size_t from_here = 0;  // of `out`: matches that begin at the word at hand
  const auto try_match = [&](std::uint32_t index, std::size_t at) {
    const detail::PatternEntry& entry = model.matches[index];
    const Pattern& pattern = model.patterns[entry.pattern];
    const std::uint64_t within = pattern.across ? sentence_bits : clause_bits;
    for (std::uint32_t k = 0; k < detail::PatternCompiler::max_needs; ++k)
      if ((scratch.met[index * detail::PatternCompiler::max_needs + k] & within) == 0) return;
    const std::uint32_t c = scratch.words[at].clause;
    const Clause& clause = list.clauses[c];
    if (pattern.mood != Mood::any && clause.question != (pattern.mood == Mood::question)) return;
    if (at < scratch.ends[entry.pattern]) return;
    detail::WordMatch match;
    const std::size_t limit = limit_of(pattern, c);
    if (!matcher.match(entry.start_node, entry.first_node, entry.last_node, at, limit, scratch.body_word[c], limit, match)) return;
    PatternMatch found;
    found.pattern = entry.pattern;
    found.clause = c;
    found.first = scratch.words[at].term;
    found.last = scratch.words[match.end - 1].term + 1;
    const std::uint32_t last_clause = scratch.words[match.close - 1].clause;
    found.start = pattern.extend == Extend::whole ? clause.start : list.terms.terms[scratch.words[match.open].term].start;
    switch (pattern.extend) {
      case Extend::match: found.end = list.terms.terms[scratch.words[match.close - 1].term].end; break;
      case Extend::clause:
      case Extend::whole: found.end = list.clauses[last_clause].end; break;
      case Extend::sentence: {
        std::uint32_t last = last_of_sentence(last_clause);
        while (last > last_clause && list.clauses[last].body == list.clauses[last].last) --last;
        found.end = list.clauses[last].end;
        break;
      }
    }
    // Another match of the pattern from this word: the longer one counts.
    for (std::size_t i = from_here; i < out.size(); ++i) {
      if (out[i].pattern != found.pattern) continue;
      if (found.last > out[i].last || found.end > out[i].end) out[i] = found;
      return;
    }
    out.push_back(found);
  };

  for (std::size_t at = 0; at < scratch.words.size(); ++at) {
    from_here = out.size();
    const std::uint32_t clause = scratch.words[at].clause;
    if (at == scratch.first_word[clause]) {
      clause_bits = std::uint64_t{1} << (clause % 64);
      sentence_bits = 0;
      for (std::uint32_t c = clause; c <= last_of_sentence(clause) && c < clause + 64; ++c) sentence_bits |= std::uint64_t{1} << (c % 64);
    }
    const detail::WordView word = words.word(at);
    if (word.id != 0)
      for (const std::uint32_t index : model.by_word[word.id]) try_match(index, at);
    model.for_each_prefix(word.form, scratch.form, [&](std::uint32_t p) {
      for (const std::uint32_t index : model.by_prefix[p]) try_match(index, at);
    });
    for (const std::uint32_t index : model.anywhere) try_match(index, at);
    for (std::size_t i = from_here; i < out.size(); ++i) {
      // `ends` is set behind the loop, so that every match from this word is tried.
      std::size_t end = at;
      while (end < scratch.words.size() && scratch.words[end].term < out[i].last) ++end;
      scratch.ends[out[i].pattern] = static_cast<std::uint32_t>(end);
      out[i].excepted = is_excepted(model.patterns[out[i].pattern], out[i].pattern, out[i].clause, at, end);
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const PatternMatch& a, const PatternMatch& b) {
    if (a.start != b.start) return a.start < b.start;
    if (a.end != b.end) return a.end > b.end;
    return a.pattern < b.pattern;
  });
}

}  // namespace attune
