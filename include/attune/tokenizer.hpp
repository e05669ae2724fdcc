/// Text to tokens: words, numbers, emoji, URLs and the other things people type to support.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <attune/segment.hpp>
#include <attune/span.hpp>

namespace attune {

enum class TokenKind : std::uint8_t {
  word, number, punctuation, symbol, emoji,      // in every mode
  url, email, handle, hashtag, emoticon,         // only in TokenMode::social
  other,                                         // ill-formed bytes, controls, unassigned code points
};

inline constexpr std::size_t n_token_kinds = 11;

/// "word", "number", ... as above.
std::string_view to_string(TokenKind kind);

enum class TokenMode : std::uint8_t {
  social,      ///< UAX #29, with URLs, e-mail addresses, handles, hashtags and emoticons kept whole
  uax29,       ///< the strict boundaries of `boundaries(text)`
  dictionary,  ///< UAX #29, with runs of Thai, Lao, Khmer, Burmese, Chinese and Japanese split by ICU's dictionaries
};

/// "social", "uax29" or "dictionary".
std::string_view to_string(TokenMode mode);

struct Token {
  std::uint32_t start = 0;  ///< byte offset of the caller's text
  std::uint32_t end = 0;
  TokenKind kind = TokenKind::other;

  friend bool operator==(const Token&, const Token&) = default;
};

/// Splits `text` into tokens, in order and apart; only white space lies between them.
///
/// Units: token offsets are bytes of `text`. Errors: none. Each ill-formed UTF-8 sequence is one token of kind `other`.
/// Cost: linear in bytes. Safe to call from many threads.
/// Source: Unicode Standard Annex #29, section 4; the kinds of `social` are described in src/DESIGN.md.
std::vector<Token> tokenize(std::string_view text, TokenMode mode = TokenMode::social);

/// The same into `out`, which is emptied first and keeps its capacity: for loops over many messages.
void tokenize(std::string_view text, TokenMode mode, std::vector<Token>& out);

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/tokenizer-inl.hpp>
#endif
