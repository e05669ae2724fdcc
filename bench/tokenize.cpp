// Words of many messages: attune::tokenize (strict and social) and attune::make_terms against ICU's word BreakIterator, one thread, in turns.
//
//   bench_tokenize FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints a line of CSV: see bench/README.md.
#include <attune/attune.hpp>
#include <attune/detail/token_blocks.hpp>

#include <unicode/brkiter.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "timing.hpp"

namespace {

using bench::Pass;

Pass token_pass(const std::vector<std::string>& messages, attune::TokenMode mode, attune::detail::Kernel kernel) {
  return [&messages, mode, kernel, tokens = std::vector<attune::Token>()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      tokens.clear();
      if (mode == attune::TokenMode::social) attune::detail::tokenize_social(message, kernel, tokens);
      else attune::detail::tokenize_strict(message, kernel, tokens);
      n += tokens.size();
    }
    return n;
  };
}

Pass terms_pass(const std::vector<std::string>& messages) {
  return [&messages, terms = attune::TermList()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      attune::make_terms(message, terms);
      n += terms.terms.size();
    }
    return n;
  };
}

/// UTF-8 in, byte offsets out, as attune: a UText over the bytes; one iterator for all messages. White space is left out by the rule status.
Pass icu_pass(const std::vector<std::string>& messages) {
  UErrorCode status = U_ZERO_ERROR;
  std::shared_ptr<icu::BreakIterator> iterator(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status)) return {};
  return [&messages, iterator] {
    std::size_t n = 0;
    UText text = UTEXT_INITIALIZER;
    for (const std::string& message : messages) {
      UErrorCode error = U_ZERO_ERROR;
      utext_openUTF8(&text, message.data(), static_cast<std::int64_t>(message.size()), &error);
      iterator->setText(&text, error);
      std::int32_t start = iterator->first();
      for (std::int32_t end; (end = iterator->next()) != icu::BreakIterator::DONE; start = end)
        n += iterator->getRuleStatus() != UBRK_WORD_NONE || message[static_cast<std::size_t>(start)] != ' ';
    }
    utext_close(&text);
    return n;
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_tokenize FILE [ROUNDS]\n");
    return 2;
  }
  const std::vector<std::string> messages = bench::read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  std::vector<Pass> passes{icu_pass(messages)};
  std::vector<std::string> names{"ICU UText"};
  for (const attune::TokenMode mode : {attune::TokenMode::uax29, attune::TokenMode::social})
    for (const attune::detail::Kernel kernel : {attune::detail::Kernel::portable, attune::detail::Kernel::avx2, attune::detail::Kernel::avx512}) {
      if (!attune::detail::is_supported(kernel)) continue;
      passes.push_back(token_pass(messages, mode, kernel));
      names.push_back("tokens " + std::string(to_string(mode)) + " " + std::string(to_string(kernel)));
    }
  passes.push_back(terms_pass(messages));
  names.push_back("terms");
  if (messages.empty() || n_rounds < 1 || !passes.front()) {
    std::fprintf(stderr, "no messages, no rounds, or no data of ICU\n");
    return 3;
  }
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  std::printf("what,messages,bytes,rounds,ns_per_message,x_icu,found,icu_version\n");
  for (std::size_t i = 0; i < timed.size(); ++i)
    std::printf("%s,%zu,%zu,%d,%.1f,%.2f,%zu,%s\n", names[i].c_str(), messages.size(), n_bytes, n_rounds, timed[i].seconds * 1e9 / static_cast<double>(messages.size()),
                timed.front().seconds / timed[i].seconds, timed[i].found, U_ICU_VERSION);
  return 0;
}
