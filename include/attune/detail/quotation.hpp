// What of a text is somebody else's words: quoted lines, forwarded mail, quoted speech.
#pragma once

#include <cstddef>
#include <string_view>

#include <attune/detail/english.hpp>
#include <attune/terms.hpp>

namespace attune::detail {

class QuotationFinder {
 public:
  QuotationFinder(std::string_view text, const TermList& list) : text_(text), list_(list) {}

  template <class Quoted, class Edge>
  void find(Quoted quoted, Edge edge) const {
    bool in_quoted_line = false, forwarded = false;
    for (std::size_t i = 0; i < list_.terms.size(); ++i) {
      if (starts_line(i)) {
        const bool was_quoted = in_quoted_line || forwarded;
        in_quoted_line = form(i) == ">";
        forwarded = forwarded || starts_forwarded(i);
        if (was_quoted != (in_quoted_line || forwarded)) edge(i);
      }
      if (in_quoted_line || forwarded) quoted(i);
      const std::size_t close = forwarded ? 0 : closing_quote(i);
      if (close == 0) continue;
      edge(i);
      for (; i < close; ++i) quoted(i);
      quoted(close);
      if (close + 1 < list_.terms.size()) edge(close + 1);
    }
  }

 private:
  std::string_view form(std::size_t i) const { return i < list_.terms.size() ? list_.form(list_.terms[i]) : std::string_view(); }

  bool starts_line(std::size_t i) const {
    if (i == 0) return true;
    return text_.substr(list_.terms[i - 1].end, list_.terms[i].start - list_.terms[i - 1].end).find('\n') != std::string_view::npos;
  }

  /// "-----Original Message-----", "Begin forwarded message:", "On Tue, Ann wrote:", and a header "From: ... Sent: ...".
  bool starts_forwarded(std::size_t i) const {
    while (is_any(form(i), {"-", "_", "—", "*"}))
      if (++i == list_.terms.size() || starts_line(i)) return false;
    if (form(i) == "original" && form(i + 1) == "message") return true;
    if (is_any(form(i), {"begin", "forwarded"}) && (form(i + 1) == "message" || form(i + 2) == "message")) return true;
    if (form(i) == "on") {
      for (std::size_t j = i + 1; j < i + 30 && j + 1 < list_.terms.size(); ++j)
        if (form(j) == "wrote" && form(j + 1) == ":") return true;
    }
    if (form(i) != "from" || form(i + 1) != ":") return false;
    std::size_t n_fields = 0, n_lines = 0;
    for (std::size_t j = i + 2; j + 1 < list_.terms.size() && n_lines < 5; ++j) {
      if (!starts_line(j)) continue;
      ++n_lines;
      n_fields += is_any(form(j), {"sent", "date", "to", "subject", "cc"}) && form(j + 1) == ":";
    }
    return n_fields >= 2;
  }

  /// The term that closes a quotation of three words or more that opens at i; 0 when there is none. Fewer words are named, not quoted.
  std::size_t closing_quote(std::size_t i) const {
    constexpr std::size_t longest = 120;  // terms
    const std::string_view open = form(i);
    if (list_.terms[i].kind != TokenKind::punctuation || !is_any(open, {"\"", "“", "„", "«", "'"})) return 0;
    const std::string_view close = open == "«" ? "»" : open == "\"" || open == "'" ? open : "”";
    const bool glued = i + 1 < list_.terms.size() && list_.terms[i + 1].start == list_.terms[i].end;
    const bool apart = i == 0 || list_.terms[i - 1].end < list_.terms[i].start || !is_wordlike(list_.terms[i - 1].kind);
    if (!glued || !apart) return 0;
    std::size_t n_words = 0;
    for (std::size_t j = i + 1; j < list_.terms.size() && j < i + longest; ++j) {
      const bool closes = form(j) == close || (open == "„" && form(j) == "“");
      // An apostrophe opens again, or stands before a word ('em): only one behind a word or a mark closes.
      if (closes && list_.terms[j - 1].end == list_.terms[j].start) return n_words >= 3 ? j : 0;
      n_words += is_wordlike(list_.terms[j].kind);
    }
    return 0;
  }

  std::string_view text_;
  const TermList& list_;
};

/// Calls `quoted(i)` for each term that is quoted, and `edge(i)` where quotation begins or has just ended.
template <class Quoted, class Edge>
void find_quotations(std::string_view text, const TermList& list, Quoted quoted, Edge edge) {
  QuotationFinder(text, list).find(quoted, edge);
}

}  // namespace attune::detail
