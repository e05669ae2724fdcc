// Offsets in three units: building attune::OffsetMap and converting every code point's offset, against one `decode` after another.
//
//   bench_offsets FILE [ROUNDS]
//
// FILE has one message a line; of a TSV the first column counts. Prints a line of CSV: see bench/README.md.
#include <attune/attune.hpp>
#include <attune/detail/utf8_blocks.hpp>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "timing.hpp"

namespace {

using bench::Pass;
using Messages = std::vector<std::string>;

Messages beyond_ascii(const Messages& messages) {
  Messages out;
  for (const std::string& message : messages)
    if (std::any_of(message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) out.push_back(message);
  return out;
}

/// A buffer in which each length of sequence is as frequent as any other: no branch on it can be foreseen.
Messages mixed_lengths() {
  constexpr std::pair<char32_t, char32_t> ranges[] = {{' ', '~'}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0x10000, 0x10FFFF}};
  std::mt19937 random(16);
  std::string out;
  while (out.size() < 1000000) {
    const auto& [first, last] = ranges[random() % 4];
    attune::append_utf8(out, first + static_cast<char32_t>(random() % (last - first + 1)));
  }
  return {out};
}

/// Where code points start, and how many UTF-16 code units lie before each: what a loop that decodes would keep.
Pass decode_pass(const Messages& messages) {
  return [&messages, starts = std::vector<std::uint32_t>(), units = std::vector<std::uint32_t>()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      starts.clear();
      units.clear();
      std::uint32_t n_units = 0;
      for (std::size_t at = 0; at < message.size();) {
        const attune::CodePoint c = attune::decode(message, at);
        starts.push_back(static_cast<std::uint32_t>(at));
        units.push_back(n_units);
        n_units += c.value > 0xFFFF ? 2 : 1;
        at += c.length;
      }
      n += starts.size();
    }
    return n;
  };
}

Pass scan_pass(const Messages& messages, attune::detail::Kernel kernel) {
  return [&messages, kernel, blocks = std::vector<attune::detail::OffsetBlock>()]() mutable {
    std::size_t n = 0;
    for (const std::string& message : messages) {
      blocks.clear();
      n += attune::detail::scan_utf8(message, kernel, &blocks).n_code_points;
    }
    return n;
  };
}

Pass map_pass(const Messages& messages) {
  return [&messages] {
    std::size_t n = 0;
    for (const std::string& message : messages) n += attune::OffsetMap(message).size_code_points();
    return n;
  };
}

/// Every word boundary of the messages, found and mapped beforehand.
Pass convert_pass(const Messages& messages, bool at_once) {
  std::vector<attune::OffsetMap> maps;
  std::vector<std::vector<std::uint32_t>> found;
  for (const std::string& message : messages) {
    maps.emplace_back(message);
    found.push_back(attune::boundaries(message));
  }
  return [=, offsets = std::vector<std::uint32_t>()]() mutable {
    std::size_t n = 0;
    for (std::size_t i = 0; i < maps.size(); ++i) {
      offsets = found[i];
      if (at_once) maps[i].to_code_points(offsets);
      else for (std::uint32_t& offset : offsets) offset = maps[i].to_code_point(offset);
      n += offsets.empty() ? 0 : offsets.back();
    }
    return n;
  };
}

void run(const char* text, const Messages& messages, int n_rounds) {
  std::vector<Pass> passes{decode_pass(messages), map_pass(messages)};
  std::vector<std::string> names{"decode", "OffsetMap"};
  for (const attune::detail::Kernel kernel : {attune::detail::Kernel::portable, attune::detail::Kernel::avx2, attune::detail::Kernel::avx512}) {
    if (!attune::detail::is_supported(kernel)) continue;
    passes.push_back(scan_pass(messages, kernel));
    names.push_back("masks " + std::string(to_string(kernel)));
  }
  for (const bool at_once : {false, true}) {
    passes.push_back(convert_pass(messages, at_once));
    names.push_back(at_once ? "boundaries at once" : "boundaries one by one");
  }
  std::size_t n_bytes = 0;
  for (const std::string& message : messages) n_bytes += message.size();
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  for (std::size_t i = 0; i < timed.size(); ++i)
    std::printf("%s,%s,%zu,%zu,%d,%.1f,%.1f,%.2f,%zu\n", text, names[i].c_str(), messages.size(), n_bytes, n_rounds,
                timed[i].seconds * 1e9 / static_cast<double>(messages.size()), static_cast<double>(n_bytes) / timed[i].seconds / 1e6,
                timed.front().seconds / timed[i].seconds, timed[i].found);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_offsets FILE [ROUNDS]\n");
    return 2;
  }
  const Messages messages = bench::read_messages(argv[1]);
  const int n_rounds = argc > 2 ? std::atoi(argv[2]) : 21;
  if (messages.empty() || n_rounds < 1) {
    std::fprintf(stderr, "no messages or no rounds\n");
    return 3;
  }
  std::printf("text,what,messages,bytes,rounds,ns_per_message,mb_per_s,x_decode,code_points\n");
  run("messages", messages, n_rounds);
  run("messages beyond ASCII", beyond_ascii(messages), n_rounds);
  run("mixed lengths", mixed_lengths(), n_rounds);
  return 0;
}
