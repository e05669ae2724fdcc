// A second file that includes everything: of `header_only` no symbol may be defined twice.
#include <attune/attune.hpp>

std::size_t count_words(std::string_view text) {
  std::size_t n = 0;
  for (const attune::Token& token : attune::tokenize(text)) n += token.kind == attune::TokenKind::word;
  return n;
}
