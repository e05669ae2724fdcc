#pragma once

#include <algorithm>
#include <unordered_map>

#include <sentencepiece_trainer.h>

#include <attune/detail/decimals.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/lines.hpp>
#include <attune/detail/piece_card.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/subword.hpp>
#include <attune/unicode.hpp>

namespace attune {

namespace detail {

/// Hands texts to sentencepiece's trainer.
class TextIterator final : public sentencepiece::SentenceIterator {
 public:
  explicit TextIterator(const std::vector<std::string>& texts) : texts_(&texts) {}

  bool done() const override { return at_ == texts_->size(); }
  void Next() override { ++at_; }
  const std::string& value() const override { return (*texts_)[at_]; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<std::string>* texts_;
  std::size_t at_ = 0;
};

inline std::optional<Error> check_piece_training(const PieceTexts& data, const PieceTrainingOptions& options) {
  const auto invalid = [](const std::string& message) { return Error(ErrorCode::invalid_data, message); };
  if (options.vocab_size < 300 || options.vocab_size > 256'000) return invalid("vocab_size must be 300 to 256,000: 256 pieces are for bytes, 3 for control");
  if (options.type != PieceModelType::unigram && options.type != PieceModelType::bpe) return invalid("pieces are trained as unigram or bpe");
  if (!(options.character_coverage >= 0.9 && options.character_coverage <= 1)) return invalid("character_coverage must be 0.9 to 1");
  if (data.texts.empty()) return invalid("no text to learn pieces from");
  return std::nullopt;
}

/// Why the trainer gave up, in our words where the reason is known, which is the number of pieces.
inline Error training_error(std::string_view message) {
  constexpr std::string_view too_many = "Vocabulary size too high", at_most = "a value <= ";
  if (const std::size_t at = message.find(at_most); message.find(too_many) != std::string_view::npos && at != std::string_view::npos) {
    const std::string_view rest = message.substr(at + at_most.size());
    return Error(ErrorCode::invalid_data, "the texts do not hold as many pieces; ask for at most " + std::string(rest.substr(0, rest.find_first_not_of("0123456789"))));
  }
  if (message.find("smaller than required_chars") != std::string_view::npos)
    return Error(ErrorCode::invalid_data, "the texts hold more different characters than pieces were asked for; ask for more pieces, or lower character_coverage");
  return Error(ErrorCode::invalid_data, "sentencepiece cannot learn pieces from these texts: " + std::string(message));
}

inline Result<std::string> run_trainer(const PieceTexts& data, const PieceTrainingOptions& options) {
  std::size_t longest = 10;  // sentencepiece takes no smaller limit
  for (const std::string& text : data.texts) longest = std::max(longest, text.size());
  const std::unordered_map<std::string, std::string> settings{
      {"model_type", options.type == PieceModelType::bpe ? "bpe" : "unigram"},
      {"vocab_size", std::to_string(options.vocab_size)},
      {"character_coverage", decimals(options.character_coverage, 6)},
      {"normalization_rule_name", "nmt_nfkc"},
      {"byte_fallback", "true"},
      {"max_sentence_length", std::to_string(longest)},  // longer ones would be left out
      {"num_threads", "1"},                              // with more, sums come out in another order
      {"minloglevel", "3"}};                             // the library never prints
  TextIterator texts(data.texts);
  std::string model;
  if (const sentencepiece::util::Status status = sentencepiece::SentencePieceTrainer::Train(settings, &texts, &model); !status.ok())
    return training_error(status.error_message());
  return model;
}

}  // namespace detail

ATTUNE_INLINE Result<PieceTexts> read_piece_texts(std::span<const std::filesystem::path> files) {
  PieceTexts data;
  for (const std::filesystem::path& path : files) {
    const Result<detail::Mapping> file = detail::map_file(path);
    if (!file) return file.error();
    data.sources.push_back({path.filename().string(), detail::sha256(file->bytes)});
    std::string_view rest = file->bytes;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    const bool has_columns = path.extension() == ".tsv";
    while (!rest.empty()) {
      const std::string_view line = detail::take_line(rest);
      const std::string_view text = has_columns ? line.substr(0, line.find('\t')) : line;
      if (detail::trim(text).empty()) ++data.n_skipped;
      else data.texts.push_back(to_well_formed(text));
    }
  }
  if (data.texts.empty()) return Error(ErrorCode::invalid_data, "no text to learn pieces from; a text a line is expected");
  return data;
}

ATTUNE_INLINE Result<PieceTrainingReport> train_pieces(const PieceTexts& data, const std::filesystem::path& out, const PieceTrainingOptions& options) {
  if (const std::optional<Error> problem = detail::check_piece_training(data, options)) return *problem;
  const Result<std::string> model = detail::run_trainer(data, options);
  if (!model) return model.error();
  const Result<SubwordTokenizer> tokenizer = SubwordTokenizer::parse(*model);
  if (!tokenizer) return tokenizer.error();

  PieceTrainingReport report;
  report.n_texts = data.texts.size();
  report.n_pieces = tokenizer->size();
  report.hash = tokenizer->hash();
  std::size_t n_bytes = 0, n_found = 0;
  std::vector<Piece> pieces;
  for (const std::string& text : data.texts) {
    tokenizer->encode(text, pieces);
    n_bytes += text.size();
    n_found += pieces.size();
  }
  report.bytes_per_piece = static_cast<double>(n_bytes) / static_cast<double>(std::max<std::size_t>(n_found, 1));

  if (const Status written = detail::write_file(out, *model); !written) return written.error();
  std::filesystem::path card = out;
  card.replace_extension(".md");
  const std::string name = options.name.empty() ? out.stem().string() : options.name;
  if (const Status written = detail::write_file(card, detail::write_piece_card(name, data, options, report)); !written) return written.error();
  return report;
}

}  // namespace attune
