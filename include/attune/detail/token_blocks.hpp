// Tokens from the masks of word_blocks.hpp: white space is left out, and kinds are told, without a look at each segment; and for
// TokenMode::social the few places where one of its readers might take something are found first, so that only they are read.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <vector>

#include <attune/detail/token_kind.hpp>
#include <attune/detail/word_blocks.hpp>

namespace attune::detail {

// ---- kinds ------------------------------------------------------------------------------------------------------------

constexpr const Properties& ascii_properties(std::size_t byte) {
  return property_records[property_blocks[(static_cast<std::size_t>(property_index[0]) << property_shift) + byte]];
}

/// The kind of a segment by its first byte, if it holds no letter and no number. Bytes beyond ASCII: see `WordBlock::odd_start`.
constexpr std::array<TokenKind, 256> make_first_kinds() {
  std::array<TokenKind, 256> kinds{};
  for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
    const Category category = byte < 0x80 ? ascii_properties(byte).category : Category::other;
    kinds[byte] = category == Category::letter        ? TokenKind::word
                  : category == Category::number      ? TokenKind::number
                  : category == Category::punctuation ? TokenKind::punctuation
                  : category == Category::symbol      ? TokenKind::symbol
                                                      : TokenKind::other;
  }
  return kinds;
}
alignas(64) inline constexpr std::array<TokenKind, 256> first_kinds = make_first_kinds();

constexpr bool masks_hold_ascii_space() {
  for (std::size_t byte = 0; byte < 0x80; ++byte)
    if ((ascii_properties(byte).category == Category::space) != ((word_class_bits(byte) & 0xC0) != 0)) return false;
  return true;
}
static_assert(masks_hold_ascii_space());

/// Tokens on their way to a vector, so that whole blocks can be written without a look at its capacity.
class TokenBuffer {
 public:
  explicit TokenBuffer(std::vector<Token>& out) : out_(out), tokens_(std::launder(reinterpret_cast<Token*>(storage_))) {}
  TokenBuffer(const TokenBuffer&) = delete;
  TokenBuffer& operator=(const TokenBuffer&) = delete;

  /// Room for the tokens of a block; `advance` says how many were written.
  Token* room() {
    if (n_ > capacity - block_bytes) flush();
    return tokens_ + n_;
  }
  void advance(std::size_t n) { n_ += n; }

  void push_back(const Token& token) {
    *room() = token;
    advance(1);
  }

  void flush() {
    out_.insert(out_.end(), tokens_, tokens_ + n_);
    n_ = 0;
  }

 private:
  static constexpr std::size_t capacity = 512;

  std::vector<Token>& out_;
  alignas(Token) std::byte storage_[capacity * sizeof(Token)];  // not set: most texts are short
  Token* tokens_;
  std::size_t n_ = 0;
};

/// For each segment that holds a bit of `mask`, the boundary behind it. `inside` is all that is no boundary: an addition carries
/// from the bit through the rest of its segment.
constexpr Mask ends_of_holders(Mask mask, Mask inside) {
  const Mask next = mask << 1;
  return (((next & inside) + inside) | next) & ~inside;
}

/// The segments of a block that make tokens, one bit each.
struct TokenMasks {
  Mask starts = 0, ends = 0;     // as many of the one as of the other
  Mask words = 0, numbers = 0;   // among `ends`: the segments that hold a letter, a number
};

#if ATTUNE_HAS_X86_KERNELS
static_assert(sizeof(Token) == 12 && offsetof(Token, end) == 4 && offsetof(Token, kind) == 8, "vectors write tokens as three 32-bit words");

/// For the vector `third` of the three that sixteen tokens fill: which lane of starts (0 to 15), ends (16 to 31) or kinds each word is.
constexpr std::array<std::uint32_t, 16> make_token_words(std::size_t third, bool of_kinds) {
  std::array<std::uint32_t, 16> lanes{};
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    const std::size_t word = 16 * third + lane, field = word % 3;
    lanes[lane] = static_cast<std::uint32_t>(word / 3 + (field == 1 && !of_kinds ? 16 : 0));
  }
  return lanes;
}
template <std::size_t third>
alignas(64) inline constexpr auto token_spans = make_token_words(third, false);
template <std::size_t third>
alignas(64) inline constexpr auto token_kinds = make_token_words(third, true);

struct Avx512Tokens {
  __m512i starts, ends, kinds;  // bytes, one a token

