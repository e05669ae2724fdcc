#pragma once

#include <attune/detail/entities.hpp>
#include <attune/detail/term_form.hpp>
#include <attune/terms.hpp>

namespace attune {

ATTUNE_INLINE void make_terms(std::string_view text, TermList& out) {
  require_indexable(text);
  out.terms.clear();
  out.buffer.clear();
  const bool has_entities = detail::read_entities(text, out.decoded);
  const std::string_view decoded = has_entities ? out.decoded.text() : text;
  tokenize(decoded, TokenMode::social, out.tokens);
  for (const Token& token : out.tokens) {
    Term term;
    term.kind = token.kind;
    const Span source = has_entities ? out.decoded.to_source(token.start, token.end) : Span{token.start, token.end};
    term.start = source.start;
    term.end = source.end;
    term.form_start = static_cast<std::uint32_t>(out.buffer.size());
    detail::append_term(decoded.substr(token.start, token.end - token.start), out.buffer, term);
    term.form_end = static_cast<std::uint32_t>(out.buffer.size());
    out.terms.push_back(term);
  }
}

}  // namespace attune
