// Subword pieces: attune against sentencepiece, the same model and one thread, in turns.
//
//   bench_pieces MODEL FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints CSV: see bench/README.md.
#include <attune/subword.hpp>
#include <attune/unicode.hpp>

#include <sentencepiece_processor.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "timing.hpp"

namespace {

using bench::Pass;
using Messages = std::vector<std::string>;

// ---- messages ---------------------------------------------------------------------------------------------------------

struct Peers {
  attune::SubwordTokenizer attune;
  sentencepiece::SentencePieceProcessor sentencepiece;
};

bool agrees(const Peers& peers, const std::string& message) {
  const std::vector<attune::Piece> pieces = peers.attune.encode(message);
  const sentencepiece::ImmutableSentencePieceText encoded = peers.sentencepiece.EncodeAsImmutableProto(message);
  if (pieces.size() != encoded.pieces_size()) return false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto piece = encoded.pieces(static_cast<int>(i));
    if (pieces[i] != attune::Piece{piece.begin(), piece.end(), piece.id()}) return false;
  }
  return true;
}

void compare(const Peers& peers, const char* model, const Messages& messages, int n_rounds) {
  const auto pass = [&](auto count) -> Pass {
    return [&messages, count = std::move(count)]() mutable {
      std::size_t n = 0;
      for (const std::string& message : messages) n += count(message);
      return n;
    };
  };
  const std::vector<const char*> names{"sentencepiece with offsets", "sentencepiece ids alone", "attune"};
  const std::vector<Pass> passes{
      pass([&](const std::string& message) { return peers.sentencepiece.EncodeAsImmutableProto(message).pieces_size(); }),
      pass([&](const std::string& message) { return peers.sentencepiece.EncodeAsIds(message).size(); }),
      pass([&, pieces = std::vector<attune::Piece>()](const std::string& message) mutable {
        peers.attune.encode(message, pieces);
        return pieces.size();
      })};
  std::size_t n_bytes = 0, n_alike = 0;
  for (const std::string& message : messages) {
    n_bytes += message.size();
    n_alike += agrees(peers, message);
  }
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  for (std::size_t i = 0; i < names.size(); ++i)
    std::printf("%s,%s,%zu,%zu,%d,%.1f,%.1f,%.2f,%.2f,%zu,%.4f\n", model, names[i], messages.size(), n_bytes, n_rounds,
                timed[i].seconds * 1e9 / static_cast<double>(messages.size()), static_cast<double>(n_bytes) / timed[i].seconds / 1e6,
                timed[0].seconds / timed[i].seconds, timed[1].seconds / timed[i].seconds, timed[i].found,
                static_cast<double>(n_alike) / static_cast<double>(messages.size()));
}

// ---- texts that grow --------------------------------------------------------------------------------------------------

/// Milliseconds at n, 2n and 4n bytes, of either.
void grow(const Peers& peers, const char* model, const char* what, const std::string& unit) {
  for (const bool ours : {false, true}) {
    std::printf("%s,%s of %s", model, ours ? "attune" : "sentencepiece", what);
    for (std::size_t n = 100'000; n <= 400'000; n *= 2) {
      std::string text;
      for (std::size_t i = 0; i < n; ++i) text += unit;
      const Pass pass = [&] { return ours ? peers.attune.encode(text).size() : peers.sentencepiece.EncodeAsImmutableProto(text).pieces_size(); };
      std::printf(",%.1f", bench::time_in_turns({pass}, 1)[0].seconds * 1e3);
    }
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "bench_pieces MODEL FILE [ROUNDS]\n");
    return 2;
  }
  const auto tokenizer = attune::SubwordTokenizer::load(argv[1]);
  Messages messages = bench::read_messages(argv[2]);
  const int n_rounds = argc > 3 ? std::atoi(argv[3]) : 11;
  if (!tokenizer || messages.empty() || n_rounds < 1) {
    std::fprintf(stderr, "%s\n", tokenizer ? "no messages, or no rounds" : tokenizer.error().what());
    return 3;
  }
  for (std::string& message : messages) message = attune::to_well_formed(message);
  Peers peers{*tokenizer, {}};
  if (!peers.sentencepiece.Load(argv[1]).ok()) return 3;
  const std::string model = std::filesystem::path(argv[1]).filename().string();
  std::printf("model,what,messages,bytes,rounds,ns_per_message,mb_per_s,x_sentencepiece_offsets,x_sentencepiece_ids,pieces,agreement\n");
  compare(peers, model.c_str(), messages, n_rounds);
  std::printf("model,what,ms_100000,ms_200000,ms_400000\n");
  grow(peers, model.c_str(), "unknown letters", "\u0378");
  grow(peers, model.c_str(), "combining marks", "\u0301");
  grow(peers, model.c_str(), "snowmen", "\u2603");
  grow(peers, model.c_str(), "letters a", "a");
  grow(peers, model.c_str(), "spaces", " ");
  return 0;
}
