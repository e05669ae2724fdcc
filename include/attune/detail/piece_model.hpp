// Sentencepiece's model files (protocol buffers), read strictly: whatever this reader lets through can be used as it is.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/sha256.hpp>
#include <attune/subword.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

inline constexpr std::size_t max_piece_file_size = 64u << 20;
inline constexpr std::size_t max_pieces = 1'000'000;
inline constexpr std::size_t max_piece_size = 512;
inline constexpr std::size_t max_spec_text_size = 1u << 20;  // of a text among the settings
inline constexpr std::string_view space_symbol = "\u2581";    // how pieces spell a space

enum class PieceType : std::uint8_t { normal = 1, unknown, control, user_defined, unused, byte };  // numbers of the file format

/// Views of the file's bytes.
struct PieceModel {
  struct Entry {
    std::string_view text;
    float score = 0;
    PieceType type = PieceType::normal;
  };
  std::vector<Entry> pieces;
  std::unordered_map<std::string_view, std::uint32_t> ids;
  std::uint32_t unk_id = 0;
  PieceModelType type = PieceModelType::unigram;
  std::string_view bos_piece = "<s>", eos_piece = "</s>", unk_surface = " \u2047 ";
  bool byte_fallback = false;
  bool space_is_suffix = false;
  // Normalization.
  std::string_view charsmap;
  bool add_dummy_prefix = true, remove_extra_spaces = true, escape_spaces = true;

  std::optional<std::uint32_t> find(std::string_view piece) const {
    const auto found = ids.find(piece);
    if (found == ids.end()) return std::nullopt;
    return found->second;
  }
  std::optional<std::uint32_t> control_id(std::string_view piece) const {
    const std::optional<std::uint32_t> id = find(piece);
    return id && pieces[*id].type == PieceType::control ? id : std::nullopt;
  }
  /// Pieces that text is split into, as opposed to those that only stand for something.
  bool is_text(std::uint32_t id) const {
    const PieceType type_of_piece = pieces[id].type;
    return type_of_piece == PieceType::normal || type_of_piece == PieceType::user_defined || type_of_piece == PieceType::unused;
  }
  /// The piece that a part of a text is, or the unknown one.
  std::uint32_t text_id(std::string_view part) const {
    const std::optional<std::uint32_t> id = find(part);
    return id && is_text(*id) ? *id : unk_id;
  }
};

/// The piece that stands for a byte: "<0x0A>".
inline std::string byte_piece(unsigned byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("<0x") + digits[byte >> 4] + digits[byte & 15] + ">";
}

/// SHA-256 of the normalization tables that sentencepiece compiles in. They are double arrays that its code walks without looking, so it is these or none.
inline constexpr std::array<std::string_view, 16> known_charsmaps{
    // 0.1.83 to 0.1.94: nmt_nfkc, nfkc, nmt_nfkc_cf, nfkc_cf
    "0942789e0111452f1cc446f70036e26d24458c3c7858c53cc12ca4d87531279b", "97331fbb9d795a02f869fd748de6fb2ee3a6ebdcac1c22cb2199cdac365ec769",
    "b69e3e8b5f89a6875ca64d03131897d7e66488dc305c6d279f3c5032954af995", "ccd62357d9f1e0a697a77f4f1e84d109e757ae14005b3c36c0794835b653ec71",
    // 0.1.96 to 0.2.0
    "51d3684747b35ef99cd4802f37cc1ee0c6bec4d060814f774efb1066d3c167f2", "557b5397b1133d8abb62f7923e5b53ee496d3e36b9f63fd42625077c33688a14",
    "6cec34e8016fd0d0a2da28b60b00e36b19a275df83786bf6b494bd033c708f83", "b30e4085ba1fad56d2401f4612419b6b3b42c5adc1e04f3aa1806399895d6bdd",
    // 0.2.1
    "79372c41389c2b9b29bc171017ab5400e352debd686b02670a42bec709015074", "52f11028ff8a7df3e009d94a8b6a54d4a8a17132efb4ccc1c9a0a41e432bd91e",
    "22c292c76f503795f30c85d79d30a7f572fff4f49e00392d2d60f4f93e941a1e", "60833ec11201446659c3549c183b18f024c4007628cc6b3a4e91ae007697b826",
    // 0.2.3
    "1e2c7b43d3ee9755ceaa2ac335e253d8703604e0249ee1e81156c92b46423844", "7e46d9e08af4b6a37991b04fb8388644c1595a0abcd0f26d6a5d575e2a3663ea",
    "2c03512e62f9ed965ec90d85314211b63b5b8aa0395311ea2147eec9ff738907", "d8dfef3d6db0eef0742f8b55a73aee7fce6c1e21d26a09b8d3d4b52c42a791cb"};

