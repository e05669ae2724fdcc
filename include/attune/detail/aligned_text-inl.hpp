#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <attune/aligned_text.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune {

/// The stretches of a text by rising offsets, each looked at once.
class AlignedText::Cursor {
 public:
  explicit Cursor(const AlignedText& text) : text_(text) {}

  /// The stretch with this byte, which must not lie before the one asked for last.
  const Stretch& at(std::uint32_t byte) {
    while (next_ < text_.stretches_.size() && text_.stretches_[next_].derived <= byte) here_ = text_.stretches_[next_++];
    return here_;
  }
  /// Where the stretch found last ends.
  std::uint32_t end() const {
    return next_ < text_.stretches_.size() ? text_.stretches_[next_].derived : static_cast<std::uint32_t>(text_.text_.size());
  }

 private:
  const AlignedText& text_;
  std::size_t next_ = 0;
  Stretch here_;
};

ATTUNE_INLINE AlignedText::AlignedText(std::string text) : text_(std::move(text)) {
  require_indexable(text_);
  source_size_ = static_cast<std::uint32_t>(text_.size());
}

ATTUNE_INLINE AlignedText::Stretch AlignedText::stretch_at(std::uint32_t byte) const {
  const auto behind = std::upper_bound(stretches_.begin(), stretches_.end(), byte,
                                       [](std::uint32_t value, const Stretch& stretch) { return value < stretch.derived; });
  return behind == stretches_.begin() ? Stretch() : *(behind - 1);
}

ATTUNE_INLINE std::uint32_t AlignedText::to_source(std::uint32_t byte) const {
  return byte < text_.size() ? stretch_at(byte).piece(byte).start : source_size_;
}

ATTUNE_INLINE Span AlignedText::to_source(std::uint32_t start, std::uint32_t end) const {
  const std::uint32_t first = to_source(start);
  end = std::min(end, static_cast<std::uint32_t>(text_.size()));
  return start < end ? Span{first, stretch_at(end - 1).piece(end - 1).end} : Span{first, first};
}

/// Appends a stretch, unless it only goes on with the last one.
ATTUNE_INLINE void AlignedText::add(const Stretch& next) {
  const Stretch last = stretches_.empty() ? Stretch() : stretches_.back();
  const bool same_steps = last.derived_step == next.derived_step && last.source_step == next.source_step;
  if (!same_steps || last.piece(next.derived).start != next.source) stretches_.push_back(next);
}

ATTUNE_INLINE AlignedText compose(const AlignedText& first, AlignedText last) {
  using Stretch = AlignedText::Stretch;
  if (first.text_.size() != last.source_size_) throw std::invalid_argument("compose: the second text was not derived from the first");
  const std::vector<Stretch> outer = std::exchange(last.stretches_, {});
  last.source_size_ = first.source_size_;
  AlignedText::Cursor starts(first), ends(first);  // two: pieces of a text composed before may overlap in its source

  // Bytes from `derived` on stand for the bytes from `middle` on, one to one.
  const auto follow_kept = [&](std::uint32_t derived, std::uint32_t end, std::uint32_t middle) {
    while (derived < end) {
      const Stretch& through = starts.at(middle);
      const std::uint32_t n_bytes = std::min(end - derived, starts.end() - middle);
      const std::uint32_t into_piece = (middle - through.derived) % through.derived_step;
      const bool whole = into_piece == 0 && n_bytes >= through.derived_step;
      // As many pieces as are whole, or what is there of one.
      const std::uint32_t taken = whole ? n_bytes - n_bytes % through.derived_step : std::min(n_bytes, through.derived_step - into_piece);
      last.add({derived, through.piece(middle).start, whole ? through.derived_step : taken, through.source_step});
      derived += taken;
      middle += taken;
    }
  };
  const auto follow = [&](const Stretch& stretch, std::uint32_t end) {
    if (stretch.derived_step == 1 && stretch.source_step == 1) return follow_kept(stretch.derived, end, stretch.source);
    std::uint32_t middle = stretch.source;
    for (std::uint32_t derived = stretch.derived; derived < end; derived += stretch.derived_step) {
      const std::uint32_t start = starts.at(middle).piece(middle).start;
      middle += stretch.source_step;
      last.add({derived, start, stretch.derived_step, ends.at(middle - 1).piece(middle - 1).end - start});
    }
  };
  const auto size = static_cast<std::uint32_t>(last.text_.size());
  follow(Stretch(), outer.empty() ? size : outer.front().derived);
  for (std::size_t i = 0; i < outer.size(); ++i) follow(outer[i], i + 1 < outer.size() ? outer[i + 1].derived : size);
  return last;
}

ATTUNE_INLINE AlignedTextBuilder::AlignedTextBuilder(std::string_view source, AlignedText reuse) : source_(source), out_(std::move(reuse)) {
  require_indexable(source);
  out_.text_.clear();
  out_.stretches_.clear();
  out_.source_size_ = static_cast<std::uint32_t>(source.size());
}

ATTUNE_INLINE void AlignedTextBuilder::keep_until(std::size_t end) {
  if (end == at_) return;
  out_.add({static_cast<std::uint32_t>(out_.text_.size()), static_cast<std::uint32_t>(at_), 1, 1});
  out_.text_.append(source_, at_, end - at_);
  at_ = end;
}

ATTUNE_INLINE void AlignedTextBuilder::replace(std::size_t start, std::size_t end, std::string_view with) {
  if (start == end) return;
  keep_until(start);
  at_ = end;
  if (with.empty()) return;
  const std::size_t length = end - start;
  const bool as_kept = length == with.size() && detail::decode_at(source_, start).length == length && detail::decode_at(with, 0).length == length;
  out_.add({static_cast<std::uint32_t>(out_.text_.size()), static_cast<std::uint32_t>(start),
            as_kept ? 1 : static_cast<std::uint32_t>(with.size()), as_kept ? 1 : static_cast<std::uint32_t>(length)});
  out_.text_ += with;
  require_indexable(out_.text_);
}

ATTUNE_INLINE AlignedText AlignedTextBuilder::build() && {
  keep_until(source_.size());
  require_indexable(out_.text_);
  return std::move(out_);
}

}  // namespace attune
