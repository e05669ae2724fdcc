#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/span.hpp>

namespace {

using attune::Cue;
using attune::CueKind;

const attune::CueTagger& tagger() {
  static const attune::CueTagger loaded = attune::CueTagger::load(ATTUNE_MODEL_DIR "/cues-en.toml").value();
  return loaded;
}

attune::Stress stress(std::string_view text) {
  static const attune::EmotionClassifier emotions = attune::EmotionClassifier::load(ATTUNE_MODEL_DIR "/emotion-en.safetensors").value();
  std::vector<float> support(emotions.labels(attune::View::support).size());
  emotions.classify(text, attune::View::support, support);
  return tagger().read(text, support).stress;
}

std::vector<nlohmann::json> rows(const std::string& file) {
  std::vector<nlohmann::json> out;
  std::ifstream in(ATTUNE_TEST_DATA "/" + file);
  for (std::string line; std::getline(in, line);) out.push_back(nlohmann::json::parse(line));
  return out;
}

std::set<std::string> names(const std::vector<Cue>& cues) {
  std::set<std::string> out;
  for (const Cue& cue : cues) out.insert(std::string(attune::to_string(cue.cue)));
  return out;
}

std::set<std::string> names(std::string_view text) { return names(tagger().tag(text)); }

std::set<std::string> reasons(const attune::Stress& stress) {
  std::set<std::string> out;
  for (const attune::Evidence& evidence : stress.why) out.insert(std::string(evidence.reason));
  return out;
}

using Names = std::set<std::string>;

}  // namespace

