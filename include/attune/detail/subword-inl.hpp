#pragma once

#include <array>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <variant>

#include <attune/detail/file.hpp>
#include <attune/detail/piece_encoders.hpp>
#include <attune/detail/piece_model.hpp>
#include <attune/detail/piece_normalizer.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/subword.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

inline constexpr std::string_view shipped_pieces = "pieces-en.model";

/// Offsets of `to_well_formed(text)` become those of `text`: both have the same code points.
inline void map_to_ill_formed(std::string_view well_formed, std::string_view text, std::vector<Piece>& pieces) {
  const OffsetMap from(well_formed), to(text);
  for (Piece& piece : pieces) {
    piece.start = to.from_code_point(from.to_code_point(piece.start));
    piece.end = to.from_code_point(from.to_code_point(piece.end));
  }
}

}  // namespace detail

struct SubwordTokenizer::Model {
  Model(std::string file, std::string sha256) : bytes(std::move(file)), hash(std::move(sha256)) {}
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  /// To be called once `pieces` is read.
  void prepare() {
    normalizer.emplace(pieces);
    if (pieces.type == PieceModelType::unigram) unigram.emplace(pieces);
    if (pieces.type == PieceModelType::bpe) bpe.emplace(pieces, normalizer->symbols());
    for (unsigned byte = 0; byte < 256; ++byte) byte_ids[byte] = pieces.find(detail::byte_piece(byte)).value_or(pieces.unk_id);
  }

  void split(std::string_view normalized, std::vector<detail::Segment>& out) const {
    switch (pieces.type) {
      case PieceModelType::unigram: return unigram->encode(normalized, out);
      case PieceModelType::bpe: return bpe->encode(normalized, out);
      case PieceModelType::word: return detail::encode_words(normalized, pieces, out);
      case PieceModelType::character: break;
    }
    detail::encode_characters(normalized, pieces, normalizer->symbols(), out);
  }

  std::string bytes;  // what `pieces` views
  std::string hash;
  detail::PieceModel pieces;
  std::optional<detail::PieceNormalizer> normalizer;
  std::optional<detail::UnigramEncoder> unigram;
  std::optional<detail::BpeEncoder> bpe;
  std::array<std::uint32_t, 256> byte_ids{};
};

ATTUNE_INLINE Result<SubwordTokenizer> SubwordTokenizer::load(const std::filesystem::path& path_or_dir, std::string_view sha256) {
  std::error_code ignored;
  const std::filesystem::path path = std::filesystem::is_directory(path_or_dir, ignored) ? path_or_dir / detail::shipped_pieces : path_or_dir;
  const Result<detail::Mapping> file = detail::map_file(path);
  if (!file) return file.error();
  return check(file->bytes, path.filename().string(), sha256);
}

ATTUNE_INLINE Result<SubwordTokenizer> SubwordTokenizer::parse(std::string_view bytes, std::string_view sha256) { return check(bytes, "piece model", sha256); }

ATTUNE_INLINE Result<SubwordTokenizer> SubwordTokenizer::check(std::string_view bytes, std::string_view name, std::string_view sha256) {
  const auto corrupt = [&](std::size_t byte, std::string_view what) {
    return Error(ErrorCode::corrupt, std::string(name) + ", byte " + std::to_string(byte) + ": " + std::string(what));
  };
  if (bytes.size() > detail::max_piece_file_size) return corrupt(detail::max_piece_file_size, "more than 64 MiB; give a model of sentencepiece");
  std::string hash = detail::sha256(bytes);
  if (!sha256.empty() && hash != sha256) return corrupt(0, "its SHA-256 is " + hash + ", not the one that was asked for; fetch that file again");
  const auto model = std::make_shared<Model>(std::string(bytes), std::move(hash));
  detail::PieceModelReader reader(model->bytes);
  if (!reader.read(model->pieces)) return corrupt(reader.at, std::string(reader.problem) + "; give a model of sentencepiece, or fetch or train it again");
  model->prepare();
  return SubwordTokenizer(model);
}

ATTUNE_INLINE std::vector<Piece> SubwordTokenizer::encode(std::string_view text) const {
  std::vector<Piece> pieces;
  encode(text, pieces);
  return pieces;
}

