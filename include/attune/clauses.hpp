/// Text to clauses: the stretches within which phrases are looked for, and what is not the writer's own voice.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/terms.hpp>

namespace attune {

/// One clause: what is said about one thing. Every term belongs to exactly one clause.
struct Clause {
  std::uint32_t first = 0;     ///< terms [first, last) of `ClauseList::terms`, separating punctuation at the end included
  std::uint32_t last = 0;
  std::uint32_t body = 0;      ///< the first term behind openers ("oh", "okay", "so", "and"), handles and names spoken to; `last` when there is nothing else
  std::uint32_t body_end = 0;  ///< behind the last word: what follows is punctuation, emoji or emoticons
  std::uint32_t start = 0;     ///< bytes of the caller's text: from `body` to `body_end`
  std::uint32_t end = 0;
  std::uint32_t sentence = 0;  ///< index from 0
  bool question = false;       ///< closes with '?', or is worded as a question
  bool quoted = false;         ///< somebody else's words: quoted lines, quoted speech, forwarded mail
  bool joined = false;         ///< goes on from the clause before it in the same sentence ("and", "so", a comma)
};

/// The clauses of one text. Reuse one list over many messages: nothing is allocated once it has grown.
struct ClauseList {
  TermList terms;
  std::vector<Clause> clauses;  ///< in order
  std::vector<std::uint8_t> marks;  ///< scratch of `split_clauses`
};

/// Splits `text` into sentences and these into clauses: at punctuation that parts statements, and at coordinators ("and", "but", "so")
/// before a new subject and verb. Works without punctuation and capitals, as calls are transcribed.
///
/// Units: bytes of `text`. Errors: none. Cost: linear in bytes. Source: src/DESIGN.md, "Clauses".
void split_clauses(std::string_view text, ClauseList& out);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/clauses-inl.hpp>
#endif
