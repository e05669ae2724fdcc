// Runs functions of the library on hostile texts whose cost must not grow faster than their length.
//
//   linear [--function NAME] [--family NAME] [--part I/N] SIZE...
//       calls each function on each family at each size (bytes) and prints "FUNCTION<tab>FAMILY<tab>SIZE" before it does; what a call
//       costs is counted from outside: linear.py does so with callgrind. Of N parts, every N-th family is run.
//   linear --time SIZE...
//       measures processor time here, of the word kernels this CPU has: valgrind does not know all of them.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <attune/attune.hpp>
#include <attune/detail/token_blocks.hpp>

namespace {

using namespace std::string_view_literals;
using attune::detail::Kernel;

// ---- functions ----------------------------------------------------------------------------------------------------------

const attune::Analyzer& analyzer() {
  static const attune::Analyzer loaded = attune::load().value();
  return loaded;
}

/// Returns a size of what was found, so that nothing is left out.
using Call = std::size_t (*)(std::string_view);

struct Function {
  std::string_view name;
  Call call;
};

/// Room for what is found in 4 MB of text: how a vector grows is no matter of the library's.
template <class Found>
std::vector<Found>& empty_vector() {
  static std::vector<Found> out;
  out.clear();
  out.reserve(std::size_t{1} << 22);
  return out;
}

template <attune::Unit unit>
std::size_t boundaries(std::string_view text) {
  std::vector<std::uint32_t>& out = empty_vector<std::uint32_t>();
  attune::boundaries(text, unit, out);
  return out.size();
}
template <attune::TokenMode mode>
std::size_t tokenize(std::string_view text) {
  std::vector<attune::Token>& out = empty_vector<attune::Token>();
  attune::tokenize(text, mode, out);
  return out.size();
}
template <Kernel kernel>
std::size_t word_kernel(std::string_view text) {
  std::vector<std::uint32_t>& out = empty_vector<std::uint32_t>();
  attune::detail::scan_words(text, kernel, out);
  return out.size();
}
template <Kernel kernel>
std::size_t social_kernel(std::string_view text) {
  std::vector<attune::Token>& out = empty_vector<attune::Token>();
  attune::detail::tokenize_social(text, kernel, out);
  return out.size();
}

template <attune::NormalizationForm form>
std::size_t normalize(std::string_view text) {
  return attune::normalize(text, form).text().size();
}

#if defined(ATTUNE_SUBWORD)
std::size_t encode(std::string_view text) {
  static const attune::SubwordTokenizer model = attune::SubwordTokenizer::load(attune::model_dir() / "pieces-en.model").value();
  return model.encode(text).size();
}
#endif

std::size_t make_terms(std::string_view text) {
  attune::TermList terms;
  attune::make_terms(text, terms);
  return terms.terms.size();
}

std::size_t offsets(std::string_view text) {
  const attune::OffsetMap map(text);
  std::size_t sum = 0;
  for (std::uint32_t byte = 0; byte < text.size(); byte += 7) sum += map.from_utf16(map.to_utf16(byte)) + map.from_code_point(map.to_code_point(byte));
  return sum;
}

std::size_t analyze(std::string_view text) {
  attune::Transcript chat;
  chat.turns.push_back({attune::Role::customer, std::string(text)});
  chat.turns.push_back({attune::Role::agent, std::string(text)});
  return analyzer().analyze(chat).to_json(chat).size();
}

constexpr Function functions[] = {
    {"boundaries word", boundaries<attune::Unit::word>},
    {"boundaries grapheme", boundaries<attune::Unit::grapheme>},
    {"boundaries sentence", boundaries<attune::Unit::sentence>},
    {"tokenize social", tokenize<attune::TokenMode::social>},
    {"tokenize uax29", tokenize<attune::TokenMode::uax29>},
    {"tokenize dictionary", tokenize<attune::TokenMode::dictionary>},
    {"words portable", word_kernel<Kernel::portable>},
    {"social portable", social_kernel<Kernel::portable>},
    {"make_terms", make_terms},
    {"OffsetMap", offsets},
    {"to_well_formed", [](std::string_view text) { return attune::to_well_formed(text).size(); }},
    {"normalize NFC", normalize<attune::NormalizationForm::nfc>},
    {"normalize NFKD", normalize<attune::NormalizationForm::nfkd>},
    {"fold_case", [](std::string_view text) { return attune::fold_case(text).text().size(); }},
    {"redact", [](std::string_view text) { return attune::redact(text).text.size(); }},
    {"clean", [](std::string_view text) { return attune::clean(text).text().size(); }},
#if defined(ATTUNE_SUBWORD)
    {"SubwordTokenizer.encode", encode},
#endif
    {"emotions.classify", [](std::string_view text) { return analyzer().emotions().classify(text).size(); }},
    {"phrases.tag", [](std::string_view text) { return analyzer().phrases().tag(text).size(); }},
    {"cues.tag", [](std::string_view text) { return analyzer().cues().tag(text).size(); }},
    {"find_safety_flags", [](std::string_view text) { return attune::find_safety_flags(text).size(); }},
    {"analyze", analyze},
};

constexpr Function kernels[] = {
    {"words portable", word_kernel<Kernel::portable>},  {"social portable", social_kernel<Kernel::portable>},
    {"words AVX2", word_kernel<Kernel::avx2>},          {"social AVX2", social_kernel<Kernel::avx2>},
    {"words AVX-512", word_kernel<Kernel::avx512>},     {"social AVX-512", social_kernel<Kernel::avx512>},
};

bool can_run(std::string_view name) {
  for (const Kernel kernel : {Kernel::avx2, Kernel::avx512})
    if (name.ends_with(to_string(kernel))) return attune::detail::is_supported(kernel);
  return true;
}

// ---- families -----------------------------------------------------------------------------------------------------------

/// `piece`, again and again, between a beginning and, from the middle on, another piece.
struct Family {
  std::string_view name;
  std::string_view piece;
  std::string_view first = {};
  std::string_view second_half = {};
};

constexpr Family families[] = {
    {"marks of one class", "\u0301", "a"},
    {"marks of two classes", "\u0301\u0316", "a"},
    {"marks of two classes, half and half", "\u0301", "a", "\u0316"},
    {"letters with two marks", "a\u0301\u0316"},
    {"ZWJ chain of emoji", "\U0001F469\u200D"},
    {"ZWJ alone", "\u200D"},
    {"regional indicators", "\U0001F1E6"},
    {"emoji with skin tones", "\U0001F44D\U0001F3FD"},
    {"variation selectors", "\uFE0F", "I"},
    {"one long word", "a"},
    {"one long capital word", "A"},
    {"unknown letters", "\U00010400"},
    {"ideographs", "\u4E00"},
    {"Thai without spaces", "\u0E01\u0E32\u0E23"},
    {"a: a: a:", "a:"},
    {"a.a.a", "a."},
    {"a'a'a", "a'"},
    {"digits with commas", "1,"},
    {"digits with stops and slashes", "1/2."},
    {"underscores", "_"},
    {"snowmen", "\u2603"},
    {"spaces", " "},
    {"newlines", "\n"},
    {"quoted lines", "> no\n"},
    {"straight quotes", "\""},
    {"opening quotes", "\u201C"},
    {"apostrophes", "'"},
    {"mixed closing quotes", "\"'", "no."},
    {"brackets", "("},
    {"brackets, closed", ")", "no."},
    {"lists with dashes", "-\n"},
    {"mail headers", "From: a\nSent: b\n"},
    {"U+FDFA", "\uFDFA"},
    {"Hangul jamo", "\u1100\u1161\u11A8"},
    {"overlapping apologies", "i am so sorry "},
    {"overlapping understanding", "i understand how you feel "},
    {"sorry sorry sorry", "sorry "},
    {"waiting cues", "still waiting again for the third time "},
    {"crisis words", "i want to die "},
    {"negations", "not "},
    {"I I I", "I "},
    {"clauses", "and i was, but "},
    {"asides", ", Ann ("},
    {"fillers", "and um "},
    {"coordinators", "so "},
    {"sentences", "No. "},
    {"stops", "."},
    {"exclamation marks", "!"},
    {"invalid bytes", "\xFF"},
    {"cut sequences", "\xF0\x9F\x98"},
    {"NULs", "\0"sv},
    {"at signs", "@"},
    {"handles", "@a"},
    {"an e-mail address without end", "a@a."},
    {"http:// runs", "http://"},
    {"URL with brackets", "(", "http://a.de/"},
    {"hyphenated hosts", "a-a.com"},
    {"emoticon heads", ":"},
    {"emoticon bodies", ":-"},
    {"entity beginnings", "&#"},
    {"entities", "&amp;"},
    {"CSV-like quotes", "\"a\",\"\"\","},
    {"phone numbers", "020 7946 0958 "},
    {"card numbers without an end", "4111 1111 1111 "},
    {"digits without an end", "1"},
    {"order numbers", "order no. A1-"},
    {"IBANs and IP addresses", "DE89 3704 0044 0532 0130 00 2001:db8::1 192.0.2.1"},
    {"URLs with parameters", "http://a.de/?token=a&"},
    {"elongation", "o", "s"},
    {"elongated words", "soooo "},
    {"emoji", "\U0001F621"},
    {"kisses and laughs", "xD"},
    {"hearts", "<3"},
    {"equal signs", "="},
    {"alternating case", "aA"},
    {"zero-width and bidi controls", "\u200B\u202E"},
};

/// Whole pieces, `n_bytes` or a little less.
std::string make_text(const Family& family, std::size_t n_bytes) {
  std::string text;
  if (n_bytes > family.first.size()) text = family.first;
  while (text.size() + family.piece.size() <= n_bytes) {
    const bool second = !family.second_half.empty() && text.size() >= n_bytes / 2;
    text += second ? family.second_half : family.piece;
  }
  return text;
}

}  // namespace

