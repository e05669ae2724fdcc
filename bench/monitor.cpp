// Live use: what one message costs, everything on.
//
//   bench_monitor TRANSCRIPTS [ROUNDS]
//
// TRANSCRIPTS is a file as `attune analyze` reads it. Prints CSV: see bench/README.md.
#include <attune/attune.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "timing.hpp"

namespace {

using attune::Role;

struct Message {
  Role role = Role::unknown;
  std::size_t n_bytes = 0;
  std::vector<double> seconds;  // of each round
};

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Pushes all conversations through monitors of one desk, and notes what each message took.
std::size_t run(const attune::Analyzer& analyzer, const std::vector<attune::Transcript>& transcripts, std::vector<Message>& messages, bool noted) {
  const attune::AlertBudget desk;
  std::size_t n_alerts = 0, i = 0;
  for (const attune::Transcript& transcript : transcripts) {
    attune::Monitor monitor(analyzer, {.budget = desk});
    for (const attune::Utterance& turn : transcript.turns) {
      const double begin = thread_seconds();
      n_alerts += monitor.push(turn.role, turn.text, turn.time).has_value();
      const double took = thread_seconds() - begin;
      if (noted) messages[i].seconds.push_back(took);
      ++i;
    }
  }
  return n_alerts;
}

void print(const char* what, const std::vector<Message>& messages, std::optional<Role> role, std::size_t n_alerts) {
  std::vector<double> seconds;
  std::size_t n_bytes = 0;
  double total = 0;
  for (const Message& message : messages) {
    if (role && message.role != *role) continue;
    seconds.push_back(bench::median(message.seconds));
    n_bytes += message.n_bytes;
    total += seconds.back();
  }
  if (seconds.empty()) return;
  std::sort(seconds.begin(), seconds.end());
  const auto quantile = [&](double q) { return 1e6 * seconds[static_cast<std::size_t>(q * static_cast<double>(seconds.size() - 1))]; };
  std::printf("%s,%zu,%zu,%.2f,%.2f,%.2f,%.1f,%zu\n", what, seconds.size(), n_bytes, quantile(0.5), quantile(0.99), quantile(1),
              1e9 * total / static_cast<double>(std::max<std::size_t>(n_bytes, 1)), n_alerts);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_monitor TRANSCRIPTS [ROUNDS]\n");
    return 2;
  }
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const attune::Result<attune::Analyzer> analyzer = attune::load();
  const std::vector<std::filesystem::path> files{argv[1]};
  attune::Result<attune::TranscriptReader> reader = attune::TranscriptReader::open(files);
  if (!analyzer || !reader || n_rounds < 1) {
    std::fprintf(stderr, "%s\n", !analyzer ? analyzer.error().what() : !reader ? reader.error().what() : "no rounds");
    return 3;
  }
  std::vector<attune::Transcript> transcripts;
  std::vector<Message> messages;
  while (auto transcript = reader->next()) {
    if (!*transcript) continue;
    transcripts.push_back(std::move(**transcript));
    for (const attune::Utterance& turn : transcripts.back().turns) messages.push_back({turn.role, turn.text.size(), {}});
  }
  std::size_t n_alerts = 0;
  for (int round = 0; round <= n_rounds; ++round) n_alerts = run(*analyzer, transcripts, messages, round > 0);  // the first warms up
  std::printf("what,messages,bytes,us_median,us_p99,us_most,ns_per_byte,alerts_of_all\n");
  print("customer", messages, Role::customer, n_alerts);
  print("agent", messages, Role::agent, n_alerts);
  print("all", messages, std::nullopt, n_alerts);
  return 0;
}
