/// Subword pieces: sentencepiece's model files, encoded with offsets of the caller's text.
///
/// In a library of its own, `attune::subword`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/config.hpp>
#include <attune/error.hpp>

namespace attune {

struct Piece {
  std::uint32_t start = 0;  ///< byte offset of the caller's text; the white space before a word is part of its first piece
  std::uint32_t end = 0;
  std::uint32_t id = 0;     ///< index of the vocabulary

  friend bool operator==(const Piece&, const Piece&) = default;
};

/// Splits text into the pieces of a sentencepiece model (unigram, BPE, word or character). Copies share the model; immutable: `const` is safe from many threads.
///
/// Source: Kudo and Richardson, EMNLP 2018; Kudo, ACL 2018 (unigram); Sennrich et al., ACL 2016 (BPE).
class SubwordTokenizer {
 public:
  /// Reads and checks a model file; of a directory, pieces-en.model, the one that is shipped. `sha256`, when given, is what the file's must be, in hex.
  ///
  /// A model is used when it could not have been made up to harm: at most 64 MiB and 1,000,000 pieces of 1 to 512 bytes, well-formed and none twice, one of them
  /// unknown; scores finite; normalization none or one of sentencepiece's own (nmt_nfkc, nfkc, nmt_nfkc_cf, nfkc_cf of releases 0.1.83 to 0.2.3).
  /// Errors: `io`; `corrupt` with the byte. No checksum is in such a file: only `sha256` tells one valid model from another.
  static Result<SubwordTokenizer> load(const std::filesystem::path& path_or_dir, std::string_view sha256 = {});
  /// The same from the bytes of a file.
  static Result<SubwordTokenizer> parse(std::string_view bytes, std::string_view sha256 = {});

  /// The pieces of `text`, in order: the same as sentencepiece's own.
  ///
  /// Units: bytes of `text`, whatever normalization is done inside. Between pieces lies nothing but what normalization dropped, such as spaces at the end.
  /// A run of unknown characters is one piece; with byte fallback, each of its bytes is one, the last of a character spanning it and the others empty.
  /// Errors: none, but `std::length_error` for a text of 4 GiB, or that normalizes to as much. An ill-formed maximal subpart is read as U+FFFD.
  /// Cost: linear in bytes; of BPE, n log n in the longest word (or text, where pieces reach over spaces).
  std::vector<Piece> encode(std::string_view text) const;

  /// The same into `out`, which is emptied first and keeps its capacity: for loops over many messages.
  void encode(std::string_view text, std::vector<Piece>& out) const;

  /// The text that pieces stand for, normalized as they are: spaces once, unknown pieces as " ⁇ ", bytes that make no character as U+FFFD.
  /// Errors: `std::invalid_argument` when an id is not less than `size()`.
  std::string decode(std::span<const std::uint32_t> ids) const;

  /// The number of pieces.
  std::size_t size() const;

  /// The piece as the model spells it, a space as "▁" (U+2581). Errors: `std::invalid_argument` when there is none with this id.
  std::string_view piece(std::uint32_t id) const;
  std::optional<std::uint32_t> id(std::string_view piece) const;

  std::uint32_t unk_id() const;
  /// The pieces for the beginning and the end of a text; `encode` adds neither.
  std::optional<std::uint32_t> bos_id() const;
  std::optional<std::uint32_t> eos_id() const;

  /// SHA-256 of the file, in hex.
  std::string_view hash() const;

 private:
  struct Model;
  static Result<SubwordTokenizer> check(std::string_view bytes, std::string_view name, std::string_view sha256);
  explicit SubwordTokenizer(std::shared_ptr<const Model> model) : model_(std::move(model)) {}
  std::shared_ptr<const Model> model_;
};

enum class PieceModelType : std::uint8_t { unigram = 1, bpe, word, character };  // numbers of the file format

struct PieceTrainingOptions {
  std::size_t vocab_size = 8'000;
  PieceModelType type = PieceModelType::unigram;  ///< unigram or bpe
  double character_coverage = 0.9995;             ///< share of the text's characters that become pieces; the others are spelt as bytes
  std::string name = {};                          ///< for the card; empty: the file's, without its extension
  std::string license = "not stated";             ///< of the data, for the card
};

/// Texts to learn pieces from.
struct PieceTexts {
  struct Source {
    std::string name;
    std::string sha256;
  };
  std::vector<std::string> texts;
  std::size_t n_skipped = 0;    ///< lines that are blank
  std::vector<Source> sources;  ///< what was read, for the card
};

/// Reads files with a text a line; of a TSV file, the first column. Ill-formed bytes are read as U+FFFD.
/// Errors: `io`; `invalid_data` when there is no text at all.
Result<PieceTexts> read_piece_texts(std::span<const std::filesystem::path> files);

struct PieceTrainingReport {
  std::size_t n_texts = 0;
  std::size_t n_pieces = 0;
  double bytes_per_piece = 0;  ///< of the texts it was trained on
  std::string hash;            ///< SHA-256 of the model file, in hex
};

/// Learns pieces by sentencepiece's trainer, normalizing by nmt_nfkc and with byte fallback, and writes the model file `out` and its card beside it, the same
/// name ending in .md. The same texts, options and release of sentencepiece give the same bytes.
///
/// Errors: `io` when a file cannot be written; `invalid_data` when an option is out of range or the texts do not hold as many pieces.
/// Cost: about 20 s for 3 MB and one thread.
/// Source: models/pieces-en.md.
Result<PieceTrainingReport> train_pieces(const PieceTexts& data, const std::filesystem::path& out, const PieceTrainingOptions& options = {});

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/subword-inl.hpp>
#include <attune/detail/train_pieces-inl.hpp>
#endif