// Under this name callgrind knows where to count.
extern "C" [[gnu::noinline]] std::size_t measured(Call call, const std::string& text) { return call(text); }

namespace {

// ---- runs ---------------------------------------------------------------------------------------------------------------

struct Arguments {
  std::string_view function, family;
  std::size_t part = 0, n_parts = 1;
  bool time = false;
  std::vector<std::size_t> sizes;
};

std::size_t to_number(std::string_view text) {
  std::size_t value = 0;
  if (text.empty() || std::from_chars(text.data(), text.data() + text.size(), value).ptr != text.data() + text.size()) {
    std::fprintf(stderr, "linear [--function NAME] [--family NAME] [--part I/N] [--time] SIZE...\n");
    std::exit(2);
  }
  return value;
}

Arguments read_arguments(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--time") {
      out.time = true;
    } else if (!name.starts_with("--")) {
      out.sizes.push_back(to_number(name));
    } else {
      const std::size_t slash = value.find('/');
      if (name == "--function") out.function = value;
      else if (name == "--family") out.family = value;
      else if (name == "--part" && slash != value.npos) out.part = to_number(value.substr(0, slash)), out.n_parts = to_number(value.substr(slash + 1));
      else to_number(name);
      ++i;
    }
  }
  if (out.sizes.empty() || out.n_parts == 0) to_number("");
  return out;
}

