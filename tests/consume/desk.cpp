#include <attune/attune.hpp>

#include <iostream>

std::size_t count_words(std::string_view text);  // words.cpp

int main() {
  const std::string text = "I'm so sorry we sent you the wrong size. Thanks, @dora!";
  for (const attune::Token& token : attune::tokenize(text)) std::cout << attune::slice(text, token) << '|';
  std::cout << '\n';

#if defined(DESK_MODEL_DIR)
  if (attune::model_dir() != DESK_MODEL_DIR) {
    std::cerr << "attune_MODEL_DIR is '" << DESK_MODEL_DIR << "', model_dir() is " << attune::model_dir() << '\n';
    return 1;
  }
#endif
  const auto analyzer = attune::load();
  if (!analyzer) {
    std::cerr << analyzer.error().message() << '\n';
    return 1;
  }
  bool apologizes = false;
  for (const attune::Phrase& phrase : analyzer->phrases().tag(text)) {
    std::cout << to_string(phrase.tag) << ": " << attune::slice(text, phrase) << '\n';
    apologizes = apologizes || phrase.tag == attune::Tag::apology;
  }

  attune::Monitor monitor(*analyzer);
  const auto alert = monitor.push(attune::Role::customer, "This is the third time I'm contacting you and I'm furious, this is a disgrace!!");
  if (alert) std::cout << "alert: " << to_string(alert->kind) << '\n';
  return apologizes && alert && count_words(text) == 10 ? 0 : 1;
}
