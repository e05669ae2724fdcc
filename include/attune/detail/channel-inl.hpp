#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <attune/channel.hpp>
#include <attune/detail/entities.hpp>
#include <attune/detail/lines.hpp>
#include <attune/detail/plain_characters.hpp>
#include <attune/detail/quotation.hpp>
#include <attune/detail/unicode_properties.hpp>
#include <attune/terms.hpp>
#include <attune/tokenizer.hpp>

namespace attune {

namespace detail {

inline char32_t plain_quote(char32_t c) {
  if (c >= 0x201C && c <= 0x201F) return U'"';
  return c == 0x201A ? U'\'' : plain_apostrophe(c);
}

/// One code point after another; what is dropped becomes part of the piece of the one before it.
inline AlignedText plain_characters(std::string_view text, const ChannelOptions& options) {
  AlignedTextBuilder out(text);
  std::size_t start = 0;  // of the last code point that was not dropped
  std::string plain;      // what it becomes
  const auto write = [&](std::size_t end) {
    if (text.substr(start, end - start) != plain) out.replace(start, end, plain);
  };
  const auto is_dropped = [&](char32_t c, char32_t before) {
    if (!options.invisible) return false;
    return is_invisible(c) || (is_variation_selector(c) && (properties(before).flags & flag_emoji) == 0);
  };
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = skip_ascii(text, at); end > at) {
      write(at);
      start = end - 1;
      before = static_cast<char32_t>(text[start]);
      plain.assign(text, start, 1);
      at = end;
      continue;
    }
    const CodePoint c = decode_multibyte(text, at);
    if (!is_dropped(c.value, before)) {
      write(at);
      start = at;
      before = c.value;
      char32_t form = c.value;
      if (options.full_width) form = plain_width(form);
      if (options.quotes) form = plain_quote(form);
      plain.clear();
      append_utf8(plain, form);
    }
    at += c.length;
  }
  write(text.size());
  return std::move(out).build();
}

/// Where the line begins that term i is on.
inline std::size_t line_start(std::string_view text, const TermList& list, std::size_t i) {
  const std::size_t from = i == 0 ? 0 : list.terms[i - 1].end;
  const std::size_t feed = text.substr(from, list.terms[i].start - from).rfind('\n');
  return feed == std::string_view::npos ? from : from + feed + 1;
}

inline AlignedText drop_quoted_mail(std::string_view text) {
  TermList list;
  make_terms(text, list);
  AlignedTextBuilder out(text);
  QuotedLines lines(text, list);
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < list.terms.size(); ++i) {
    if (!lines.starts_line(i)) continue;
    const bool was_quoted = std::exchange(quoted, lines.enter(i));
    if (quoted && !was_quoted) start = line_start(text, list, i);
    if (was_quoted && !quoted) out.replace(start, line_start(text, list, i), "");
  }
  if (quoted) out.replace(start, text.size(), "");
  return std::move(out).build();
}

inline AlignedText drop_signature(std::string_view text) {
  constexpr std::size_t most_lines = 8;  // behind "--", which may also part a letter in two
  AlignedTextBuilder out(text);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t start = text.size() - rest.size();
    const std::string_view line = take_line(rest);
    if (!line.starts_with("--") || line.size() > 3) continue;
    std::string_view behind = rest;
    for (std::size_t n = 0; n < most_lines && !behind.empty(); ++n) take_line(behind);
    if (line != "-- " && (line != "--" || !behind.empty())) continue;
    out.replace(start, text.size(), "");
    break;
  }
  return std::move(out).build();
}

/// Leaves two of each run of equal letters; the second stands for the rest.
inline void squeeze_word(std::string_view text, const Token& word, AlignedTextBuilder& out) {
  LetterRun run;
  std::size_t n_same = 0, first = word.start, second = word.start;
  const auto end_run = [&](std::size_t end) {
    const bool is_name = n_same == 3 && first == word.start && end == word.end;  // "AAA", "www"
    if (n_same > 2 && !is_name) out.replace(second, end, text.substr(second, decode_at(text, second).length));
  };
  for (std::size_t at = word.start; at < word.end;) {
    const CodePoint c = decode_at(text, at);
    const std::size_t n = run.add(fold_case(c.value), properties(c.value).category == Category::letter);
    if (n == 1) {
      end_run(at);
      first = at;
    } else if (n == 2) {
      second = at;
    }
    n_same = n;
    at += c.length;
  }
  end_run(word.end);
}

inline AlignedText squeeze_letters(std::string_view text) {
  AlignedTextBuilder out(text);
  for (const Token& token : tokenize(text))
    if (token.kind == TokenKind::word) squeeze_word(text, token, out);
  return std::move(out).build();
}

}  // namespace detail

ATTUNE_INLINE AlignedText clean(std::string_view text, const ChannelOptions& options) {
  AlignedText out;
  if (!options.entities || !detail::read_entities(text, out)) out = AlignedText(std::string(text));
  out = compose(out, detail::plain_characters(out.text(), options));
  const bool has_lines = out.text().find('\n') != std::string::npos;
  if (options.quoted_mail && has_lines) out = compose(out, detail::drop_quoted_mail(out.text()));
  if (options.signature && has_lines) out = compose(out, detail::drop_signature(out.text()));
  if (options.elongation) out = compose(out, detail::squeeze_letters(out.text()));
  return out;
}

}  // namespace attune
