// What the n-grams of a text add to the sums of a table, without a list of them: the same integers as NgramTable::score, many times as fast.
//
// Most words of a text have been met before. What a token adds by itself, its letters above all, is remembered once it is worked out; only
// pairs of neighbours are looked up anew. Cache misses are the first cost, so a token's record is asked for before it is needed.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/entities.hpp>
#include <attune/detail/feature_parts.hpp>
#include <attune/detail/hash_lanes.hpp>
#include <attune/detail/ngram_table.hpp>
#include <attune/detail/row_sums.hpp>
#include <attune/detail/term_form.hpp>
#include <attune/detail/token_blocks.hpp>
#include <attune/terms.hpp>
#include <attune/tokenizer.hpp>

namespace attune::detail {

/// Scores one text after another; not for several threads at once. The table must outlive it.
class NgramScorer {
 public:
  explicit NgramScorer(const NgramTable& table, Kernel kernel = best_kernel())
      : table_(table), kernel_(kernel), width_(padded_width(table.n_labels())), entries_(n_entries + 1), letter_sums_(entries_.size() * width_) {
    for (std::size_t flag = 0; flag < message_flags.size(); ++flag) flag_rows_[flag] = row_of(flag_hash(settings().seed, message_flags[flag]).finish());
  }

  /// Adds to each label's logit what `text` says for it.
  void score(std::string_view text, std::span<double> logits) {
    require_indexable(text);
    // The trainer makes no longer n-grams of words, and entities are rare: neither is worth a way of its own.
    if (settings().max_words > 2 || read_entities(text, entities_)) return table_.score(text, slow_, logits);
    read(text);
    table_.add_logits(sums_, logits);
  }

 private:
  static constexpr unsigned set_bits = 12;
  static constexpr std::size_t n_ways = 4, n_entries = n_ways << set_bits, key_bytes = 16;
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  enum Flag : std::uint8_t { is_long = 1, all_caps = 2, elongated = 4, negates = 8, ends_negated = 16 };

  /// The bytes of a token, zeros behind them; those of ASCII in lower case.
  struct Key {
    std::uint64_t low = 0, high = 0;
    std::uint32_t set = 0;
    bool fits = false;
    bool all_caps = false;  // of ASCII
  };

  /// What is known of a token.
  struct alignas(64) Entry {
    std::uint64_t low = 0, high = 0;            // of its key
    std::uint64_t state = 0;                    // of the hash of 'w' and the form
    std::uint64_t form_low = 0, form_high = 0;  // of a form of at most 16 bytes
    std::uint32_t row = none, first_row = none, last_row = none, negated_row = none;
    std::uint16_t n_letters = 0;                // letter n-grams, the unknown ones too
    std::uint16_t most = 0;                     // 2^16 times this is more than what they add for any label
    TokenKind kind = TokenKind::other;
    std::uint8_t form_size = 0;
    std::uint8_t flags = 0;
    std::uint8_t uses = 0;                      // fewer the longer ago; 0 is no entry
  };
  static_assert(sizeof(Entry) == 64);

  const FeatureSettings& settings() const { return table_.settings(); }

  std::uint32_t row_of(std::uint64_t hash) const {
    const std::size_t row = table_.find_row(feature_key(hash));
    return row == NgramTable::no_row ? none : static_cast<std::uint32_t>(row);
  }

  // ---- tokens ---------------------------------------------------------------------------------------------------------