int run_counted(const Arguments& arguments) {
  std::size_t n = 0;
  for (std::size_t i = arguments.part; i < std::size(families); i += arguments.n_parts)
    for (const Function& function : functions) {
      const Family& family = families[i];
      if ((!arguments.function.empty() && arguments.function != function.name) || (!arguments.family.empty() && arguments.family != family.name)) continue;
      n += function.call(make_text(family, 256));  // what is set up once is no part of it
      for (const std::size_t size : arguments.sizes) {
        const std::string text = make_text(family, size);
        std::printf("%.*s\t%.*s\t%zu\n", static_cast<int>(function.name.size()), function.name.data(), static_cast<int>(family.name.size()),
                    family.name.data(), size);
        n += measured(function.call, text);
      }
    }
  return n == 0 ? 2 : 0;
}

/// The least of several runs: what else the machine does only adds.
double least_seconds(Call call, const std::string& text) {
  double least = 1e9;
  for (int i = 0; i < 7; ++i) {
    const std::clock_t begin = std::clock();
    measured(call, text);
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return least;
}

/// Time is not counted as exactly as instructions are: a quadratic step shows as 4.
bool grows_linearly(Call call, const Family& family, const std::vector<std::size_t>& sizes, double& worst) {
  constexpr double limit = 2.6;
  worst = 0;
  double before = 0;
  for (const std::size_t size : sizes) {
    const double now = least_seconds(call, make_text(family, size));
    if (before > 0) worst = std::max(worst, now / before);
    before = now;
  }
  return worst <= limit;
}

int run_timed(const Arguments& arguments) {
  int n_failed = 0;
  for (const Function& kernel : kernels) {
    if (!can_run(kernel.name)) {
      std::printf("%s: not run, this CPU does not have it\n", kernel.name.data());
      continue;
    }
    double most = 0;
    for (const Family& family : families) {
      double worst = 0;
      bool linear = false;
      for (int attempt = 0; attempt < 5 && !linear; ++attempt) linear = grows_linearly(kernel.call, family, arguments.sizes, worst);
      most = std::max(most, worst);
      if (linear) continue;
      ++n_failed;
      std::printf("failed: %s, %s: %.2fx a doubling\n", kernel.name.data(), family.name.data(), worst);
    }
    std::printf("%s: %zu families, at most %.2fx a doubling\n", kernel.name.data(), std::size(families), most);
  }
  constexpr double limit_s = 0.5;
  const std::string marks = make_text(families[0], 2000001);
  analyze("once");
  const std::clock_t begin = std::clock();
  measured(analyze, marks);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("analyze: a message of a million combining marks, %.3f s\n", seconds);
  return n_failed == 0 && seconds < limit_s ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = read_arguments(argc, argv);
  return arguments.time ? run_timed(arguments) : run_counted(arguments);
}
