// Texts that look for trouble: characters of every break class, ill-formed UTF-8 and social forms, in runs and mixed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#if defined(__unix__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace attune::test {

inline std::string hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    out += digits[static_cast<std::uint8_t>(c) >> 4];
    out += digits[static_cast<std::uint8_t>(c) & 15];
  }
  return out;
}

/// Holds a text where a read of the byte behind it ends the program: vector loads are no business of a sanitizer.
class GuardedText {
 public:
  explicit GuardedText(std::string_view text) {
#if defined(__unix__)
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    n_mapped_ = (text.size() + page - 1) / page * page + page;
    void* const mapped = mmap(nullptr, n_mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    bytes_ = static_cast<char*>(mapped);
    char* const end = bytes_ + n_mapped_ - page;
    if (mprotect(end, page, PROT_NONE) != 0) throw std::bad_alloc();
    std::copy(text.begin(), text.end(), end - text.size());
    view_ = {end - text.size(), text.size()};
#else
    copy_ = text;
    view_ = copy_;
#endif
  }
#if defined(__unix__)
  ~GuardedText() { munmap(bytes_, n_mapped_); }
#endif
  GuardedText(const GuardedText&) = delete;
  GuardedText& operator=(const GuardedText&) = delete;

  std::string_view view() const { return view_; }

 private:
#if defined(__unix__)
  char* bytes_ = nullptr;
  std::size_t n_mapped_ = 0;
#else
  std::string copy_;
#endif
  std::string_view view_;
};

/// The same texts from the same seed on every machine: no standard distribution is used.
class TextMaker {
 public:
  explicit TextMaker(std::uint32_t seed) : random_(seed) {}

  /// Up to about 200 bytes.
  std::string text() {
    std::string out;
    const std::uint32_t style = below(8);
    for (std::uint32_t n = below(90); n > 0; --n) out += piece(style);
    if (below(3) == 0) mutate(out);
    return out;
  }

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

 private:
  std::string piece(std::uint32_t style) {
    static const std::vector<std::string> ascii{"a", "Z", "word", "o", "1", "23", "_", ".", "'", ":", ",", ";", " ", "  ", "\t", "\r", "\n", "\r\n",
                                                "\v", "\"", "-", "!", "#", std::string(1, '\0'), "\x1c", "\x7f"};
    static const std::vector<std::string> wide{
        "\xC3\xA9", "\xD0\xB6", "\xCE\xB1", "\xD7\x90", "\xD7\x91\"", "\xD7\x90'", "\xD0\x96", "\xD6\x89", "\xE0\xA5\xA4", "\xE3\x80\x82", "\xEF\xBC\x8E", "\xE2\x80\xA4", "\xE2\x80\x9D", "\xD9\xA3", "\xD9\xAB", "\xD9\xAC", "\xC2\xB7", "\xC2\xAD", "\xC2\xA0", "\xC2\x85",
        "\xC2\xA9", "\xC2\xAF", "\xCC\x81", "\xE0\xA4\x95", "\xE0\xA4\xBF", "\xE1\x84\x80", "\xE1\x85\xA1", "\xE1\x86\xA8", "\xEA\xB0\x80", "\xEA\xB0\x81", "\xD8\x80", "\xE3\x82\xAB", "\xE3\x83\xBC", "\xE3\x81\x82",
        "\xE4\xB8\x80", "\xE0\xB8\x81", "\xE2\x80\x99", "\xE2\x80\x98", "\xE2\x80\xA7", "\xE2\x80\x83", "\xE3\x80\x80", "\xE2\x80\xA8", "\xE2\x80\x8B",
        "\xE2\x80\x8D", "\xE2\x80\xBF", "\xE2\x80\xAF", "\xEF\xBC\x8E", "\xEF\xBC\x9A", "\xEF\xBC\xBF", "\xEF\xB8\x8F", "\xEF\xB8\x8E", "\xE2\x83\xA3",
        "\xE2\x84\xB9", "\xE2\x98\xBA", "\xE2\x9D\xA4", "\xE2\x93\x90", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xF0\x9F\x91\x8D", "\xF0\x9F\x8F\xBD", "\xF0\x9F\x87\xAB",
        "\xF0\x9F\x87\xB7", "\xF0\x9D\x94\x98", "\xF0\x90\x80\x80", "\xF3\xA0\x80\xA0"};
    static const std::vector<std::string> ill{"\x80", "\xBF", "\xC0\x80", "\xC3", "\xE2\x80", "\xED\xA0\x80", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xFF"};
    static const std::vector<std::string> social{
        "@", "@ana", "#", "#late", "#12", "^AB", " ^K ", "http://", "https://x.yz/a", "HTTPS:", "www.", "shop.example.com", ".com", "a.b", ".co.uk", "me@", "ana.b+c@mail.example.org",
        "@host.net", "/", "1/2", "24/7", "4.5/5", "1,000/2", "12/05/2019", "8-)", "8-D", ":)", ":-(", ":'(", ";)", "=D", ":/", ":D", ":P", ":3", "<3", "</3", ">:(", "^^",
        "^_^", "-_-", "-.-", "o_O", "O.o", "T_T", "xD", "XDD", "xd", "(:", "):", "(-:", "._.", ">_<", "<.<", "\\o/", "*_*", "@_@", "\xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF",
        "1\xEF\xB8\x8F\xE2\x83\xA3", "2\xE2\x83\xA3", "#\xEF\xB8\x8F\xE2\x83\xA3", "&quot;)", "10:30", "well-known", "a-b.com", "x", " ", " ", "don't", "%", "+", "..."};
    switch (style) {
      case 0: return std::string(1, static_cast<char>(below(256)));
      case 1: return of(ascii);
      case 2: return of(wide);
      case 3: return of(below(3) != 0 ? ascii : wide);
      case 4: return of(below(4) != 0 ? wide : ill);
      case 5: return of(social);
      case 6: return of(below(3) != 0 ? social : below(2) != 0 ? ascii : wide);
      default: {
        if (below(6) == 0) return of(below(2) != 0 ? wide : social);
        const std::uint32_t length = 1 + below(9);  // in a statement of its own: the order of arguments is the compiler's
        return std::string(length, static_cast<char>('a' + below(26))) + " ";
      }
    }
  }

  const std::string& of(const std::vector<std::string>& pieces) { return pieces[below(static_cast<std::uint32_t>(pieces.size()))]; }

  void mutate(std::string& text) {
    for (std::uint32_t n = below(4); n > 0 && !text.empty(); --n) {
      const std::uint32_t at = below(static_cast<std::uint32_t>(text.size()));
      if (below(2) == 0) text[at] = static_cast<char>(below(256));
      else text.erase(at, 1 + below(3));
    }
  }

  std::mt19937 random_;
};

}  // namespace attune::test
