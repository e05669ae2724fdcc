#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <attune/emotion.hpp>

namespace {

using attune::EmotionClassifier;
using attune::View;

constexpr View all_views[] = {View::goemotions, View::ekman, View::sentiment, View::support, View::tones};

const EmotionClassifier& shipped() {
  static const EmotionClassifier model = EmotionClassifier::load(std::filesystem::path(ATTUNE_MODEL_DIR) / "emotion-en.safetensors").value();
  return model;
}

const std::vector<std::string> texts{"Thank you so much, that was quick!",
                                     "I am furious, where is my parcel???",
                                     "",
                                     "   ",
                                     "\xFF\xFE broken \xF0\x9F bytes",
                                     "ich verstehe das nicht",
                                     "😡😡 nobody answers :(",
                                     "I&#39;m not happy",
                                     std::string(5000, 'x')};

float probability(std::string_view text, View view, std::string_view label) {
  for (const attune::Score& score : shipped().classify(text, view))
    if (score.label == label) return score.probability;
  throw std::runtime_error("no such label");
}

}  // namespace

TEST_SUITE("emotion") {
  TEST_CASE("views have their names, and nothing else is one") {
    for (const View view : all_views) CHECK(attune::view_from_name(to_string(view)) == view);
    CHECK_FALSE(attune::view_from_name("Ekman"));
    CHECK_FALSE(attune::view_from_name(""));
  }

  TEST_CASE("every view has labels and a threshold for each") {
    const std::size_t sizes[] = {28, 7, 4, 11, 7};
    for (const View view : all_views) {
      CAPTURE(to_string(view));
      CHECK(shipped().labels(view).size() == sizes[static_cast<std::size_t>(view)]);
      REQUIRE(shipped().thresholds(view).size() == shipped().labels(view).size());
      for (const float threshold : shipped().thresholds(view)) CHECK((threshold > 0 && threshold < 1));
    }
  }

  TEST_CASE("says what plain words say") {
    CHECK(shipped().classify("Thank you so much for the help!")[0].label == "gratitude");
    CHECK(shipped().classify("I love this, I love it")[0].label == "love");
    CHECK(shipped().classify("this makes me so angry")[0].label == "anger");
    CHECK(shipped().classify("haha that is hilarious")[0].label == "amusement");
    CHECK(probability("I am so sad today", View::ekman, "sadness") > 0.5f);
    CHECK(probability("Thanks, this is great!", View::sentiment, "positive") > 0.9f);
    CHECK(probability("Thanks a lot!", View::support, "gratitude") > 0.8f);
  }

  TEST_CASE("any text has finite probabilities in [0, 1], highest first") {
    for (const std::string& text : texts)
      for (const View view : all_views) {
        CAPTURE(text);
        float before = 1;
        for (const auto& [label, p] : shipped().classify(text, view)) {
          CHECK((p >= 0 && p <= before));
          before = p;
        }
      }
  }

  TEST_CASE("blank texts have the probabilities of the bias alone") {
    for (const std::string_view label : shipped().labels()) {
      const auto parts = shipped().explain(" \n", label);
      REQUIRE(parts.size() == 1);
      CHECK((parts[0].start == 0 && parts[0].end == 2));
      CHECK(parts[0].value == shipped().logit("", label));
    }
  }

  TEST_CASE("contributions add up to the logit, and name the word") {
    for (const std::string& text : texts)
      for (const std::string_view label : shipped().labels()) {
        CAPTURE(label);
        double sum = 0;
        for (const attune::Contribution& part : shipped().explain(text, label)) {
          CHECK((part.start <= part.end && part.end <= text.size()));
          sum += static_cast<double>(part.value);
        }
        CHECK(sum == doctest::Approx(static_cast<double>(shipped().logit(text, label))).epsilon(1e-5));
      }
    const std::string text = "😡 I am furious about this";
    attune::Contribution most{};
    for (const attune::Contribution& part : shipped().explain(text, "anger"))
      if (part.end - part.start < text.size() && part.value > most.value) most = part;
    CHECK(text.substr(most.start, most.end - most.start).find("furious") != std::string::npos);
    CHECK_THROWS_AS((void)shipped().explain(text, "hunger"), std::invalid_argument);
    CHECK_THROWS_AS((void)shipped().logit(text, ""), std::invalid_argument);
  }

  TEST_CASE("batches have the bits of single texts, for any number of threads") {
    std::vector<std::string_view> batch;
    for (int i = 0; i < 60; ++i) batch.insert(batch.end(), texts.begin(), texts.end());
    const std::size_t width = shipped().labels().size();
    std::vector<float> one(batch.size() * width), several(one.size()), single(width);
    shipped().classify_batch(batch, one);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      shipped().classify(texts[i], View::goemotions, single);
      CHECK(std::memcmp(single.data(), one.data() + i * width, width * sizeof(float)) == 0);
    }
    for (const unsigned threads : {0u, 2u, 7u}) {
      shipped().classify_batch(batch, several, {.threads = threads});
      CHECK(std::memcmp(one.data(), several.data(), one.size() * sizeof(float)) == 0);
    }
    shipped().classify_batch({}, {});
  }

  TEST_CASE("outputs of another size are refused") {
    std::vector<float> out(27);
    const std::string_view text = "hello";
    CHECK_THROWS_AS(shipped().classify(text, View::goemotions, out), std::invalid_argument);
    CHECK_THROWS_AS(shipped().classify_batch({&text, 1}, out), std::invalid_argument);
    CHECK_THROWS_AS(shipped().project(out, View::ekman, out), std::invalid_argument);
  }

  TEST_CASE("a view's label holds when one of its members does") {
    std::vector<float> own(28), ekman(7);
    const auto set = [&](std::string_view label, float p) {
      for (std::size_t l = 0; l < 28; ++l)
        if (shipped().labels()[l] == label) own[l] = p;
    };
    set("anger", 0.5f);
    set("annoyance", 0.5f);
    set("fear", 1);
    shipped().project(own, View::ekman, ekman);
    CHECK(ekman[0] == 0.75f);
    CHECK(ekman[1] == 0);
    CHECK(ekman[2] == 1);
  }

  TEST_CASE("labels outlive the model") {
    std::string_view label;
    {
      const EmotionClassifier model = EmotionClassifier::load(std::filesystem::path(ATTUNE_MODEL_DIR) / "emotion-en.safetensors").value();
      label = model.classify("thanks")[0].label;
    }
    CHECK(label == "gratitude");
  }

  TEST_CASE("missing models and other files are errors") {
    const auto missing = EmotionClassifier::load("no/such/file.safetensors");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code() == attune::ErrorCode::io);
    const auto directory = EmotionClassifier::load(".");
    REQUIRE_FALSE(directory);
    CHECK(directory.error().code() == attune::ErrorCode::io);
  }
}
