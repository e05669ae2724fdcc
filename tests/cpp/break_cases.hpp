// The cases of a UCD break test file, one a line: code points with a boundary or none between them.
#pragma once

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <attune/unicode.hpp>

namespace attune::test {

struct BreakCase {
  std::string line;
  std::string text;
  std::vector<std::uint32_t> boundaries;  // bytes
};

/// Empty when the file cannot be read.
inline std::vector<BreakCase> break_cases(const std::string& name) {
  std::vector<BreakCase> cases;
  std::ifstream file(std::string(ATTUNE_TEST_DATA "/unicode-15.0/") + name);
  for (std::string line; std::getline(file, line);) {
    BreakCase found;
    std::istringstream words(line.substr(0, line.find('#')));
    for (std::string word; words >> word;) {
      if (word == "÷") found.boundaries.push_back(static_cast<std::uint32_t>(found.text.size()));
      else if (word != "×") append_utf8(found.text, static_cast<char32_t>(std::stoul(word, nullptr, 16)));
    }
    found.line = line;
    if (!found.text.empty()) cases.push_back(found);
  }
  return cases;
}

}  // namespace attune::test