  /// Of a token that may be read 16 bytes far.
  static Key key_of(const char* bytes, std::size_t size, TokenKind kind) {
    Key key;
    key.fits = size <= key_bytes;
    if (!key.fits) return key;
    std::memcpy(&key.low, bytes, 8);
    std::memcpy(&key.high, bytes + 8, 8);
    key.low &= bytes_below(std::min<std::size_t>(size, 8));
    key.high &= bytes_below(std::max<std::size_t>(size, 8) - 8);
    if (((key.low | key.high) & each_byte(0x80)) == 0) {
      const std::uint64_t upper_low = in_range(key.low, 'A', 'Z'), upper_high = in_range(key.high, 'A', 'Z');
      key.low |= upper_low >> 2;
      key.high |= upper_high >> 2;
      const bool no_lower = in_range(key.low, 'a', 'z') == upper_low && in_range(key.high, 'a', 'z') == upper_high;
      key.all_caps = no_lower && std::popcount(upper_low) + std::popcount(upper_high) >= 2;
    }
    const std::uint64_t mixed = (key.low ^ static_cast<std::uint64_t>(kind)) * 0x9E3779B97F4A7C15u + key.high * 0xC2B2AE3D27D4EB4Fu;
    key.set = static_cast<std::uint32_t>((mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u >> (64 - set_bits));
    return key;
  }

  static constexpr std::uint64_t each_byte(std::uint8_t byte) { return 0x0101010101010101u * byte; }
  /// The upper bit of each byte that is from `first` to `last`; all bytes are ASCII.
  static std::uint64_t in_range(std::uint64_t bytes, char first, char last) {
    return (bytes + each_byte(static_cast<std::uint8_t>(0x80 - first))) & ~(bytes + each_byte(static_cast<std::uint8_t>(0x7F - last))) & each_byte(0x80);
  }
  static std::uint64_t bytes_below(std::size_t n) { return n == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * n); }

  std::string_view bytes_of(std::size_t token) const { return {text_.data() + tokens_[token].start, tokens_[token].end - tokens_[token].start}; }

  void tokenize_padded(std::string_view text) {
    text_.assign(text);
    text_.append(key_bytes, '\0');
    tokens_.clear();
    tokenize_social(std::string_view(text_.data(), text.size()), kernel_, tokens_);
    keys_.clear();
    for (const Token& token : tokens_) {
      keys_.push_back(key_of(text_.data() + token.start, token.end - token.start, token.kind));
      prefetch(entries_.data() + keys_.back().set * n_ways, sizeof(Entry));
    }
  }

  /// The entry of a token, which holds until the next call. Not kept is a token that does not fit, or is new where others are in use.
  const Entry& look_up(const Key& key, std::string_view bytes, TokenKind kind) {
    Entry* const set = entries_.data() + key.set * n_ways;
    if (key.fits)
      for (std::size_t way = 0; way < n_ways; ++way) {
        Entry& entry = set[way];
        if (entry.low != key.low || entry.high != key.high || entry.kind != kind || entry.uses == 0) continue;
        entry.uses = static_cast<std::uint8_t>(entry.uses + (entry.uses < 255));
        return entry;
      }

    drain_letters();  // the sums in the place to be filled may be among them
    Term term;
    term.kind = kind;
    form_.clear();
    append_term(bytes, form_, term);
    Entry* entry = &entries_.back();
    if (key.fits && form_.size() <= key_bytes) {
      Entry& least = *std::min_element(set, set + n_ways, [](const Entry& a, const Entry& b) { return a.uses < b.uses; });
      if (least.uses <= 1) entry = &least;
      else --least.uses;
    }
    describe(key, term, *entry);
    if (has_letters(kind) && form_.size() <= key_bytes) spell(*entry);
    return *entry;
  }

  void describe(const Key& key, const Term& term, Entry& entry) const {
    const bool is_ascii = ((key.low | key.high) & each_byte(0x80)) == 0;  // whose capitals the key knows
    entry = {};
    entry.low = key.low;
    entry.high = key.high;
    std::array<char, key_bytes> form{};
    std::copy_n(form_.data(), std::min(form_.size(), key_bytes), form.data());
    std::memcpy(&entry.form_low, form.data(), 8);
    std::memcpy(&entry.form_high, form.data() + 8, 8);
    const FeatureHash hash = term_hash(settings().seed, 'w', form_);
    entry.state = hash.state();
    entry.row = row_of(hash.finish());
    entry.first_row = row_of(term_hash(settings().seed, 'b', form_).finish());
    entry.last_row = row_of(term_hash(settings().seed, 'e', form_).finish());
    entry.negated_row = row_of(term_hash(settings().seed, 'n', form_).finish());
    entry.kind = term.kind;
    entry.form_size = static_cast<std::uint8_t>(std::min(form_.size(), key_bytes));
    entry.flags = static_cast<std::uint8_t>((form_.size() > key_bytes ? is_long : 0) | (term.all_caps && !(key.fits && is_ascii) ? all_caps : 0) | (term.elongated ? elongated : 0) |
                                            (is_negation(form_) ? negates : 0) | (ends_negation(form_) ? ends_negated : 0));
    entry.uses = 1;
  }

  std::int32_t* letter_sums_of(const Entry& entry) { return letter_sums_.data() + static_cast<std::size_t>(&entry - entries_.data()) * width_; }

