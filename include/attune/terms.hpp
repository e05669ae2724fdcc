/// Tokens made comparable: what features and patterns look at instead of the raw text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <attune/aligned_text.hpp>
#include <attune/tokenizer.hpp>

namespace attune {

/// One social token, with its comparable form in the list's buffer.
struct Term {
  std::uint32_t start = 0;   ///< byte offset of the caller's text
  std::uint32_t end = 0;
  std::uint32_t form_start = 0;  ///< of `TermList::buffer`
  std::uint32_t form_end = 0;
  TokenKind kind = TokenKind::other;
  bool all_caps = false;     ///< two or more letters, all upper-case
  bool elongated = false;    ///< a letter was repeated three times or more ("soooo")
};

/// The terms of one text. Reuse one list over many messages: nothing is allocated once it has grown.
struct TermList {
  std::vector<Term> terms;
  std::string buffer;
  // Scratch of `make_terms`: the text with its entities read, where there are any, and the tokens of that.
  AlignedText decoded;
  std::vector<Token> tokens;

  std::string_view form(const Term& term) const {
    return std::string_view(buffer).substr(term.form_start, term.form_end - term.form_start);
  }
};

/// Tokenizes `text` (social mode) and gives each token its comparable form: simple case folding, full-width ASCII and curly
/// apostrophes as plain ones, variation selectors and invisible characters (soft hyphen, word joiner, U+FEFF) dropped ("I" +
/// U+FE0F is "i"), runs of three or more of one letter squeezed to two; an emoticon's mouth counts once (":)))" is ":)").
/// URLs, e-mail addresses and handles have the forms "<url>", "<email>", "<handle>"; a hashtag keeps its '#'.
///
/// The HTML entities &amp; &lt; &gt; &quot; &apos; &nbsp; &lsquo; &rsquo; &ldquo; &rdquo; and numeric ones are read before words are
/// looked for: "don&#39;t" is one term of form "don't", and a term's span covers the whole of each entity it holds.
///
/// Units: spans are bytes of `text`. Errors: none; ill-formed bytes have the form U+FFFD. Cost: linear in bytes.
void make_terms(std::string_view text, TermList& out);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/terms-inl.hpp>
#endif