  template <std::size_t third>
  ATTUNE_AVX512 static inline void write_third(__m512i start, __m512i end, __m512i kind, Token* out) {
    constexpr __mmask16 is_kind = third == 0 ? 0x4924 : third == 1 ? 0x2492 : 0x9249;  // words 2, 5, 8, ... of 48
    const __m512i spans = _mm512_permutex2var_epi32(start, _mm512_load_si512(token_spans<third>.data()), end);
    const __m512i words = _mm512_mask_permutexvar_epi32(spans, is_kind, _mm512_load_si512(token_kinds<third>.data()), kind);
    _mm512_storeu_si512(reinterpret_cast<std::uint32_t*>(out) + 16 * third, words);
  }

  template <int quarter>
  ATTUNE_AVX512 inline void write_sixteen(__m512i at, Token* out) const {
    const __m512i start = _mm512_add_epi32(at, Avx512Kernel::widen<quarter>(starts)), end = _mm512_add_epi32(at, Avx512Kernel::widen<quarter>(ends));
    const __m512i kind = Avx512Kernel::widen<quarter>(kinds);
    write_third<0>(start, end, kind, out + 16 * quarter);
    write_third<1>(start, end, kind, out + 16 * quarter);
    write_third<2>(start, end, kind, out + 16 * quarter);
  }
};

/// `write_plain_tokens`, sixteen tokens at a time; overwrites up to `out` + 64.
ATTUNE_AVX512 inline void write_tokens_avx512(const char* bytes, std::uint32_t base, const TokenMasks& m, Token* out) {
  const __m512i text = _mm512_maskz_loadu_epi8(m.starts, bytes);
  const __m512i first = _mm512_permutex2var_epi8(_mm512_load_si512(first_kinds.data()), text, _mm512_load_si512(first_kinds.data() + 64));
  const __m512i identity = _mm512_load_si512(identity_bytes.data());
  Avx512Tokens tokens{_mm512_maskz_compress_epi8(m.starts, identity), _mm512_maskz_compress_epi8(m.ends, identity),
                      _mm512_maskz_compress_epi8(m.starts, first)};
  const auto set = [](TokenKind kind) { return static_cast<char>(kind); };
  tokens.kinds = _mm512_mask_mov_epi8(tokens.kinds, _pext_u64(m.numbers, m.ends), _mm512_set1_epi8(set(TokenKind::number)));
  tokens.kinds = _mm512_mask_mov_epi8(tokens.kinds, _pext_u64(m.words, m.ends), _mm512_set1_epi8(set(TokenKind::word)));
  const __m512i at = _mm512_set1_epi32(static_cast<int>(base));
  const int n = std::popcount(m.starts);
  tokens.write_sixteen<0>(at, out);
  if (n > 16) tokens.write_sixteen<1>(at, out);
  if (n > 32) tokens.write_sixteen<2>(at, out);
  if (n > 48) tokens.write_sixteen<3>(at, out);
}
#endif

/// Tokens one by one; no branch on what they are, which no CPU foresees.
[[gnu::always_inline]] inline void write_plain_tokens(const char* bytes, std::uint32_t base, TokenMasks m, Token* out) {
  static_assert(static_cast<int>(TokenKind::word) == 0 && static_cast<int>(TokenKind::number) == 1);
  for (; m.starts != 0; m.starts &= m.starts - 1, m.ends &= m.ends - 1) {
    const int start = std::countr_zero(m.starts), end = std::countr_zero(m.ends);
    const std::uint64_t word = m.words >> end & 1, number = m.numbers >> end & 1;
    std::uint64_t kind = static_cast<std::uint8_t>(first_kinds[static_cast<std::uint8_t>(bytes[start])]);
    kind = ((kind & (number - 1)) | number) & (word - 1);
    *out++ = {base + static_cast<std::uint32_t>(start), base + static_cast<std::uint32_t>(end), static_cast<TokenKind>(kind)};
  }
}

/// The same where some segments start with a bit of `odd_start`, or end with one of `odd`: those are looked at.
inline void write_odd_tokens(const char* bytes, std::uint32_t base, TokenMasks m, Mask odd_start, Mask odd, TokenBuffer& out) {
  Token* const tokens = out.room();
  write_plain_tokens(bytes, base, m, tokens);
  std::size_t n = 0;
  for (std::size_t i = 0; m.starts != 0; ++i, m.starts &= m.starts - 1, m.ends &= m.ends - 1) {
    const int start = std::countr_zero(m.starts), end = std::countr_zero(m.ends);
    Token token = tokens[i];
    if (((odd_start >> start | odd >> end) & 1) != 0) {
      const Classified found = classify({bytes + start, static_cast<std::size_t>(end - start)});
      if (found.skip) continue;
      token.kind = found.kind;
    }
    tokens[n++] = token;
  }
  out.advance(n);
}