  /// Adds up what the letters of `form_` say.
  void spell(Entry& entry) {
    std::int32_t* const sums = letter_sums_of(entry);
    std::fill_n(sums, width_, 0);
    found_.clear();
    for_each_letter_ngram(form_, settings(), edges_, [&](const FeatureHash& hash) { found_.push_back(feature_key(hash.finish())); });
    entry.n_letters = static_cast<std::uint16_t>(found_.size());
    table_.find_rows(found_);
    for (const std::uint32_t row : found_) spelling_.push(row, most_of(row));
    sum_rows(WeightRows{table_, spelling_.rows()}, std::span(sums, table_.n_labels()), kernel_);
    static_assert((key_bytes + 2) * 8 * (std::int64_t{128} * 65535) < PendingRows<int>::limit);
    entry.most = static_cast<std::uint16_t>((spelling_.most() >> 16) + 1);
    spelling_.clear();
  }

  /// No weight of the row is larger.
  std::int64_t most_of(std::uint32_t row) const { return std::int64_t{128} * table_.scale(row); }

  // ---- messages -------------------------------------------------------------------------------------------------------

  void read(std::string_view text) {
    tokenize_padded(text);
    table_.clear(sums_);
    clear_seen(seen_, tokens_.size());
    MessageStyle style;
    std::uint32_t n_negated = 0, last_row = none;
    std::uint64_t state = 0;  // of the item before
    for (std::size_t i = 0; i < tokens_.size();) {
      const std::size_t first = i;
      const Entry& entry = next_item(i);
      if (entry.form_size == 0) continue;
      const bool is_first = add_seen(seen_, FeatureHash::finish(entry.state));
      if (is_first) {
        add_row(entry.row, FeatureBlock::word);
        add_letters(entry);
      }
      if (style.empty()) add_row(entry.first_row, FeatureBlock::word);
      else add_pair(state, entry);
      if (entry.kind == TokenKind::punctuation || (entry.flags & ends_negated) != 0) {
        n_negated = 0;
      } else if (n_negated > 0) {
        add_row(entry.negated_row, FeatureBlock::word);
        --n_negated;
      }
      if ((entry.flags & negates) != 0) n_negated = settings().negated;
      const std::size_t start = tokens_[first].start, end = tokens_[i - 1].end;
      style.count(entry.kind, keys_[first].all_caps || (entry.flags & all_caps) != 0, (entry.flags & elongated) != 0, form_of(entry), {text_.data() + start, end - start});
      state = entry.state;
      last_row = entry.last_row;
    }
    drain_letters();
    if (style.empty()) return;
    add_row(last_row, FeatureBlock::word);
    finish_pairs();
    drain_rows(FeatureBlock::word);
    style.for_each_flag([&](std::size_t flag) { add_row(flag_rows_[flag], FeatureBlock::message); });
    drain_rows(FeatureBlock::message);
  }

  /// The next item from token `i` on, a token or a run of marks, and `i` behind it.
  const Entry& next_item(std::size_t& i) {
    MarkRun marks;
    if (tokens_[i].kind == TokenKind::punctuation)
      marks = read_marks(tokens_.size(), i, [&](std::size_t token) { return mark_at(token); }, [&](std::size_t token) { return tokens_[token].start == tokens_[token - 1].end; });
    const std::size_t first = i;
    i += std::max<std::size_t>(marks.n, 1);
    if (marks.n < 2) return look_up(keys_[first], bytes_of(first), tokens_[first].kind);
    std::array<char, key_bytes> padded{};
    marks.form.copy(padded.data(), marks.form.size());
    return look_up(key_of(padded.data(), marks.form.size(), TokenKind::punctuation), marks.form, TokenKind::punctuation);
  }

  /// The form of a token where it is a mark; of others anything but one.
  std::string_view mark_at(std::size_t token) {
    const std::string_view bytes = bytes_of(token);
    if (bytes.size() == 1) return bytes;
    const Entry& entry = look_up(keys_[token], bytes, tokens_[token].kind);  // one in full width counts as the plain one, a variation selector for nothing
    return entry.form_size == 1 ? std::string_view(form_.assign(1, static_cast<char>(entry.form_low))) : bytes;
  }

  static std::string_view form_of(const Entry& entry) { return {reinterpret_cast<const char*>(&entry.form_low), entry.form_size}; }

