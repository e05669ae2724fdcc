// Links the component attune::subword.
#include <attune/attune.hpp>
#include <attune/subword.hpp>

#include <iostream>

int main() {
  const std::string text = "Where is my refund?";
  const auto tokenizer = attune::SubwordTokenizer::load(attune::model_dir());
  if (!tokenizer) {
    std::cerr << tokenizer.error().message() << '\n';
    return 1;
  }
  std::vector<std::uint32_t> ids;
  for (const attune::Piece& piece : tokenizer->encode(text)) {
    std::cout << attune::slice(text, piece) << '|';
    ids.push_back(piece.id);
  }
  std::cout << '\n';
  return tokenizer->decode(ids) == text ? 0 : 1;
}
