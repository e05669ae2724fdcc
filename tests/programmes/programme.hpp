// What the programmes here share: one command line for CI and for longer runs, and a report that says what was run.
//
//   PROGRAMME [--seed N] [--seconds N] [--checks N] [--json]
//
// Ends after `checks` checks or `seconds` seconds, whichever is first. Exit code 0: no check failed; 1: some did; 2: usage.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/json_writer.hpp>

namespace attune::test {

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t checks = 0;
  double seconds = 1e9;
  bool json = false;
};

/// Prints the usage and exits with 2 on anything else.
inline Arguments read_arguments(int argc, char** argv, std::uint64_t checks) {
  Arguments arguments;
  arguments.checks = checks;
  const auto number = [&](int i) {
    std::uint64_t value = 0;
    const std::string_view text = i < argc ? argv[i] : "";
    if (text.empty() || std::from_chars(text.data(), text.data() + text.size(), value).ptr != text.data() + text.size()) {
      std::fprintf(stderr, "%s [--seed N] [--seconds N] [--checks N] [--json]\n", argv[0]);
      std::exit(2);
    }
    return value;
  };
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--json") arguments.json = true;
    else if (name == "--seed") arguments.seed = number(++i);
    else if (name == "--checks") arguments.checks = number(++i);
    else if (name == "--seconds") arguments.seconds = static_cast<double>(number(++i));
    else number(argc);
  }
  return arguments;
}

/// A file under ATTUNE_DATA; empty when the variable is not set or the file is not there.
inline std::optional<std::string> read_data(std::string_view name) {
  const char* const data = std::getenv("ATTUNE_DATA");
  if (data == nullptr) return std::nullopt;
  std::ifstream in(std::string(data) + "/" + std::string(name), std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Counts checks, keeps the first failures, and says at the end what was run.
class Report {
 public:
  Report(std::string_view programme, const Arguments& arguments) : programme_(programme), arguments_(arguments) {}

  /// Counts one check of the kind that `n` counts.
  void add(bool passed, std::string_view what, std::string_view text) {
    ++n_checks_;
    if (passed) return;
    if (++n_failed_ > n_kept) return;
    std::string shown(what);
    shown += ':';
    for (const char c : text.substr(0, 200)) {
      constexpr std::string_view digits = "0123456789abcdef";
      shown += ' ';
      shown += digits[static_cast<std::uint8_t>(c) >> 4];
      shown += digits[static_cast<std::uint8_t>(c) & 15];
    }
    failures_.push_back(shown);
  }

  /// A part with a count of its own.
  void ran(std::string_view part, std::uint64_t n) { parts_.emplace_back(part, std::to_string(n)); }
  void not_run(std::string_view part) { parts_.emplace_back(part, "not run: ATTUNE_DATA does not say where the data sets are"); }

  std::uint64_t n_checks() const { return n_checks_; }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  bool time_is_up() const { return seconds() >= arguments_.seconds; }

  int finish() const {
    if (arguments_.json) print_json();
    else print_lines();
    return n_failed_ == 0 ? 0 : 1;
  }

 private:
  static constexpr std::uint64_t n_kept = 10;

  void print_lines() const {
    for (const std::string& failure : failures_) std::printf("failed: %s\n", failure.c_str());
    for (const auto& [part, result] : parts_) std::printf("%s: %s\n", part.c_str(), result.c_str());
    std::printf("%s: %llu checks, %llu failed, seed %llu, %.1f s\n", programme_.c_str(), static_cast<unsigned long long>(n_checks_),
                static_cast<unsigned long long>(n_failed_), static_cast<unsigned long long>(arguments_.seed), seconds());
  }

  void print_json() const {
    detail::JsonWriter json;
    json.begin_object();
    json.field("programme", programme_);
    json.field("seed", arguments_.seed);
    json.field("checks", n_checks_);
    json.field("failed", n_failed_);
    json.field("seconds", static_cast<float>(seconds()));
    for (const auto& [part, result] : parts_) json.field(part, result);
    json.key("failures");
    json.begin_array();
    for (const std::string& failure : failures_) json.value(failure);
    json.end_array();
    json.end_object();
    std::puts(json.take().c_str());
  }

  std::string programme_;
  Arguments arguments_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::uint64_t n_checks_ = 0, n_failed_ = 0;
  std::vector<std::pair<std::string, std::string>> parts_;
  std::vector<std::string> failures_;
};

}  // namespace attune::test