  // ---- sums -----------------------------------------------------------------------------------------------------------

  std::span<std::int64_t> sums_of(FeatureBlock block) { return std::span(sums_.sums).subspan(static_cast<std::size_t>(block) * table_.n_labels(), table_.n_labels()); }

  void add_row(std::uint32_t row, FeatureBlock block) {
    ++sums_.n[static_cast<std::size_t>(block)];
    if (row == none) return;
    prefetch(table_.row(row), table_.n_labels());
    if (rows_.push(row, most_of(row))) return;
    drain_rows(block);
    rows_.push(row, most_of(row));
  }

  void drain_rows(FeatureBlock block) {
    sum_rows(WeightRows{table_, rows_.rows()}, sums_of(block), kernel_);
    rows_.clear();
  }

  void add_letters(const Entry& entry) {
    if ((entry.flags & is_long) != 0) {
      if (has_letters(entry.kind))
        for_each_letter_ngram(form_, settings(), edges_, [&](const FeatureHash& hash) { table_.add(hash.finish(), static_cast<std::size_t>(FeatureBlock::character), sums_); });
      return;
    }
    if (entry.n_letters == 0) return;
    sums_.n[static_cast<std::size_t>(FeatureBlock::character)] += entry.n_letters;
    const std::int64_t most = std::int64_t{entry.most} << 16;
    prefetch(letter_sums_of(entry), table_.n_labels() * sizeof(std::int32_t));
    if (letters_.push(letter_sums_of(entry), most)) return;
    drain_letters();
    letters_.push(letter_sums_of(entry), most);
  }

  void drain_letters() {
    sum_rows(IntegerRows{letters_.rows()}, sums_of(FeatureBlock::character), kernel_);
    letters_.clear();
  }

  /// The item behind one whose hash had `state`.
  void add_pair(std::uint64_t state, const Entry& entry) {
    state = FeatureHash::step(state, ' ');
    if ((entry.flags & is_long) != 0) {
      for (const char c : form_) state = FeatureHash::step(state, static_cast<std::uint8_t>(c));
      return add_row(row_of(FeatureHash::finish(state)), FeatureBlock::word);
    }
    const std::size_t lane = n_pairs_++ % HashLanes::n;
    if (lane == 0) pairs_.resize(n_pairs_ / HashLanes::n + 1);
    HashLanes& lanes = pairs_.back();
    lanes.states[lane] = state;
    lanes.low[lane] = entry.form_low;
    lanes.high[lane] = entry.form_high;
    lanes.sizes[lane] = entry.form_size;
  }

  void finish_pairs() {
    found_.clear();
    for (HashLanes& lanes : pairs_) {
      const std::size_t n = std::min(n_pairs_, HashLanes::n);
      n_pairs_ -= n;
      std::fill(lanes.sizes.begin() + static_cast<std::ptrdiff_t>(n), lanes.sizes.end(), 0);
      finish(lanes, kernel_);
      for (std::size_t lane = 0; lane < n; ++lane) found_.push_back(feature_key(lanes.states[lane]));
    }
    pairs_.clear();
    const std::size_t n_pairs = found_.size();
    table_.find_rows(found_);
    sums_.n[static_cast<std::size_t>(FeatureBlock::word)] += n_pairs - found_.size();
    for (const std::uint32_t row : found_) add_row(row, FeatureBlock::word);
  }

  const NgramTable& table_;
  Kernel kernel_;
  std::size_t width_;
  std::array<std::uint32_t, message_flags.size()> flag_rows_{};
  std::vector<Entry> entries_;             // a set is `n_ways` entries side by side; the last of all is not kept, and its form is in `form_`
  std::vector<std::int32_t> letter_sums_;  // `width_` for each entry
  // The message that is read.
  AlignedText entities_;
  NgramTable::Scratch slow_;
  std::string text_, form_;
  std::vector<Token> tokens_;
  std::vector<Key> keys_;
  std::vector<std::uint64_t> seen_;
  std::vector<std::uint32_t> edges_, found_;
  std::vector<HashLanes> pairs_;
  std::size_t n_pairs_ = 0;
  PendingRows<const std::int32_t*> letters_;
  PendingRows<std::uint32_t> rows_, spelling_;
  NgramTable::Sums sums_;
};

}  // namespace attune::detail
