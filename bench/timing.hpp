// What the programs here share: messages of a file, and passes over them in turns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// One message a line; of a TSV the first column.
inline std::vector<std::string> read_messages(const char* file) {
  std::vector<std::string> messages;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) messages.push_back(line.substr(0, line.find('\t')));
  return messages;
}

/// Returns what one pass found: keeps the compiler from leaving the work out, and shows that both sides did it.
using Pass = std::function<std::size_t()>;

struct Timed {
  double seconds = 0;  // the median over rounds
  std::size_t found = 0;
};

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Each pass once a round, in turns; the first round warms up and does not count. Processor time of this process, since what
/// else the machine does meanwhile is nobody's merit.
inline std::vector<Timed> time_in_turns(const std::vector<Pass>& passes, int n_rounds) {
  std::vector<std::vector<double>> seconds(passes.size());
  std::vector<Timed> out(passes.size());
  for (int round = 0; round <= n_rounds; ++round)
    for (std::size_t i = 0; i < passes.size(); ++i) {
      const std::clock_t begin = std::clock();
      out[i].found = passes[i]();
      const std::clock_t took = std::clock() - begin;
      if (round > 0) seconds[i].push_back(static_cast<double>(took) / CLOCKS_PER_SEC);
    }
  for (std::size_t i = 0; i < passes.size(); ++i) out[i].seconds = median(seconds[i]);
  return out;
}

}  // namespace bench
