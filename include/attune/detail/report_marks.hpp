// A message with its evidence marked: spans may overlap, lie outside the text or cut a character, and every byte is still shown once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <attune/conversation.hpp>
#include <attune/detail/html.hpp>
#include <attune/detail/report_words.hpp>
#include <attune/unicode.hpp>

namespace attune::detail::page {

/// Evidence in one message, as it is shown.
struct MarkedSpan {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  Markup style;             // a class
  std::string name;         // what it is, in words
  std::string description;  // what that means
  std::string_view id;      // what it is, as the JSON calls it
  std::string_view source;  // the rule
  float score = 0;
  bool in_text = true;      // false: it holds for the whole message, and nothing is marked
};

/// The start of the character that `at` lies in.
inline std::uint32_t character_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) return static_cast<std::uint32_t>(text.size());
  for (std::size_t back = 1; back <= std::min<std::size_t>(at, 3); ++back)
    if (decode_at(text, at - back).length > back) return static_cast<std::uint32_t>(at - back);
  return static_cast<std::uint32_t>(at);
}

/// At most `max_bytes` of `text`, not cutting a character.
inline std::string_view beginning(std::string_view text, std::size_t max_bytes) {
  return text.size() <= max_bytes ? text : text.substr(0, character_start(text, max_bytes));
}

/// The words of a span, which may be any numbers.
inline std::string_view quoted(std::string_view text, std::uint32_t start, std::uint32_t end) {
  const std::uint32_t from = character_start(text, start), to = character_start(text, end);
  return from < to ? text.substr(from, to - from) : std::string_view{};
}

inline Markup kind_style(Kind kind) {
  switch (kind) {
    case Kind::cognitive: return "cognitive";
    case Kind::emotional: return "emotional";
    case Kind::action: return "action";
    case Kind::detracting: break;
  }
  return "detracting";
}

/// The evidence of one message, in order of start, then longer first.
inline std::vector<MarkedSpan> marked_spans(const Reading& reading, std::string_view text) {
  std::vector<MarkedSpan> spans;
  for (const Phrase& p : reading.spans)
    spans.push_back({p.start, p.end, kind_style(p.kind), std::string(words_of(p.tag).name),
                     std::string(words_of(p.kind).name) + ": " + std::string(words_of(p.tag).meaning), to_string(p.tag), p.source, p.score});
  for (const Cue& c : reading.cues)
    spans.push_back({c.start, c.end, "cue", std::string(words_of(c.cue).name), std::string(words_of(c.cue).meaning), to_string(c.cue), c.source, c.score});
  for (const attune::Evidence& e : reading.why) {
    const bool is_cue = std::any_of(reading.cues.begin(), reading.cues.end(), [&](const Cue& c) { return to_string(c.cue) == e.reason; });
    const bool whole = e.start == 0 && e.end >= text.size();
    if (!is_cue) spans.push_back({e.start, e.end, "stress", reason_words(e.reason), "counted towards the customer's stress", e.reason, {}, 0, !whole});
  }
  for (MarkedSpan& span : spans) {
    span.start = character_start(text, span.start);
    span.end = character_start(text, span.end);
    span.in_text = span.in_text && span.start < span.end;
  }
  std::stable_sort(spans.begin(), spans.end(),
                   [](const MarkedSpan& a, const MarkedSpan& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
  return spans;
}

/// Writes `text` with `spans` (of `marked_spans`) marked and numbered from 1 in their order.
///
/// Overlapping spans are cut where any of them starts or ends, so that elements never cross; each piece says on hover all that it is
/// part of, looks like the shortest of them, and a span's number stands at its end. Marks add no characters to the text.
class MarkedText {
 public:
  MarkedText(Html& html, std::string_view text, const std::vector<MarkedSpan>& spans) : html_(html), text_(text), spans_(spans) {}

  void write() {
    std::vector<std::uint32_t> cuts;
    for (const MarkedSpan& span : spans_)
      if (span.in_text) cuts.insert(cuts.end(), {span.start, span.end});
    cuts.push_back(static_cast<std::uint32_t>(text_.size()));
    std::sort(cuts.begin(), cuts.end());
    std::uint32_t at = 0;
    std::size_t next = 0;
    for (const std::uint32_t cut : cuts) {
      if (cut > text_.size()) break;
      if (cut > at) write_piece(at, cut);
      at = std::max(at, cut);
      std::erase_if(open_, [&](std::size_t i) { return spans_[i].end <= at; });
      for (; next < spans_.size() && spans_[next].start <= at; ++next)
        if (spans_[next].in_text && spans_[next].end > at) open_.push_back(next);
    }
  }

 private:
  void write_piece(std::uint32_t start, std::uint32_t end) {
    const HtmlText piece(text_.substr(start, end - start));
    if (open_.empty()) {
      html_ << piece;
      return;
    }
    const auto shortest = std::min_element(open_.begin(), open_.end(), [&](std::size_t a, std::size_t b) {
      return spans_[a].end - spans_[a].start < spans_[b].end - spans_[b].start;
    });
    html_ << "<mark class=\"" << spans_[*shortest].style;
    if (open_.size() > 1) html_ << " several";
    html_ << "\" title=\"";
    write_titles();
    html_ << "\"";
    write_numbers(end);
    html_ << ">" << piece << "</mark>";
  }

  void write_titles() {
    constexpr std::size_t max_titles = 4;  // a tooltip holds no more
    for (std::size_t k = 0; k < std::min(open_.size(), max_titles); ++k) {
      const MarkedSpan& span = spans_[open_[k]];
      if (k > 0) html_ << "; ";
      html_ << HtmlAttr(span.name) << " (" << HtmlAttr(span.id) << "): " << HtmlAttr(span.description);
    }
    if (open_.size() > max_titles) html_ << "; and " << open_.size() - max_titles << " more";
  }

  // The style writes them after the words, where they are seen and not copied.
  void write_numbers(std::uint32_t end) {
    bool first = true;
    for (const std::size_t i : open_) {
      if (spans_[i].end != end) continue;
      if (first) html_ << " data-n=\"";
      else html_ << " ";
      first = false;
      html_ << i + 1;
    }
    if (!first) html_ << "\"";
  }

  Html& html_;
  std::string_view text_;
  const std::vector<MarkedSpan>& spans_;
  std::vector<std::size_t> open_;  // those that the next piece is part of
};

}  // namespace attune::detail::page
