// Normalized text to pieces: unigram, BPE, words, characters. Each follows sentencepiece's encoder step by step, down to the order in which equals are taken.
#pragma once

#include <algorithm>
#include <cfloat>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <attune/detail/piece_model.hpp>
#include <attune/detail/piece_trie.hpp>
#include <attune/detail/unicode_properties.hpp>

namespace attune::detail {

/// The next `size` bytes of the normalized text.
struct Segment {
  std::uint32_t size = 0;
  std::uint32_t id = 0;
};

/// The most probable sequence of pieces: each piece is as probable as its score says, whatever stands around it.
class UnigramEncoder {
 public:
  explicit UnigramEncoder(const PieceModel& model) {
    float lowest = FLT_MAX, highest = FLT_MIN;  // of normal pieces; sentencepiece starts the highest above zero
    std::vector<PieceTrie::Entry> entries;
    for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
      const PieceModel::Entry& piece = model.pieces[id];
      if (piece.type == PieceType::normal) {
        lowest = std::min(lowest, piece.score);
        highest = std::max(highest, piece.score);
      }
      if (!model.is_text(id) || piece.type == PieceType::unused) continue;
      entries.emplace_back(piece.text, id);
    }
    trie_ = PieceTrie(std::move(entries));
    constexpr float unknown_penalty = 10;
    unknown_ = {static_cast<double>(lowest - unknown_penalty), model.unk_id};
    for (const PieceModel::Entry& piece : model.pieces) {
      const bool is_symbol = piece.type == PieceType::user_defined;  // preferred to whatever else could be made of it
      scores_.push_back(is_symbol ? static_cast<double>(static_cast<float>(piece.text.size()) * highest) - 0.1 : static_cast<double>(piece.score));
    }
  }

  /// Per position, the best way to get there. Cost: the length of the text times that of the longest piece which it goes along with.
  void encode(std::string_view text, std::vector<Segment>& out) const {
    struct Best {
      float score = 0;
      std::uint32_t start = nowhere;
      std::uint32_t id = 0;
    };
    std::vector<Best> ends(text.size() + 1);
    const auto propose = [&](std::size_t start, std::size_t end, double score, std::uint32_t id) {
      const double total = score + static_cast<double>(ends[start].score);  // compared before it is rounded
      if (ends[end].start == nowhere || total > static_cast<double>(ends[end].score)) ends[end] = {static_cast<float>(total), static_cast<std::uint32_t>(start), id};
    };
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t next = start + decode_at(text, start).length;
      bool has_one = false;  // a piece of this one character
      std::uint32_t node = PieceTrie::root;
      for (std::size_t end = start; end < text.size();) {
        node = trie_.child(node, static_cast<std::uint8_t>(text[end++]));
        if (node == PieceTrie::nothing) break;
        const std::uint32_t id = trie_.value(node);
        if (id == PieceTrie::nothing) continue;
        propose(start, end, scores_[id], id);
        has_one = has_one || end == next;
      }
      if (!has_one) propose(start, next, unknown_.first, unknown_.second);
      start = next;
    }
    out.clear();
    for (std::size_t end = text.size(); end > 0; end = ends[end].start) out.push_back({static_cast<std::uint32_t>(end - ends[end].start), ends[end].id});
    std::reverse(out.begin(), out.end());
  }

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;

  PieceTrie trie_;
  std::pair<double, std::uint32_t> unknown_;
  std::vector<double> scores_;
};

/// Byte-pair encoding: of all neighbours that make a piece, those of the best one are joined, the leftmost first, until none make one.
class BpeEncoder {
 public:
  /// `model` must outlive this.
  explicit BpeEncoder(const PieceModel& model, const PieceTrie& symbols) : model_(&model), symbols_(&symbols) {
    for (const PieceModel::Entry& piece : model.pieces) {
      if (piece.text.find(space_symbol, 1) != std::string_view::npos) spaces_begin_words_ = false;
      has_unused_ = has_unused_ || piece.type == PieceType::unused;
    }
  }

  /// No piece reaches into the next word, as long as none has a space behind its beginning: then words are encoded one by one.
  void encode(std::string_view text, std::vector<Segment>& out) const {
    out.clear();
    Work work;
    while (!text.empty()) {
      std::size_t end = spaces_begin_words_ ? text.find(space_symbol, 1) : std::string_view::npos;
      end = std::min(end, text.size());
      encode_word(text.substr(0, end), work, out);
      text.remove_prefix(end);
    }
  }

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;

