// One message: which parts look at it depends on who wrote it, and a failure inside asks for a person instead of spreading.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/detail/views.hpp>
#include <attune/safety.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

/// A reading, with how many of its reasons speak of stress: they come first.
struct Read {
  Reading reading;
  std::size_t n_stress_why = 0;
};

/// What keeps the models alive for as long as a reading; null when there is no memory for it.
inline std::shared_ptr<const void> share(const Analyzer& analyzer) noexcept {
  try {
    return std::make_shared<const Analyzer>(analyzer);
  } catch (...) {
    return nullptr;
  }
}

/// The support labels at or over the emotion model's thresholds, most probable first.
inline std::vector<std::string_view> said_labels(const EmotionClassifier& emotions, std::span<const float> probabilities) {
  const std::span<const float> thresholds = emotions.thresholds(View::support);
  std::vector<std::size_t> said;
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    if (probabilities[i] >= thresholds[i]) said.push_back(i);
  std::stable_sort(said.begin(), said.end(), [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
  std::vector<std::string_view> labels;
  for (const std::size_t i : said) labels.push_back(support_labels[i].name);
  return labels;
}

inline void read_customer(const Analyzer& analyzer, std::string_view text, Read& read) {
  Reading& r = read.reading;
  const EmotionClassifier& emotions = analyzer.emotions();
  std::vector<float> probabilities(emotions.labels().size());
  emotions.classify(text, View::goemotions, probabilities);
  emotions.project(probabilities, View::support, r.emotions);
  CueReading signs = analyzer.cues().read(text, r.emotions);  // stress was set by hand on these emotions
  if (analyzer.support()) {
    analyzer.support()->classify({text, probabilities, signs.signs}, r.emotions);
    r.labels = analyzer.support()->say(r.emotions);
  } else {
    r.labels = said_labels(emotions, r.emotions);
  }
  r.has_emotions = true;
  r.cues = std::move(signs.cues);
  r.stress = signs.stress.value;
  r.stress_level = signs.stress.level;
  r.high_stress = signs.stress.level == 2;
  if (!r.high_stress) return;
  r.why = std::move(signs.stress.why);
  read.n_stress_why = r.why.size();
}

/// The parts that need a model.
inline void read_with_models(const Analyzer& analyzer, std::string_view text, std::string_view context, Read& read) {
  Reading& r = read.reading;
  if (r.role == Role::customer) return read_customer(analyzer, text, read);
  if (r.role == Role::unknown) r.cues = analyzer.cues().tag(text);
  r.spans = analyzer.phrases().tag(text, {.role = r.role, .context = context});
}

inline void add_why(Reading& reading, const attune::Evidence& why) {
  reading.needs_human = true;
  const bool known = std::any_of(reading.why.begin(), reading.why.end(), [&](const attune::Evidence& other) {
    return other.start == why.start && other.end == why.end && other.reason == why.reason;
  });
  if (!known) reading.why.push_back(why);
}

/// `owner` keeps the analyzer's models alive; nothing is read with them when it is null.
inline Read read_message(const Analyzer& analyzer, std::string_view text, Role role, std::string_view context, std::shared_ptr<const void> owner) {
  require_indexable(text);
  require_indexable(context);
  Read read;
  read.reading.role = role;
  read.reading.owner = std::move(owner);
  bool failed = false;
  const auto guarded = [&failed](auto&& part) {
    try {
      part();
    } catch (...) {
      failed = true;
    }
  };

  // By rule, and first: what a person must see does not wait for a model.
  std::vector<SafetyFlag> flags;
  if (role == Role::customer || role == Role::unknown) guarded([&] { flags = find_safety_flags(text); });
  if (read.reading.owner) guarded([&] { read_with_models(analyzer, text, context, read); });
  else failed = true;
  guarded([&] {
    for (const SafetyFlag& flag : flags) add_why(read.reading, {flag.start, flag.end, to_string(flag.kind)});
  });
  if (failed) add_why(read.reading, {0, static_cast<std::uint32_t>(text.size()), "error"});
  return read;
}

}  // namespace attune::detail
