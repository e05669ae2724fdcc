/// What a channel (mail, chat, a web form) has done to a text, undone: the plain words of its writer, with the way back.
#pragma once

#include <string_view>

#include <attune/aligned_text.hpp>

namespace attune {

/// What `clean` does, in this order.
struct ChannelOptions {
  /// HTML entities are read: those that `make_terms` reads.
  bool entities = true;
  /// Variation selectors (but behind emoji), soft hyphens, word joiners and U+FEFF are dropped: "I" + U+FE0F is "I".
  bool invisible = true;
  /// Full-width ASCII, space and currency signs become the ordinary ones.
  bool full_width = true;
  /// Curly apostrophes and quotation marks become ' and ".
  bool quotes = true;
  /// Quoted mail is dropped: lines that begin with '>', with "On ..., ... wrote:" before them; what follows such a line without '>',
  /// "-----Original Message-----", "Begin forwarded message:" or a header of From, Sent, To, Subject. A text of one line is kept.
  bool quoted_mail = true;
  /// A signature is dropped: the line "-- " and all behind it; the line "--" when at most eight lines follow.
  bool signature = true;
  /// Of three and more equal letters in a row two are left ("soooo" is "soo"), but not in URLs, addresses, handles and hashtags,
  /// nor in words of one letter three times ("AAA", "www").
  bool elongation = true;
};

/// `text` as plain as the options say, as a view over the caller's text.
///
/// A character that is dropped belongs to the one before it, letters that are squeezed to the last of them: a span over "soo" leads to
/// all of "soooo". Quoted mail and signatures belong to nothing: no span leads to them unless it goes from before to behind.
///
/// Units: bytes. An ill-formed maximal subpart becomes U+FFFD. Errors: `std::length_error` at 4 GiB. Cost: linear in bytes.
/// Source: RFC 3676, sections 4.3 and 4.5 (signatures, quoting); what mail programs write by themselves.
AlignedText clean(std::string_view text, const ChannelOptions& options = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/channel-inl.hpp>
#endif