  struct Symbol {
    std::string_view text;  // empty once it is joined to the one before
    std::uint32_t before = nowhere, after = nowhere;
    bool frozen = false;    // users' own symbols stay as they are
  };
  struct Pair {
    float score;
    std::uint32_t left, right;
    std::uint32_t size;  // of both; when it has changed, the pair is no more

    friend bool operator<(const Pair& a, const Pair& b) { return a.score < b.score || (a.score == b.score && a.left > b.left); }
  };
  struct Work {
    std::vector<Symbol> symbols;
    std::vector<Pair> heap;
    std::unordered_map<std::string_view, std::pair<std::string_view, std::string_view>> halves;  // of pieces that are not used
  };

  void add_pair(std::uint32_t left, std::uint32_t right, Work& work) const {
    if (left == nowhere || right == nowhere) return;
    const Symbol& a = work.symbols[left];
    const Symbol& b = work.symbols[right];
    if (a.frozen || b.frozen || a.text.size() + b.text.size() > max_piece_size) return;
    const std::string_view joined(a.text.data(), a.text.size() + b.text.size());
    const std::uint32_t id = model_->text_id(joined);
    if (id == model_->unk_id) return;
    work.heap.push_back({model_->pieces[id].score, left, right, static_cast<std::uint32_t>(joined.size())});
    std::push_heap(work.heap.begin(), work.heap.end());
    if (has_unused_ && model_->pieces[id].type == PieceType::unused) work.halves[joined] = {a.text, b.text};
  }

  void encode_word(std::string_view word, Work& work, std::vector<Segment>& out) const {
    work.symbols.clear();
    work.halves.clear();
    while (!word.empty()) {
      const std::size_t symbol = symbols_->longest_prefix(word);
      const std::size_t size = symbol > 0 ? symbol : decode_at(word, 0).length;
      const auto index = static_cast<std::uint32_t>(work.symbols.size());
      work.symbols.push_back({word.substr(0, size), index - 1, size < word.size() ? index + 1 : nowhere, symbol > 0});
      word.remove_prefix(size);
    }
    for (std::uint32_t right = 1; right < work.symbols.size(); ++right) add_pair(right - 1, right, work);

    while (!work.heap.empty()) {
      std::pop_heap(work.heap.begin(), work.heap.end());
      const Pair pair = work.heap.back();
      work.heap.pop_back();
      Symbol& left = work.symbols[pair.left];
      Symbol& right = work.symbols[pair.right];
      if (left.text.empty() || right.text.empty() || left.text.size() + right.text.size() != pair.size) continue;
      left.text = {left.text.data(), pair.size};
      left.after = right.after;
      if (right.after != nowhere) work.symbols[right.after].before = pair.left;
      right.text = {};
      add_pair(left.before, pair.left, work);
      add_pair(pair.left, left.after, work);
    }
    for (std::uint32_t i = 0; i != nowhere; i = work.symbols[i].after) write(work.symbols[i].text, work, out);
  }

  /// A piece that is not to be used is taken apart again, the way it was put together.
  void write(std::string_view text, const Work& work, std::vector<Segment>& out) const {
    const std::uint32_t id = model_->text_id(text);
    if (model_->pieces[id].type == PieceType::unused)
      if (const auto halves = work.halves.find(text); halves != work.halves.end()) {
        write(halves->second.first, work, out);
        write(halves->second.second, work, out);
        return;
      }
    out.push_back({static_cast<std::uint32_t>(text.size()), id});
  }

  const PieceModel* model_;
  const PieceTrie* symbols_;
  bool spaces_begin_words_ = true;
  bool has_unused_ = false;
};

/// Each word with its space is a piece, or unknown.
inline void encode_words(std::string_view text, const PieceModel& model, std::vector<Segment>& out) {
  out.clear();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(space_symbol, 1), text.size());
    out.push_back({static_cast<std::uint32_t>(end), model.text_id(text.substr(0, end))});
    text.remove_prefix(end);
  }
}

/// Each character, or symbol of the user's own, is a piece, or unknown.
inline void encode_characters(std::string_view text, const PieceModel& model, const PieceTrie& symbols, std::vector<Segment>& out) {
  out.clear();
  while (!text.empty()) {
    const std::size_t symbol = symbols.longest_prefix(text);
    const std::size_t size = symbol > 0 ? symbol : decode_at(text, 0).length;
    out.push_back({static_cast<std::uint32_t>(size), model.text_id(text.substr(0, size))});
    text.remove_prefix(size);
  }
}

}  // namespace attune::detail