TEST_SUITE("cues") {
  TEST_CASE("what failed again before an event is heard before an agent says hello") {
    for (const char* text : {"it came broken AGAIN and the party is tomorrow", "My replacement lamp arrived smashed AGAIN and my wedding is on Saturday!"}) {
      CAPTURE(text);
      CHECK(stress(text).level == 2);
      CHECK(reasons(stress(text)).count("at_stake") == 1);
    }
    CHECK(stress("It came broken again, no rush, the party is next month.").level < 2);
    CHECK(stress("Can you confirm delivery by tomorrow? I contacted you before about this.").level < 2);
  }

  TEST_CASE("names are read back, and others are none") {
    for (std::size_t i = 0; i < attune::n_cue_kinds; ++i) CHECK(attune::cue_from_name(attune::to_string(static_cast<CueKind>(i))) == static_cast<CueKind>(i));
    CHECK_FALSE(attune::cue_from_name("Waiting"));
    CHECK_FALSE(attune::cue_from_name("_fury"));
  }

  TEST_CASE("the defining sentence is high-stress, with repeat_contact and deadline as evidence") {
    const std::vector<nlohmann::json> all = rows("defining_customer.jsonl");
    REQUIRE(all.size() == 40);
    for (const nlohmann::json& row : all) {
      const std::string text = row["text"];
      CAPTURE(text);
      const attune::Stress found = stress(text);
      CHECK((found.level == 2) == row["high_stress"].get<bool>());
      for (const std::string cue : row["cues"]) {
        CHECK(names(text).count(cue) == 1);
        CHECK(reasons(found).count(cue) == 1);
      }
      for (const std::string cue : row["absent_cues"]) CHECK_MESSAGE(names(text).count(cue) == 0, cue);
    }
  }

  TEST_CASE("cues lie in the text, in order, and those of one kind are apart") {
    for (const nlohmann::json& row : rows("customer.jsonl")) {
      const std::string text = row["text"];
      const std::vector<Cue> cues = tagger().tag(text);
      std::vector<std::uint32_t> end(attune::n_cue_kinds);
      for (std::size_t i = 0; i < cues.size(); ++i) {
        CHECK(cues[i].start < cues[i].end);
        CHECK(cues[i].end <= text.size());
        CHECK((cues[i].score > 0 && cues[i].score <= 1));
        CHECK_FALSE(cues[i].source.empty());
        if (i > 0) CHECK((cues[i - 1].start < cues[i].start || (cues[i - 1].start == cues[i].start && cues[i - 1].end >= cues[i].end)));
        std::uint32_t& before = end[static_cast<std::size_t>(cues[i].cue)];
        CHECK(before <= cues[i].start);
        before = cues[i].end;
      }
    }
  }

  TEST_CASE("crisis and life events come from the safety rules too, and say so") {
    const std::string text = "My father passed away and I don't want to live anymore.";
    const std::vector<Cue> cues = tagger().tag(text);
    CHECK(names(cues) == Names{"crisis", "life_event"});
    CHECK(std::any_of(cues.begin(), cues.end(), [](const Cue& cue) { return cue.source == "suicide.not_live"; }));
  }

  TEST_CASE("what somebody else said is not the customer's cue") {
    CHECK(names("You wrote \"I will never order from you again\" in my name, why?").count("churn") == 0);
  }

  TEST_CASE("praise beside a complaint is sarcasm") {
    CHECK(names("Great service from Ola today.") == Names{"praise"});
    CHECK(names("Great service, three hours on hold.").count("praise") == 0);
  }

  TEST_CASE("calm words are calm, and evidence is there, strongest first, whenever stress is high") {
    CHECK(stress("Which bus goes to the harbour on Sundays?").level == 0);
    CHECK(stress("").level == 0);
    for (const nlohmann::json& row : rows("customer.jsonl")) {
      const std::string text = row["text"];
      const attune::Stress found = stress(text);
      CAPTURE(text);
      CHECK((found.value >= 0 && found.value <= 1));
      if (found.level == 2) CHECK_FALSE(found.why.empty());
      for (const attune::Evidence& evidence : found.why) CHECK((evidence.start <= evidence.end && evidence.end <= text.size()));
    }
    CHECK(stress("I want to die").why.front().reason == "crisis");
  }

  TEST_CASE("loudness raises stress and never lowers it") {
    for (const nlohmann::json& row : rows("customer.jsonl")) {
      const std::string text = row["text"];
      CAPTURE(text);
      CHECK(tagger().read(text + "!!!", {}).stress.value >= tagger().read(text, {}).stress.value);
      CHECK(tagger().read(text + " \xF0\x9F\x98\xA1", {}).stress.value >= tagger().read(text, {}).stress.value);
    }
  }

  TEST_CASE("a pack with an unknown tag or that is not there is refused, with the place") {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "attune_cues.toml";
    std::ofstream(path) << "[[pattern]]\nid = \"p\"\ntag = \"weather\"\nmatch = [\"rain\"]\n";
    const auto bad = attune::CueTagger::load(path);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code() == attune::ErrorCode::invalid_data);
    CHECK(std::string(bad.error().message()).find("line 3") != std::string::npos);
    CHECK(attune::CueTagger::load("no/such.toml").error().code() == attune::ErrorCode::io);
  }

  TEST_CASE("a user's pack adds to the shipped one") {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "attune_cues_more.toml";
    std::ofstream(path) << "[[pattern]]\nid = \"mine\"\ntag = \"churn\"\nmatch = [\"green pastures\"]\n";
    const std::vector<std::filesystem::path> more{path};
    const attune::CueTagger both = attune::CueTagger::load(ATTUNE_MODEL_DIR "/cues-en.toml", more).value();
    CHECK(both.n_patterns() == tagger().n_patterns() + 1);
    CHECK(both.hash() != tagger().hash());
    CHECK(both.hash().size() == 64);
    CHECK(names(both.tag("Off to green pastures.")) == Names{"churn"});
  }

  TEST_CASE("the shipped pack holds at least 250 patterns, and its card names it by its hash and their number") {
    CHECK(tagger().n_patterns() >= 250);
    std::ifstream file(ATTUNE_MODEL_DIR "/cues-en.md");
    const std::string card((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CHECK(card.find(tagger().hash()) != std::string::npos);
    CHECK(card.find(std::to_string(tagger().n_patterns()) + " patterns") != std::string::npos);
  }

  TEST_CASE("any bytes are accepted") {
    std::string bytes;
    for (int i = 0; i < 2048; ++i) bytes += static_cast<char>((i * 37 + i / 256) & 0xFF);
    for (std::size_t n = 0; n < bytes.size(); n += 97)
      for (const Cue& cue : tagger().tag(std::string_view(bytes).substr(n))) CHECK(cue.end <= bytes.size() - n);
  }
}
