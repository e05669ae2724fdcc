// What of a text is somebody else's words: quoted lines, forwarded mail, quoted speech.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include <attune/detail/english.hpp>
#include <attune/terms.hpp>

namespace attune::detail {

/// Tells quoted and forwarded lines from the writer's own, line by line.
class QuotedLines {
 public:
  QuotedLines(std::string_view text, const TermList& list) : text_(text), list_(list) {}

  bool starts_line(std::size_t i) const {
    if (i == 0) return true;
    return text_.substr(list_.terms[i - 1].end, list_.terms[i].start - list_.terms[i - 1].end).find('\n') != std::string_view::npos;
  }

  /// Whether the line that term i starts is quoted. To be asked of each line, in order.
  bool enter(std::size_t i) {
    if (forwarded_) return true;
    const std::size_t behind = attribution_end(i);
    // Lines quoted one by one end by themselves: what follows them is a reply below the quotation.
    if (behind < list_.terms.size() && starts_line(behind) && form(behind) == ">") attribution_end_ = behind;
    else forwarded_ = behind > 0 || starts_forwarded(i);
    return forwarded_ || i < attribution_end_ || form(i) == ">";
  }
  /// Whether all from here to the end is forwarded.
  bool forwarded() const { return forwarded_; }

 private:
  std::string_view form(std::size_t i) const { return i < list_.terms.size() ? list_.form(list_.terms[i]) : std::string_view(); }

  /// Behind "On Tue, Ann wrote:" at i; 0 when that is not there. "On Tuesday I wrote: ..." is the writer's own.
  std::size_t attribution_end(std::size_t i) const {
    if (form(i) != "on") return 0;
    for (std::size_t j = i + 1; j < i + 30 && j + 1 < list_.terms.size(); ++j)
      if (form(j) == "wrote" && form(j + 1) == ":") return is_any(form(j - 1), {"i", "we"}) ? 0 : j + 2;
    return 0;
  }

  /// "-----Original Message-----", "Begin forwarded message:", and a header "From: ... Sent: ...".
  bool starts_forwarded(std::size_t i) const {
    while (i + 1 < list_.terms.size() && is_any(form(i), {"-", "_", "—", "*"}) && !starts_line(i + 1)) ++i;
    if (form(i) == "original" && form(i + 1) == "message") return true;
    if (is_any(form(i), {"begin", "forwarded"}) && (form(i + 1) == "message" || form(i + 2) == "message")) return true;
    if (form(i) != "from" || form(i + 1) != ":") return false;
    std::size_t n_fields = 0, n_lines = 0;
    for (std::size_t j = i + 2; j + 1 < list_.terms.size() && n_lines < 5; ++j) {
      if (!starts_line(j)) continue;
      ++n_lines;
      n_fields += is_any(form(j), {"sent", "date", "to", "subject", "cc"}) && form(j + 1) == ":";
    }
    return n_fields >= 2;
  }

  std::string_view text_;
  const TermList& list_;
  bool forwarded_ = false;
  std::size_t attribution_end_ = 0;
};

class QuotationFinder {
 public:
  QuotationFinder(std::string_view text, const TermList& list) : text_(text), list_(list) {}

  template <class Quoted, class Edge>
  void find(Quoted quoted, Edge edge) const {
    QuotedLines lines(text_, list_);
    bool in_quoted_line = false;
    for (std::size_t i = 0; i < list_.terms.size(); ++i) {
      if (lines.starts_line(i)) {
        const bool was_quoted = std::exchange(in_quoted_line, lines.enter(i));
        if (was_quoted != in_quoted_line) edge(i);
      }
      if (in_quoted_line) quoted(i);
      const std::size_t close = lines.forwarded() ? 0 : closing_quote(i);
      if (close == 0) continue;
      edge(i);
      for (; i < close; ++i) quoted(i);
      quoted(close);
      if (close + 1 < list_.terms.size()) edge(close + 1);
    }
  }

 private:
  std::string_view form(std::size_t i) const { return i < list_.terms.size() ? list_.form(list_.terms[i]) : std::string_view(); }

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
