// attune::redact, and the tokenizer that it begins with as a yardstick.
//
//   bench_redact FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints a line of CSV: see bench/README.md.
#include <attune/attune.hpp>

#include <cstdio>
#include <cstdlib>

#include "timing.hpp"

namespace {

using Messages = std::vector<std::string>;

/// Something to replace in each message.
Messages with_personal_data(const Messages& messages) {
  const char* const data[] = {"ana@example.com", "020 7946 0958", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "order #A123-99", "https://shop.example.com/reset?token=abc123"};
  Messages out;
  for (const std::string& message : messages) out.push_back(message + " " + data[out.size() % std::size(data)]);
  return out;
}

void run(const char* text, const Messages& messages, int n_rounds) {
  const std::vector<bench::Pass> passes{
      [&messages, tokens = std::vector<attune::Token>()]() mutable {
        std::size_t n = 0;
        for (const std::string& message : messages) {
          attune::tokenize(message, attune::TokenMode::social, tokens);
          n += tokens.size();
        }
        return n;
      },
      [&messages] {
        std::size_t n = 0;
        for (const std::string& message : messages) n += attune::redact(message).spans.size();
        return n;
      }};
  const char* const names[] = {"tokens social", "redact"};
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  for (std::size_t i = 0; i < timed.size(); ++i)
    std::printf("%s,%s,%zu,%zu,%d,%.1f,%.1f,%zu\n", text, names[i], messages.size(), n_bytes, n_rounds, timed[i].seconds * 1e9 / static_cast<double>(messages.size()),
                static_cast<double>(n_bytes) / timed[i].seconds / 1e6, timed[i].found);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_redact FILE [ROUNDS]\n");
    return 2;
  }
  const Messages messages = bench::read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 21;
  if (messages.empty() || n_rounds < 1) {
    std::fprintf(stderr, "no messages or no rounds\n");
    return 3;
  }
  std::printf("text,what,messages,bytes,rounds,ns_per_message,mb_per_s,found\n");
  run("messages", messages, n_rounds);
  run("messages with personal data", with_personal_data(messages), n_rounds);
  return 0;
}