/// Fields of one protobuf message, one after the other.
class ProtoFields {
 public:
  enum Wire : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

  ProtoFields(std::string_view file, std::string_view message) : file_(file), rest_(message) {}

  /// Reads the next field; false at the end, and where `is_broken()`.
  bool next() {
    if (rest_.empty() || broken_) return false;
    at_ = position();
    std::uint64_t tag = 0;
    if (!read_varint(tag) || tag > 0xFFFFFFFFu || tag >> 3 == 0) return fail();
    number = static_cast<std::uint32_t>(tag >> 3);
    wire = static_cast<Wire>(tag & 7);
    switch (wire) {
      case varint: return read_varint(value) || fail();
      case fixed32: return take(4) || fail();
      case fixed64: return take(8) || fail();
      case bytes: {
        std::uint64_t size = 0;
        return (read_varint(size) && take(size)) || fail();
      }
    }
    return fail();  // groups, which nobody writes
  }

  bool is_broken() const { return broken_; }
  std::size_t at() const { return at_; }  // of the file, where the field begins

  std::uint32_t number = 0;
  Wire wire = varint;
  std::uint64_t value = 0;  // of a varint
  std::string_view data;    // of the others

 private:
  std::size_t position() const { return static_cast<std::size_t>(rest_.data() - file_.data()); }

  bool fail() {
    broken_ = true;
    return false;
  }

  bool read_varint(std::uint64_t& out) {
    out = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return shift < 63 || byte <= 1;
    }
    return false;
  }

  bool take(std::uint64_t size) {
    if (size > rest_.size()) return false;
    data = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return true;
  }

  std::string_view file_, rest_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

class PieceModelReader {
 public:
  explicit PieceModelReader(std::string_view file) : file_(file) {}

  /// False when the file is not to be used; then `problem` says why, and `at` at which byte.
  bool read(PieceModel& model) {
    if (file_.size() > max_piece_file_size) return fail(0, "more than 64 MiB");
    ProtoFields fields(file_, file_);
    std::uint64_t seen = 0;
    while (fields.next()) {
      const bool known = fields.number >= 1 && fields.number <= 5;
      if (fields.wire != ProtoFields::bytes || (!known && fields.number < first_extension)) return fail(fields.at(), "a field that no model has");
      if (fields.number > 1 && known && !first_time(seen, fields.number)) return fail(fields.at(), "a field that was there before");
      if (fields.number == 1 && !read_piece(fields.data, model)) return false;
      if (fields.number == 2 && !read_trainer(fields.data, model)) return false;
      if (fields.number == 3 && !read_normalizer(fields.data, model)) return false;
      if (fields.number == 4 && !read_self_tests(fields.data)) return false;
      if (fields.number == 5) {  // how to write text back: no model has one that says anything
        PieceModel other;
        if (!read_normalizer(fields.data, other)) return false;
        if (!other.charsmap.empty()) return fail(fields.at(), "rules for decoding, which are not supported");
      }
    }
    if (fields.is_broken()) return fail(fields.at(), "not the bytes of a sentencepiece model");
    // Both are always written, and last: a file cut before them would be a model that works otherwise.
    if (first_time(seen, 2) || first_time(seen, 3)) return fail(file_.size(), "no settings or no normalizer: the file breaks off");
    return check_pieces(model);
  }