/// The tokens of all segments between two bits of `block.breaks`, the first of which is at `at`.
template <class K>
[[gnu::always_inline]] inline void write_tokens(std::string_view text, std::size_t at, const WordBlock& block, TokenBuffer& out) {
  const Mask inside = ~block.breaks;
  const Mask segments = block.breaks ^ std::bit_floor(block.breaks);
  TokenMasks m;
  m.starts = block.odd == ~Mask{0} ? segments : segments & ~block.space;
  m.ends = ((m.starts << 1) + inside) & block.breaks;
  m.words = ends_of_holders(block.letter, inside);
  m.numbers = ends_of_holders(block.number, inside);
  const auto base = static_cast<std::uint32_t>(at);
  const char* const bytes = text.data() + at;
  if ((block.odd_start | block.odd) != 0) return write_odd_tokens(bytes, base, m, block.odd_start, ends_of_holders(block.odd, inside), out);
#if ATTUNE_HAS_X86_KERNELS
  if constexpr (std::is_same_v<K, Avx512Kernel>)
    write_tokens_avx512(bytes, base, m, out.room());
  else
#endif
    write_plain_tokens(bytes, base, m, out.room());
  out.advance(static_cast<std::size_t>(std::popcount(m.starts)));
}

template <class K>
[[gnu::always_inline]] inline void scan_strict(std::string_view text, std::vector<Token>& tokens) {
  TokenBuffer out(tokens);
  for (std::size_t at = 0; at < text.size();) {
    WordMasks masks;
    WordBlock block;
    read_masks<K>(text, at, masks);
    if (is_for_automaton<K>(masks)) {
      const auto append = [&](std::size_t end) {
        append_segment(text, at, end, out);
        at = end;
      };
      append(scan_words_until(text, at, at + automaton_stretch, true, append));
      continue;
    }
    read_block<K>(text, at, reach_of(text, at), true, masks, block);
    if (block.breaks == 1) {  // longer than a block, or not for masks to decide
      const std::size_t end = next_word_boundary(text, at, true);
      append_segment(text, at, end, out);
      at = end;
      continue;
    }
    write_tokens<K>(text, at, block, out);
    at += static_cast<std::size_t>(std::bit_width(block.breaks)) - 1;
  }
  out.flush();
}

// ---- social -----------------------------------------------------------------------------------------------------------

/// `from`, spread downwards through the bits of `through`.
constexpr Mask spread_down(Mask from, Mask through) {
  for (int n = 1; n < 64; n *= 2) {
    from |= through & (from >> n);
    through &= through >> n;
  }
  return from;
}

/// Where SocialReader has to look: every start at which it takes something is among them. A start counts when its own character
/// may open a token, or when its run, up to the next white space or the like, holds or is followed by what makes an address, a
/// fraction, a keycap or a face of letters. Cuts `block` before a run whose end is not in sight, and before a keycap.
inline Mask special_starts(const WordMasks& m, const SocialMasks& s, const BlockReach& reach, WordBlock& block) {
  const Mask edge = reach.final ? 0 : Mask{1} << (block_bytes - 1);  // what follows the last byte is not known
  const auto next = [&](Mask mask) { return mask >> 1 | edge; };
  const Mask alnum = m.letter | m.number;
  const Mask face = s.eyes | s.dash | s.dot | m.connector;
  const Mask run = alnum | m.connector | s.dash | s.dot | s.bracket | ~block.breaks;
  const Mask opens = s.opener | block.shrug
                     | (s.eyes & ~((m.space | m.line) >> 1))      // ":)"
                     | ((s.bracket | s.dash) & next(face))        // "(:", "-_-"
                     | (s.dot & next(m.connector))                // "._."
                     | (s.xd & next(s.xd));                       // "xD"
  const Mask in_run = (s.opener & (run << 1))                                               // "ana@"
                      | (s.dot & ((alnum | s.dash) << 1) & next(alnum | s.dash))            // "example.com", "o.O"
                      | (s.eyes & (m.letter << 1) & next(s.slash))                          // "https://"
                      | (s.slash & (m.number << 1) & next(m.number))                        // "1/2"
                      | (m.number & next(m.non_ascii))                                      // a keycap
                      | (m.connector & (alnum << 1) & next(alnum))                          // "T_T"
                      | (s.dash & (m.number << 1));                                         // "8-)"
  if (block.keycap != 0) {
    const Mask first = block.keycap & (~block.keycap + 1);
    block.breaks &= (std::bit_floor(block.breaks & (first | (first - 1))) << 1) - 1;
  }
  const int n_open = reach.final ? 0 : std::countl_one(run);
  if (n_open > 0) block.breaks &= (Mask{2} << (static_cast<int>(block_bytes) - n_open)) - 1;
  return in_run == 0 ? opens : opens | spread_down(in_run, run);
}

