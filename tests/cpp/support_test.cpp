#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/analyzer.hpp>
#include <attune/support.hpp>
#include <attune/train.hpp>

#include "directory.hpp"

namespace {

using attune::ErrorCode;
using attune::SupportClassifier;
using Names = std::vector<std::string_view>;

const std::filesystem::path models = ATTUNE_MODEL_DIR;

const attune::Analyzer& shipped() {
  static const attune::Analyzer analyzer = attune::load(models).value();
  return analyzer;
}

const SupportClassifier& support() { return shipped().support().value(); }

/// A message as `Analyzer::read` gives it to the classifier.
struct Message {
  std::string text;
  std::vector<float> emotions = std::vector<float>(28);
  std::array<float, attune::n_signs> signs{};

  explicit Message(std::string said) : text(std::move(said)) {
    std::vector<float> mapped(11);
    shipped().emotions().classify(text, attune::View::goemotions, emotions);
    shipped().emotions().project(emotions, attune::View::support, mapped);
    signs = shipped().cues().read(text, mapped).signs;
  }
  attune::SupportInput input() const { return {text, emotions, signs}; }
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::vector<std::string> texts{"Third time I've rung about the boiler and still nobody has turned up??", "", " \n", "\xFF\xFE broken \xF0\x9F bytes",
                                     "GREAT JOB losing my bag 👏👏", "thank you, that fixed it!", std::string(20000, 'x')};

}  // namespace

TEST_SUITE("support") {
  TEST_CASE("says what support messages say") {
    struct Case {
      const char* text;
      const char* label;
    };
    for (const Case& row : std::initializer_list<Case>{
             {"Which bus goes to the north campus on Sundays?", "neutral"},
             {"My router shows error 651 after the update.", "neutral"},
             {"Thank you so much, that sorted it straight away!", "gratitude"},
             {"You thieving liars, I want my money back now", "anger"},
             {"Still no reply?? This is the second time I'm asking, it's so annoying", "frustration"},
             {"I'm really worried somebody has got into my account, please help", "anxiety"},
             {"Phew, what a relief, it has turned up after all", "relief"},
             {"I expected so much better from you, really let down", "disappointment"},
         }) {
      CAPTURE(row.text);
      const std::vector<std::string_view> labels = shipped().read(row.text).labels;
      CHECK(std::find(labels.begin(), labels.end(), row.label) != labels.end());
    }
  }

  TEST_CASE("a message says at least one label and at most two, neutral alone") {
    for (const std::string& text : texts) {
      CAPTURE(text);
      const attune::Reading reading = shipped().read(text);
      CHECK((reading.labels.size() == 1 || reading.labels.size() == 2));
      if (reading.labels.size() == 2) CHECK(std::count(reading.labels.begin(), reading.labels.end(), "neutral") == 0);
      for (const float p : reading.emotions) CHECK((p > 0 && p < 1));
    }
  }

  TEST_CASE("those furthest over their thresholds are said, most probable first") {
    const std::span<const float> thresholds = support().thresholds();
    const auto at = [](std::string_view label) {
      const std::span<const std::string_view> labels = support().labels();
      return static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
    };
    const auto say = [&](std::initializer_list<std::pair<std::string_view, float>> times) {
      std::vector<float> p;
      for (const float threshold : thresholds) p.push_back(threshold / 2);
      for (const auto& [label, factor] : times) p[at(label)] = thresholds[at(label)] * factor;
      return support().say(p);
    };
    CHECK(say({}) == Names{"neutral"});
    CHECK(say({{"anger", 1.0f}}) == Names{"anger"});
    CHECK(say({{"anger", 1.2f}, {"neutral", 1.1f}}) == Names{"anger"});
    CHECK(say({{"anger", 1.2f}, {"neutral", 1.3f}}) == Names{"neutral"});
    const Names two = say({{"anger", 1.1f}, {"sadness", 1.3f}, {"frustration", 1.2f}});
    CHECK(two.size() == 2);
    CHECK(std::count(two.begin(), two.end(), "anger") == 0);
    // Most probable first: gratitude's threshold is well over that of disappointment.
    REQUIRE(thresholds[at("gratitude")] > 1.2f * thresholds[at("disappointment")]);
    CHECK(say({{"disappointment", 1.1f}, {"gratitude", 1.0f}}) == Names{"gratitude", "disappointment"});
  }

  TEST_CASE("what each signal adds makes up the logit, and names the words and cues") {
    for (const std::string& text : texts) {
      const Message message(text);
      for (const std::string_view label : support().labels()) {
        CAPTURE(label);
        double sum = 0;
        for (const attune::SupportEvidence& part : support().explain(message.input(), label)) {
          CHECK((part.start <= part.end && part.end <= text.size()));
          sum += static_cast<double>(part.value);
        }
        CHECK(sum == doctest::Approx(static_cast<double>(support().logit(message.input(), label))).epsilon(1e-4));
      }
    }
    const Message message(texts[0]);
    bool has_cue = false, has_word = false;
    for (const attune::SupportEvidence& part : support().explain(message.input(), "frustration")) {
      has_cue = has_cue || (part.signal == "sign" && part.name == "repeat_contact" && part.value > 0);
      has_word = has_word || (part.signal == "words" && texts[0].substr(part.start, part.end - part.start) == "still" && part.value > 0);
    }
    CHECK(has_cue);
    CHECK(has_word);
  }

  TEST_CASE("stress and cues are those of an analyzer without it") {
    const attune::Analyzer without(shipped().emotions(), shipped().phrases(), shipped().cues());
    CHECK_FALSE(without.support());
    for (const std::string& text : texts) {
      const attune::Reading a = shipped().read(text), b = without.read(text);
      CHECK(a.stress == b.stress);
      CHECK(a.cues.size() == b.cues.size());
    }
    std::vector<float> mapped(11);
    shipped().emotions().classify(texts[0], attune::View::support, mapped);
    const attune::Reading reading = without.read(texts[0]);
    CHECK(std::equal(mapped.begin(), mapped.end(), reading.emotions.begin()));
    CHECK(without.analyze(std::vector<attune::Utterance>{{attune::Role::customer, "hello"}}).model.support.empty());
    CHECK(shipped().analyze(std::vector<attune::Utterance>{{attune::Role::customer, "hello"}}).model.support == support().hash());
  }

  TEST_CASE("inputs of another size, and labels that are none, are refused") {
    const Message message("hello");
    std::vector<float> out(11), few(10);
    CHECK_THROWS_AS(support().classify(message.input(), few), std::invalid_argument);
    CHECK_THROWS_AS(support().classify({"hello", few, message.signs}, out), std::invalid_argument);
    CHECK_THROWS_AS(support().classify({"hello", message.emotions, few}, out), std::invalid_argument);
    CHECK_THROWS_AS((void)support().say(few), std::invalid_argument);
    CHECK_THROWS_AS((void)support().explain(message.input(), "annoyance"), std::invalid_argument);
  }

  TEST_CASE("missing and damaged files are errors") {
    CHECK(SupportClassifier::load("no/such/file.safetensors").error().code() == ErrorCode::io);
    CHECK(SupportClassifier::load(models / "emotion-en.safetensors").error().code() == ErrorCode::corrupt);
    std::string bytes = read_file(models / "support-en.safetensors");
    CHECK(SupportClassifier::parse(bytes).value().hash() == support().hash());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    CHECK(SupportClassifier::parse(bytes).error().code() == ErrorCode::corrupt);
    // A directory with one: not loading it must not pass for having none.
    const Directory directory("support_damaged");
    for (const char* name : {"emotion-en.safetensors", "empathy-en.toml", "cues-en.toml"}) std::filesystem::copy_file(models / name, directory / name);
    CHECK_FALSE(attune::load(directory / ".").value().support());
    directory.write("support-en.safetensors", bytes);
    CHECK(attune::load(directory / ".").error().code() == ErrorCode::corrupt);
  }

  TEST_CASE("the shipped model is the one of its card, and its command makes it again, with one thread too") {
    CHECK(read_file(models / "support-en.md").find(std::string(support().hash())) != std::string::npos);
    const Directory directory("support_train");
    const std::vector<std::filesystem::path> files{models / "support-en.train.jsonl", models / "cues-en.dev.jsonl"};
    const auto report = attune::train_support(shipped().emotions(), shipped().cues(), files, directory / "support-en.safetensors",
                                              {.threads = 1, .max_features = 12'000, .license = "Apache-2.0"});
    REQUIRE(report);
    CHECK(report->hash == support().hash());
    CHECK(read_file(directory / "support-en.md").find(report->hash) != std::string::npos);
    CHECK(support().trained_on("@skylarkair is the 0715 from Leeds to Faro still leaving from terminal 1?", "a001"));
    CHECK_FALSE(support().trained_on("@skylarkair is the 0715 from Leeds to Faro still leaving from terminal 1?", "a002"));
  }

  TEST_CASE("training names every line that cannot be used") {
    const Directory directory("support_rows");
    const auto train = [&](const std::string& lines) {
      const std::vector<std::filesystem::path> files{directory.write("rows.jsonl", lines)};
      return attune::train_support(shipped().emotions(), shipped().cues(), files, directory / "m.safetensors").error();
    };
    const attune::Error bad = train("{\"text\":\"a\",\"emotions\":[\"glee\"]}\n\nnot JSON\n{\"text\":\"b\",\"emotions\":[\"anger\"]}\n");
    CHECK(bad.code() == ErrorCode::invalid_data);
    for (const char* part : {"line 1: \"emotions\"", "line 3: not JSON"}) CHECK(std::string(bad.message()).find(part) != std::string::npos);
    CHECK(train("{\"text\":\"b\",\"emotions\":[\"anger\"]}\n").code() == ErrorCode::invalid_data);  // too few of each label
    CHECK_FALSE(std::filesystem::exists(directory / "m.safetensors"));
    const std::vector<std::filesystem::path> none{directory / "none.jsonl"};
    CHECK(attune::train_support(shipped().emotions(), shipped().cues(), none, directory / "m.safetensors").error().code() == ErrorCode::io);
  }
}