  std::string_view problem;
  std::size_t at = 0;

 private:
  static constexpr std::uint32_t first_extension = 200;

  bool fail(std::size_t byte, std::string_view what) {
    problem = what;
    at = byte;
    return false;
  }
  bool fail(const ProtoFields& fields, std::string_view what) { return fail(fields.at(), what); }

  static bool first_time(std::uint64_t& seen, std::uint32_t number) {
    const std::uint64_t bit = std::uint64_t{1} << number;
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
  }

  static bool is_flag(const ProtoFields& fields) { return fields.wire == ProtoFields::varint && fields.value <= 1; }
  static bool is_name(const ProtoFields& fields, std::size_t limit) {
    return fields.wire == ProtoFields::bytes && fields.data.size() <= limit && is_well_formed(fields.data);
  }

  bool read_piece(std::string_view message, PieceModel& model) {
    PieceModel::Entry piece;
    ProtoFields fields(file_, message);
    const std::size_t start = static_cast<std::size_t>(message.data() - file_.data());
    for (std::uint64_t seen = 0; fields.next();) {
      if (fields.number >= first_extension) continue;
      if (fields.number > 3 || !first_time(seen, fields.number)) return fail(fields, "a field that no piece has, or has twice");
      if (fields.number == 1) {
        if (!is_name(fields, max_piece_size)) return fail(fields, "a piece that is not UTF-8, or of more than 512 bytes");
        piece.text = fields.data;
      } else if (fields.number == 2) {
        if (fields.wire != ProtoFields::fixed32) return fail(fields, "a score that is no number");
        std::memcpy(&piece.score, fields.data.data(), 4);
        if (!std::isfinite(piece.score)) return fail(fields, "a score that is not finite");
      } else {
        if (fields.wire != ProtoFields::varint || fields.value < 1 || fields.value > 6) return fail(fields, "a piece of no known type");
        piece.type = static_cast<PieceType>(fields.value);
      }
    }
    if (fields.is_broken()) return fail(fields, "a piece that breaks off");
    if (piece.text.empty() || piece.text.find('\0') != std::string_view::npos) return fail(start, "a piece that is empty or holds a NUL");
    if (model.pieces.size() == max_pieces) return fail(start, "more than 1,000,000 pieces");
    if (!model.ids.emplace(piece.text, static_cast<std::uint32_t>(model.pieces.size())).second) return fail(start, "a piece that was there before");
    model.pieces.push_back(piece);
    return true;
  }

  /// How the model was trained. What says how to encode is taken; the rest only has to be of its type.
  bool read_trainer(std::string_view message, PieceModel& model) {
    constexpr std::array<std::uint32_t, 14> texts{1, 2, 5, 7, 30, 31, 36, 44, 45, 46, 47, 48, 53, 54};
    constexpr std::array<std::uint32_t, 3> fractions{10, 15, 51};
    constexpr std::array<std::uint32_t, 4> lists{1, 5, 30, 31};
    constexpr std::uint32_t last_known = 54;
    ProtoFields fields(file_, message);
    for (std::uint64_t seen = 0; fields.next();) {
      if (fields.number > last_known) continue;  // of a newer release
      const auto is_one_of = [&](const auto& numbers) { return std::find(numbers.begin(), numbers.end(), fields.number) != numbers.end(); };
      const auto expected = is_one_of(texts) ? ProtoFields::bytes : is_one_of(fractions) ? ProtoFields::fixed32 : ProtoFields::varint;
      if (fields.wire != expected) return fail(fields, "a setting of another type");
      const bool is_list = is_one_of(lists);
      if (!is_list && !first_time(seen, fields.number)) return fail(fields, "a setting that was there before");
      if (expected == ProtoFields::bytes && !is_name(fields, max_spec_text_size)) return fail(fields, "a setting that is not UTF-8, or of more than 1 MiB");
      switch (fields.number) {
        case 3:
          if (fields.value < 1 || fields.value > 4) return fail(fields, "a model of no known type");
          model.type = static_cast<PieceModelType>(fields.value);
          break;
        case 24:
        case 35:
          if (!is_flag(fields)) return fail(fields, "a setting that is neither true nor false");
          (fields.number == 24 ? model.space_is_suffix : model.byte_fallback) = fields.value == 1;
          break;
        case 44: model.unk_surface = fields.data; break;
        case 46: model.bos_piece = fields.data; break;
        case 47: model.eos_piece = fields.data; break;
        default: break;
      }
    }
    return !fields.is_broken() || fail(fields, "settings that break off");
  }

