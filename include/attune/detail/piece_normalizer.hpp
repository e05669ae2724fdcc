// What sentencepiece does to a text before it splits it: characters replaced by a table, spaces written as "▁", one put in front.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/piece_model.hpp>
#include <attune/detail/piece_trie.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune::detail {

/// Sentencepiece's normalization table: a double array (of darts-clone) from strings to replacements, the longest match first.
class Charsmap {
 public:
  Charsmap() = default;

  explicit Charsmap(std::string_view blob) {
    std::uint32_t size = 0;
    if (blob.size() < sizeof size) return;
    std::memcpy(&size, blob.data(), sizeof size);
    if (size > blob.size() - sizeof size) return;
    units_.resize(size / sizeof(std::uint32_t));
    std::memcpy(units_.data(), blob.data() + sizeof size, units_.size() * sizeof(std::uint32_t));
    replacements_ = blob.substr(sizeof size + size);
  }

  struct Match {
    std::string_view replacement;
    std::size_t length = 0;  // of the text; 0: no match
  };

  Match longest_prefix(std::string_view text) const {
    Match match;
    if (units_.empty()) return match;
    std::size_t node = offset(units_[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(text[i]);
      node ^= byte;
      if (node >= units_.size() || (units_[node] & label_bits) != byte) break;
      const std::uint32_t unit = units_[node];
      node ^= offset(unit);
      if ((unit & has_value) != 0 && node < units_.size()) match = {replacement(units_[node] & value_bits), i + 1};
    }
    return match;
  }

  /// Whether a match may begin with an ASCII character that stands before another, or before the end.
  bool changes_ascii(char first) const {
    for (int second = 0; second < 0x80; ++second) {
      const std::array<char, 2> text{first, static_cast<char>(second)};
      if (longest_prefix({text.data(), text.size()}).length > 0) return true;
    }
    return false;
  }

 private:
  static constexpr std::uint32_t label_bits = 0x800000FF, has_value = 0x100, value_bits = 0x7FFFFFFF;

  static std::size_t offset(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

  std::string_view replacement(std::size_t at) const {
    const std::string_view rest = replacements_.substr(std::min(at, replacements_.size()));
    return rest.substr(0, rest.find('\0'));
  }

  std::vector<std::uint32_t> units_;
  std::string_view replacements_;  // each ends with a NUL
};

/// A normalized text, and where each of its bytes comes from.
struct NormalizedText {
  std::string text;
  std::vector<std::uint32_t> origins;  // byte of the caller's text, one for each byte of `text` and one for its end
};

class PieceNormalizer {
 public:
  /// `model` must outlive this.
  explicit PieceNormalizer(const PieceModel& model) : model_(&model), charsmap_(model.charsmap), space_(model.escape_spaces ? space_symbol : " ") {
    std::vector<PieceTrie::Entry> symbols;
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id)
      if (model.pieces[id].type == PieceType::user_defined) symbols.emplace_back(model.pieces[id].text, id);
    symbols_ = PieceTrie(symbols);
    for (std::size_t c = 0; c < plain_.size(); ++c) {
      const char byte = static_cast<char>(c);
      plain_[c] = symbols_.child(PieceTrie::root, static_cast<std::uint8_t>(c)) == PieceTrie::nothing && !charsmap_.changes_ascii(byte);
    }
  }

  /// Users' own symbols, which stay as they are.
  const PieceTrie& symbols() const { return symbols_; }

  /// `text` must be well-formed and have 32-bit offsets.
  void normalize(std::string_view text, NormalizedText& out) const {
    out.text.clear();
    out.origins.clear();
    std::size_t at = 0;
    if (model_->remove_extra_spaces)
      while (at < text.size()) {
        const Charsmap::Match first = replace(text.substr(at));
        if (first.replacement != " ") break;
        at += first.length;
      }
    if (at == text.size()) return;

    if (!model_->space_is_suffix && model_->add_dummy_prefix) append(out, space_, at);
    bool after_space = model_->remove_extra_spaces;
    while (at < text.size()) {
      if (const std::size_t n = count_plain(text, at); n > 0) {
        const std::size_t before = out.text.size();
        out.text.append(text, at, n);
        out.origins.resize(before + n);
        for (std::size_t i = 0; i < n; ++i) out.origins[before + i] = static_cast<std::uint32_t>(at + i);
        at += n;
        after_space = false;
        continue;
      }
      auto [replacement, length] = is_plain_space(text, at) ? Charsmap::Match{" ", 1} : replace(text.substr(at));
      while (after_space && replacement.starts_with(' ')) replacement.remove_prefix(1);
      if (!replacement.empty()) {
        for (const char& c : replacement) append(out, c == ' ' ? space_ : std::string_view(&c, 1), at);
        after_space = model_->remove_extra_spaces && replacement.ends_with(' ');
      }
      at += length;
    }
    if (model_->remove_extra_spaces)
      while (out.text.ends_with(space_)) {
        out.text.resize(out.text.size() - space_.size());
        at = out.origins[out.text.size()];
        out.origins.resize(out.text.size());
      }
    if (model_->space_is_suffix && model_->add_dummy_prefix) append(out, space_, at);
    out.origins.push_back(static_cast<std::uint32_t>(at));
  }

 private:
  static void append(NormalizedText& out, std::string_view bytes, std::size_t origin) {
    out.text += bytes;
    out.origins.insert(out.origins.end(), bytes.size(), static_cast<std::uint32_t>(origin));
  }

  static bool is_ascii(char c) { return static_cast<std::uint8_t>(c) < 0x80; }

  /// How many characters from `at` on are left as they are: ASCII without a rule of its own, before ASCII, since a mark may join what it follows.
  std::size_t count_plain(std::string_view text, std::size_t at) const {
    std::size_t end = at;
    while (end < text.size() && is_ascii(text[end]) && text[end] != ' ' && plain_[static_cast<std::uint8_t>(text[end])]) ++end;
    if (end > at && end < text.size() && !is_ascii(text[end])) --end;
    return end - at;
  }

  bool is_plain_space(std::string_view text, std::size_t at) const {
    return text[at] == ' ' && plain_[' '] && (at + 1 == text.size() || is_ascii(text[at + 1]));
  }

  /// What the text begins with, as it is to be written.
  Charsmap::Match replace(std::string_view text) const {
    if (const std::size_t n = symbols_.longest_prefix(text); n > 0) return {text.substr(0, n), n};
    const Charsmap::Match match = charsmap_.longest_prefix(text);
    if (match.length > 0) return match;
    const std::size_t n = decode_at(text, 0).length;
    return {text.substr(0, n), n};
  }

  const PieceModel* model_;
  Charsmap charsmap_;
  PieceTrie symbols_;
  std::string_view space_;
  std::array<bool, 128> plain_{};
};

}  // namespace attune::detail
