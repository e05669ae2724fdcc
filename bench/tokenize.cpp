// Words of many messages: attune::tokenize (strict and social) against ICU's word BreakIterator, one thread, in turns.
//
//   bench_tokenize FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints a line of CSV: see bench/README.md.
#include <attune/attune.hpp>

#include <unicode/brkiter.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace {

std::vector<std::string> read_messages(const char* file) {
  std::vector<std::string> messages;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) messages.push_back(line.substr(0, line.find('\t')));
  return messages;
}

/// What one pass over the messages found: keeps the compiler from leaving the work out, and shows that both sides did it.
using Pass = std::function<std::size_t()>;

double seconds_of(const Pass& pass, std::size_t& found) {
  const auto begin = std::chrono::steady_clock::now();
  found = pass();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

Pass attune_pass(const std::vector<std::string>& messages, attune::TokenMode mode) {
  return [&messages, mode, tokens = std::vector<attune::Token>()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      attune::tokenize(message, mode, tokens);
      n += tokens.size();
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
  const std::vector<std::string> messages = read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  const Pass passes[] = {attune_pass(messages, attune::TokenMode::uax29), attune_pass(messages, attune::TokenMode::social), icu_pass(messages)};
  if (messages.empty() || n_rounds < 1 || !passes[2]) {
    std::fprintf(stderr, "no messages, no rounds, or no data of ICU\n");
    return 3;
  }
  std::vector<double> seconds[3];
  std::size_t found[3] = {};
  for (int round = 0; round <= n_rounds; ++round)
    for (int i = 0; i < 3; ++i) {
      const double took = seconds_of(passes[i], found[i]);
      if (round > 0) seconds[i].push_back(took);  // the first warms up
    }
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const double strict = median(seconds[0]), social = median(seconds[1]), icu = median(seconds[2]);
  std::printf("what,messages,bytes,rounds,uax29_ns,social_ns,icu_ns,uax29_ratio,social_ratio,uax29_tokens,social_tokens,icu_tokens,icu_version\n");
  const double per_message = 1e9 / static_cast<double>(messages.size());
  std::printf("tokenize,%zu,%zu,%d,%.0f,%.0f,%.0f,%.2f,%.2f,%zu,%zu,%zu,%s\n", messages.size(), n_bytes, n_rounds, strict * per_message, social * per_message,
              icu * per_message, icu / strict, icu / social, found[0], found[1], found[2], U_ICU_VERSION);
  return 0;
}