/// One token by the rules alone; returns its end.
template <class Tokens>
std::size_t append_social(std::string_view text, std::size_t at, SocialReader& reader, Tokens& out) {
  const Token special = reader.read(at);
  if (special.end > at) {
    out.push_back(special);
    return special.end;
  }
  std::size_t end = next_word_boundary(text, at, false);
  // "12" and a keycap 3 are one segment of digits: the keycap is a token of its own.
  const std::size_t keycap = text.substr(at, end - at).find("\xE2\x83\xA3");
  if (keycap != std::string_view::npos) {
    std::size_t digit = at + keycap;
    while (digit > at && static_cast<std::uint8_t>(text[digit]) >= 0x80) --digit;
    if (digit > at) end = digit;
  }
  append_segment(text, at, end, out);
  return end;
}

template <class K>
[[gnu::always_inline]] inline void scan_social(std::string_view text, std::vector<Token>& tokens) {
  TokenBuffer out(tokens);
  SocialReader reader(text);
  for (std::size_t at = 0; at < text.size();) {
    const BlockReach reach = reach_of(text, at);
    WordMasks masks;
    SocialMasks social;
    WordBlock block;
    read_masks<K>(text, at, masks);
    read_block<K>(text, at, reach, false, masks, block);
    read_masks<K>(text, at, social);
    const Mask special = special_starts(masks, social, reach, block);
    if (block.breaks == 1) {
      at = append_social(text, at, reader, out);
      continue;
    }
    Token taken;
    for (Mask left = special & (block.breaks ^ std::bit_floor(block.breaks)); left != 0; left &= left - 1) {
      const Mask start = left & (~left + 1);
      const std::size_t from = at + static_cast<std::size_t>(std::countr_zero(start));
      const Token found = reader.read(from);
      if (found.end == from) continue;
      taken = found;
      block.breaks &= (start << 1) - 1;
      break;
    }
    write_tokens<K>(text, at, block, out);
    at += static_cast<std::size_t>(std::bit_width(block.breaks)) - 1;
    if (taken.end != 0) {
      out.push_back(taken);
      at = taken.end;
    }
  }
  out.flush();
}

// ---- kernels ----------------------------------------------------------------------------------------------------------

inline void scan_strict_portable(std::string_view text, std::vector<Token>& out) { scan_strict<PortableKernel>(text, out); }
inline void scan_social_portable(std::string_view text, std::vector<Token>& out) { scan_social<PortableKernel>(text, out); }
#if ATTUNE_HAS_X86_KERNELS
ATTUNE_AVX2 inline void scan_strict_avx2(std::string_view text, std::vector<Token>& out) { scan_strict<Avx2Kernel>(text, out); }
ATTUNE_AVX2 inline void scan_social_avx2(std::string_view text, std::vector<Token>& out) { scan_social<Avx2Kernel>(text, out); }
ATTUNE_AVX512 inline void scan_strict_avx512(std::string_view text, std::vector<Token>& out) { scan_strict<Avx512Kernel>(text, out); }
ATTUNE_AVX512 inline void scan_social_avx512(std::string_view text, std::vector<Token>& out) { scan_social<Avx512Kernel>(text, out); }
#endif

/// Appends the tokens of TokenMode::uax29. Every kernel appends the same; `kernel` must be supported.
inline void tokenize_strict(std::string_view text, Kernel kernel, std::vector<Token>& out) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_strict_avx512(text, out);
  if (kernel == Kernel::avx2) return scan_strict_avx2(text, out);
#endif
  static_cast<void>(kernel);
  scan_strict_portable(text, out);
}

/// The same for TokenMode::social.
inline void tokenize_social(std::string_view text, Kernel kernel, std::vector<Token>& out) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return scan_social_avx512(text, out);
  if (kernel == Kernel::avx2) return scan_social_avx2(text, out);
#endif
  static_cast<void>(kernel);
  scan_social_portable(text, out);
}

}  // namespace attune::detail
