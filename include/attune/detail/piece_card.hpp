// The card that a trained piece model gets: what it was made from and how far it goes.
#pragma once

#include <string>

#include <attune/detail/decimals.hpp>
#include <attune/subword.hpp>

namespace attune::detail {

inline std::string write_piece_card(const std::string& name, const PieceTexts& data, const PieceTrainingOptions& options, const PieceTrainingReport& report) {
  std::string out = "# " + name + "\n\nPieces of words (sentencepiece, " + (options.type == PieceModelType::bpe ? "BPE" : "unigram") +
                    "), normalized by nmt_nfkc, with byte fallback; trained by attune.\n\n";
  out += "- Model file: SHA-256 " + report.hash + "\n";
  out += "- Pieces: " + std::to_string(report.n_pieces) + ", learned from " + std::to_string(report.n_texts) + " texts; character coverage " +
         decimals(options.character_coverage, 4) + "\n";
  out += "- License of the data: " + options.license + "\n";
  for (const PieceTexts::Source& source : data.sources) out += "- Data: " + source.name + ", SHA-256 " + source.sha256 + "\n";
  out += "- On these texts a piece stands for " + decimals(report.bytes_per_piece, 2) + " bytes\n";
  return out;
}

}  // namespace attune::detail
