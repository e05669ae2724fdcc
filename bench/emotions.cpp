// Emotions of many messages: EmotionClassifier::classify_batch against fastText's predict with all labels, one thread each, in turns.
//
//   bench_emotions MODEL MESSAGES.tsv GOLD.tsv ROUNDS [FASTTEXT.bin ...]
//
// Speed is that on MESSAGES, accuracy that on GOLD (text, indices of labels separated by commas). Prints CSV: see bench/README.md.
#include <attune/attune.hpp>
#include <attune/detail/metrics.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string_view>

#if defined(ATTUNE_BENCH_FASTTEXT)
#include <fasttext/fasttext.h>
#endif

#include "timing.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Gold {
  std::vector<std::string> texts;
  std::vector<std::vector<std::uint8_t>> labels;  // by label, then text
};

Gold read_gold(const char* file, std::size_t n_labels) {
  Gold gold;
  gold.texts = bench::read_messages(file);
  gold.labels.assign(n_labels, std::vector<std::uint8_t>(gold.texts.size()));
  std::ifstream in(file, std::ios::binary);
  std::string line;
  for (std::size_t row = 0; std::getline(in, line); ++row) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    const char* at = line.data() + tab;
    do {
      std::size_t label = n_labels;
      at = std::from_chars(at + 1, line.data() + line.size(), label).ptr;
      if (label < n_labels) gold.labels[label][row] = 1;
    } while (*at == ',');
  }
  return gold;
}

/// Macro average precision: no threshold has a part in it. `scores` are row-major.
double macro_ap(const std::vector<float>& scores, const Gold& gold) {
  double sum = 0;
  const std::size_t width = gold.labels.size();
  for (std::size_t l = 0; l < width; ++l) {
    std::vector<float> column;
    for (std::size_t row = 0; row < gold.texts.size(); ++row) column.push_back(scores[row * width + l]);
    sum += attune::detail::average_precision<float>(column, gold.labels[l], attune::detail::ranked(std::span<const float>(column)));
  }
  return sum / static_cast<double>(width);
}

struct Contestant {
  std::string name;
  bench::Pass pass;
  double accuracy = 0;
  double load_seconds = 0;
  std::uintmax_t n_bytes = 0;
};

/// Best of a few: what else the machine does only makes it slower.
template <class Load>
double time_load(Load load) {
  double best = 1e9;
  for (int i = 0; i < 20; ++i) {
    const Clock::time_point begin = Clock::now();
    load();
    best = std::min(best, seconds_since(begin));
  }
  return best;
}

#if defined(ATTUNE_BENCH_FASTTEXT)

/// fastText reads lines of a stream; one stream holds all messages, so that nothing is set up anew for each.
Contestant enter_fasttext(const char* file, const std::vector<std::string>& messages, const Gold& gold) {
  const auto model = std::make_shared<fasttext::FastText>();
  const double load_seconds = time_load([&] { model->loadModel(file); });
  const std::size_t n_labels = gold.labels.size();
  const auto predict_all = [model, n_labels](const std::vector<std::string>& texts) {
    const auto lines = std::make_shared<std::stringstream>();
    for (const std::string& text : texts) *lines << text << '\n';
    return [model, lines, n_labels, n = texts.size()](auto take) {
      std::vector<std::pair<fasttext::real, std::string>> predictions;
      lines->clear();
      lines->seekg(0);
      for (std::size_t row = 0; row < n; ++row) {
        predictions.clear();
        model->predictLine(*lines, predictions, static_cast<std::int32_t>(n_labels), 0);
        take(row, predictions);
      }
    };
  };
  std::vector<float> scores(gold.texts.size() * n_labels);
  predict_all(gold.texts)([&](std::size_t row, const auto& predictions) {
    constexpr std::size_t prefix = std::string_view("__label__").size();
    for (const auto& [probability, label] : predictions) scores[row * n_labels + std::strtoul(label.c_str() + prefix, nullptr, 10)] = probability;
  });
  const auto pass = [run = predict_all(messages)] {
    std::size_t n = 0;
    run([&](std::size_t, const auto& predictions) { n += predictions.size(); });
    return n;
  };
  return {"fastText " + std::filesystem::path(file).stem().string(), pass, macro_ap(scores, gold), load_seconds, std::filesystem::file_size(file)};
}

#endif

}  // namespace

int main(int argc, char** argv) {
  const int n_rounds = argc > 4 ? std::atoi(argv[4]) : 0;
  if (n_rounds < 1) {
    std::fprintf(stderr, "bench_emotions MODEL MESSAGES.tsv GOLD.tsv ROUNDS [FASTTEXT.bin ...]\n");
    return 2;
  }
  const attune::EmotionClassifier model = attune::EmotionClassifier::load(argv[1]).value();
  const std::vector<std::string> messages = bench::read_messages(argv[2]);
  const Gold gold = read_gold(argv[3], model.labels().size());
  const std::size_t width = model.labels().size();
  const auto classify = [&](const std::vector<std::string>& texts, std::vector<float>& out, unsigned threads) {
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    out.resize(texts.size() * width);
    model.classify_batch(views, out, {.threads = threads});
    return out.size();
  };
  std::vector<float> out, scores;
  classify(gold.texts, scores, 1);

  std::vector<Contestant> contestants{{"attune", [&] { return classify(messages, out, 1); }, macro_ap(scores, gold),
                                       time_load([&] { attune::EmotionClassifier::load(argv[1]).value(); }), std::filesystem::file_size(argv[1])}};
#if defined(ATTUNE_BENCH_FASTTEXT)
  for (int i = 5; i < argc; ++i) contestants.push_back(enter_fasttext(argv[i], messages, gold));
#endif
  std::vector<bench::Pass> passes;
  for (const Contestant& contestant : contestants) passes.push_back(contestant.pass);
  const std::vector<bench::Timed> timed = bench::time_in_turns(passes, n_rounds);
  std::printf("what,messages,rounds,ns_per_message,attune_times_as_fast,macro_ap,load_ms,file_bytes,scores\n");
  for (std::size_t i = 0; i < timed.size(); ++i)
    std::printf("%s,%zu,%d,%.1f,%.2f,%.4f,%.3f,%ju,%zu\n", contestants[i].name.c_str(), messages.size(), n_rounds, timed[i].seconds * 1e9 / static_cast<double>(messages.size()),
                timed[i].seconds / timed.front().seconds, contestants[i].accuracy, contestants[i].load_seconds * 1e3, contestants[i].n_bytes, timed[i].found);

  // By the clock on the wall: of processor time two threads take as much as one.
  double one = 1e9, two = 1e9;
  for (int round = 0; round <= n_rounds; ++round)
    for (const unsigned threads : {1u, 2u}) {
      const Clock::time_point begin = Clock::now();
      classify(messages, out, threads);
      double& best = threads == 1 ? one : two;
      best = std::min(best, seconds_since(begin));
    }
  std::printf("# attune with two threads: %.2f times as fast as with one (best of %d each, wall clock)\n", one / two, n_rounds + 1);
  return 0;
}