  bool read_normalizer(std::string_view message, PieceModel& model) {
    ProtoFields fields(file_, message);
    for (std::uint64_t seen = 0; fields.next();) {
      if (fields.number >= first_extension) continue;
      if (fields.number > 6 || !first_time(seen, fields.number)) return fail(fields, "a field that no normalizer has, or has twice");
      if (fields.number == 2) {
        if (fields.wire != ProtoFields::bytes) return fail(fields, "a normalization table that is none");
        model.charsmap = fields.data;
        if (model.charsmap.empty()) continue;
        if (std::find(known_charsmaps.begin(), known_charsmaps.end(), sha256(model.charsmap)) == known_charsmaps.end())
          return fail(fields, "a normalization table that is none of sentencepiece's own");
      } else if (fields.number == 1 || fields.number == 6) {
        if (!is_name(fields, max_spec_text_size)) return fail(fields, "a setting that is not UTF-8, or of more than 1 MiB");
      } else {
        if (!is_flag(fields)) return fail(fields, "a setting that is neither true nor false");
        (fields.number == 3 ? model.add_dummy_prefix : fields.number == 4 ? model.remove_extra_spaces : model.escape_spaces) = fields.value == 1;
      }
    }
    return !fields.is_broken() || fail(fields, "a normalizer that breaks off");
  }

  /// Texts with their pieces, for the library's own test.
  bool read_self_tests(std::string_view message) {
    ProtoFields samples(file_, message);
    while (samples.next()) {
      if (samples.number >= first_extension) continue;
      if (samples.number != 1 || samples.wire != ProtoFields::bytes) return fail(samples, "a field that no self-test has");
      ProtoFields fields(file_, samples.data);
      for (std::uint64_t seen = 0; fields.next();)
        if (fields.number > 2 || !is_name(fields, max_spec_text_size) || !first_time(seen, fields.number)) return fail(fields, "a self-test that is none");
      if (fields.is_broken()) return fail(fields, "a self-test that breaks off");
    }
    return !samples.is_broken() || fail(samples, "self-tests that break off");
  }

  bool check_pieces(PieceModel& model) {
    std::size_t n_unknown = 0, n_bytes = 0;
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
      const PieceModel::Entry& piece = model.pieces[id];
      if (piece.type == PieceType::unknown) {
        ++n_unknown;
        model.unk_id = id;
      }
      n_bytes += piece.type == PieceType::byte;
    }
    if (n_unknown != 1) return fail(0, "not exactly one piece for what is unknown");
    if (n_bytes != (model.byte_fallback ? 256u : 0u)) return fail(0, "pieces for bytes that do not go with the setting byte_fallback");
    for (unsigned byte = 0; byte < n_bytes; ++byte) {
      const std::optional<std::uint32_t> id = model.find(byte_piece(byte));
      if (!id || model.pieces[*id].type != PieceType::byte) return fail(0, "a byte without a piece");
    }
    return true;
  }

  std::string_view file_;
};

}  // namespace attune::detail
