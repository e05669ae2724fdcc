// Kills `attune analyze` at random instants and resumes it: nothing may be lost or doubled.
//
//   resume [--seed N] [--seconds N] [--checks N] [--json]
//
// Kills `checks` times. Each run is killed and resumed until it ends by itself, and then its output must be that of a run left in peace.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <attune/cli.hpp>

#include "programme.hpp"

namespace {

using Clock = std::chrono::steady_clock;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Ids repeat, some records are bad, and conversations are of unlike lengths.
std::string make_input(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 97 == 0) out += "{\"turns\": 3\n";
    out += "{\"id\":\"chat " + std::to_string(i % 50) + "\",\"turns\":[";
    for (std::size_t turn = 0; turn <= i % 7; ++turn)
      out += std::string(turn > 0 ? "," : "") + "{\"role\":\"" + (turn % 2 == 0 ? "customer" : "agent") + "\",\"text\":\"Order " + std::to_string(i) +
             " is late and I'm really upset! I'm sorry we sent it so late.\"}";
    out += "]}\n";
  }
  return out;
}

class Runs {
 public:
  explicit Runs(std::size_t n_conversations) {
    std::string name = (std::filesystem::temp_directory_path() / "attune-resume-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::exit(3);
    folder_ = name;
    std::ofstream(folder_ / "in.jsonl", std::ios::binary) << make_input(n_conversations);
  }
  ~Runs() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Runs(const Runs&) = delete;
  Runs& operator=(const Runs&) = delete;

  std::filesystem::path out() const { return folder_ / "out.jsonl"; }

  /// Runs it to its end, or kills it after `limit`; returns whether it was killed.
  bool run(bool resume, Clock::duration limit) const {
    const std::string in = (folder_ / "in.jsonl").string(), to = out().string();
    const pid_t child = ::fork();
    if (child < 0) std::exit(3);
    if (child == 0) {
      if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(3);
      const char* const argv[] = {"attune", "analyze", in.c_str(), "-o", to.c_str(), "--resume"};
      ::_exit(attune::cli::main(resume ? 6 : 5, argv));
    }
    const Clock::time_point end = Clock::now() + limit;
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(child, &status, WNOHANG)) == 0 && Clock::now() < end) ::usleep(200);
    if (ended == 0) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
    }
    return WIFSIGNALED(status);
  }

  bool is_clean() const {
    return std::distance(std::filesystem::directory_iterator(folder_), {}) == 2;  // input and output
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace

int main(int argc, char** argv) {
  const attune::test::Arguments arguments = attune::test::read_arguments(argc, argv, 10);
  attune::test::Report report("resume", arguments);
  const Runs runs(4'000);
  const Clock::time_point begin = Clock::now();
  runs.run(false, std::chrono::hours(1));
  const Clock::duration whole_run = Clock::now() - begin;
  const std::string whole = read_file(runs.out());

  std::mt19937_64 random(arguments.seed);
  std::uint64_t n_kills = 0, n_ends = 0;
  while (n_kills < arguments.checks && !report.time_is_up()) {
    std::filesystem::remove(runs.out());
    bool killed = true;
    for (bool resume = false; killed; resume = true) {
      const auto permille = static_cast<Clock::rep>(random() % 1000);
      killed = runs.run(resume, n_kills < arguments.checks ? whole_run * permille / 1000 : Clock::duration(std::chrono::hours(1)));
      if (!killed) break;
      ++n_kills;
      report.add(!std::filesystem::exists(runs.out()) || read_file(runs.out()) == whole, "unfinished output at its place", "");
    }
    ++n_ends;
    report.add(!whole.empty() && read_file(runs.out()) == whole, "the output is another one", "");
    report.add(runs.is_clean(), "something is left beside the output", "");
  }
  report.ran("killed", n_kills);
  report.ran("ended", n_ends);
  return report.finish();
}