ATTUNE_INLINE void SubwordTokenizer::encode(std::string_view text, std::vector<Piece>& out) const {
  require_indexable(text);
  if (!is_well_formed(text)) {
    const std::string well_formed = to_well_formed(text);
    encode(well_formed, out);
    detail::map_to_ill_formed(well_formed, text, out);
    return;
  }
  out.clear();
  detail::NormalizedText normalized;
  model_->normalizer->normalize(text, normalized);
  if (normalized.text.size() >= std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a text that normalizes to 4 GiB or more cannot be indexed");
  std::vector<detail::Segment> segments;
  model_->split(normalized.text, segments);

  const std::uint32_t unk = model_->pieces.unk_id;
  std::size_t at = 0;
  bool after_unknown = false;
  for (const auto [size, id] : segments) {
    const std::uint32_t start = normalized.origins[at], end = normalized.origins[at + size];
    const bool is_unknown = id == unk;
    if (is_unknown && model_->pieces.byte_fallback) {
      for (std::size_t i = at; i < at + size; ++i) out.push_back({start, start, model_->byte_ids[static_cast<std::uint8_t>(normalized.text[i])]});
      out.back().end = end;
    } else if (is_unknown && after_unknown) {
      out.back().end = end;
    } else {
      out.push_back({start, end, id});
    }
    after_unknown = is_unknown;
    at += size;
  }
}

ATTUNE_INLINE std::string SubwordTokenizer::decode(std::span<const std::uint32_t> ids) const {
  const detail::PieceModel& model = model_->pieces;
  const bool drops_first_space = model.add_dummy_prefix || model.remove_extra_spaces;
  std::string text, bytes;
  const auto write_bytes = [&] {  // one U+FFFD for each byte that makes no character, as sentencepiece has it
    for (std::size_t at = 0; at < bytes.size();) {
      const CodePoint c = attune::decode(bytes, at);
      if (c.well_formed) text.append(bytes, at, c.length);
      else for (std::uint32_t i = 0; i < c.length; ++i) append_utf8(text, c.value);
      at += c.length;
    }
    bytes.clear();
  };
  bool dropped_space = false;
  for (const std::uint32_t id : ids) {
    std::string_view piece = this->piece(id);
    const detail::PieceType type = model.pieces[id].type;
    if (type == detail::PieceType::byte) {
      bytes += static_cast<char>(std::find(model_->byte_ids.begin(), model_->byte_ids.end(), id) - model_->byte_ids.begin());
      continue;
    }
    write_bytes();
    const bool is_first = text.empty() && !dropped_space;
    dropped_space = false;
    if (type == detail::PieceType::control) continue;
    if (type == detail::PieceType::unknown) {
      text += model.unk_surface;
      continue;
    }
    if (is_first && drops_first_space && piece.starts_with(detail::space_symbol)) {
      piece.remove_prefix(detail::space_symbol.size());
      dropped_space = !model.remove_extra_spaces;
    }
    for (std::size_t at; (at = piece.find(detail::space_symbol)) != std::string_view::npos; piece.remove_prefix(at + detail::space_symbol.size())) text.append(piece, 0, at) += ' ';
    text += piece;
  }
  write_bytes();
  return text;
}

ATTUNE_INLINE std::size_t SubwordTokenizer::size() const { return model_->pieces.pieces.size(); }

ATTUNE_INLINE std::string_view SubwordTokenizer::piece(std::uint32_t id) const {
  if (id >= size()) throw std::invalid_argument("id " + std::to_string(id) + ": the model has pieces 0 to " + std::to_string(size() - 1));
  return model_->pieces.pieces[id].text;
}

ATTUNE_INLINE std::optional<std::uint32_t> SubwordTokenizer::id(std::string_view piece) const { return model_->pieces.find(piece); }

ATTUNE_INLINE std::uint32_t SubwordTokenizer::unk_id() const { return model_->pieces.unk_id; }
ATTUNE_INLINE std::optional<std::uint32_t> SubwordTokenizer::bos_id() const { return model_->pieces.control_id(model_->pieces.bos_piece); }
ATTUNE_INLINE std::optional<std::uint32_t> SubwordTokenizer::eos_id() const { return model_->pieces.control_id(model_->pieces.eos_piece); }

ATTUNE_INLINE std::string_view SubwordTokenizer::hash() const { return model_->hash; }

}  // namespace attune
