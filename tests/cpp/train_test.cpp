#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/evaluate.hpp>
#include <attune/train.hpp>

#include "directory.hpp"

namespace {

using attune::EmotionClassifier;
using attune::ErrorCode;
using attune::LabelledTexts;

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Messages put together from parts, each part with its label; some have two, some none.
LabelledTexts made_up(std::size_t n) {
  const std::vector<std::string> parts[] = {
      {"my parcel is late again", "nobody calls back", "still broken after a week", "third ticket about this", "charged twice for nothing"},
      {"many thanks", "brilliant, cheers", "you are a star", "really appreciate it", "works perfectly now"},
      {"which plan covers this", "where do I find the form", "how long does it take", "what does this code mean", "can it be moved"}};
  const std::vector<std::string> ends{"", "!", "!!", " today", " please", " for my brother", ", ok?", " 😀", " :("};
  LabelledTexts data;
  data.labels = {"annoyed", "grateful", "asking"};
  std::uint32_t state = 7;
  const auto draw = [&](std::size_t below) {
    state = state * 1664525 + 1013904223;
    return static_cast<std::size_t>(state >> 16) % below;
  };
  for (std::size_t i = 0; i < n; ++i) {
    LabelledTexts::Row row;
    row.id = "row" + std::to_string(i);
    const std::size_t first = draw(4);
    if (first == 3) {
      row.text = "order " + std::to_string(draw(1000)) + " shipped";
    } else {
      row.text = parts[first][draw(5)];
      row.labels = {static_cast<std::uint32_t>(first)};
      const std::size_t second = draw(6);
      if (second < 3 && second > first) {
        row.text += ", " + parts[second][draw(5)];
        row.labels.push_back(static_cast<std::uint32_t>(second));
      }
    }
    row.text += ends[draw(ends.size())];
    data.rows.push_back(row);
  }
  return data;
}

std::string message(const attune::Result<LabelledTexts>& result) { return result ? "" : std::string(result.error().message()); }

}  // namespace

TEST_SUITE("train") {
  TEST_CASE("the same data gives the same bytes, whatever the number of threads, and learns") {
    const Directory directory("bytes");
    const LabelledTexts data = made_up(600);
    std::set<std::string> files, cards;
    std::size_t n_calls = 0;
    std::set<std::string> stages;
    for (const unsigned threads : {1u, 2u, 3u, 1u}) {
      const auto report = attune::train_emotion(data, directory / "m.safetensors", {.threads = threads, .max_features = 300, .name = "made up"},
                                                [&](std::string_view stage, std::size_t done, std::size_t total) {
                                                  ++n_calls;
                                                  stages.emplace(stage);
                                                  CHECK(done <= total);
                                                });
      REQUIRE(report);
      CHECK(report->n_rows == 600);
      CHECK(report->n_labels == 3);
      CHECK(report->n_features == 300);
      CHECK(report->macro_f1 > 0.95);
      CHECK(report->macro_average_precision > 0.95);
      files.insert(read(directory / "m.safetensors"));
      cards.insert(read(directory / "m.md"));
      CHECK(report->hash == EmotionClassifier::load(directory / "m.safetensors").value().hash());
    }
    CHECK(files.size() == 1);
    CHECK(cards.size() == 1);
    CHECK(n_calls > 10);
    CHECK(stages.count("train"));

    const EmotionClassifier model = EmotionClassifier::load(directory / "m.safetensors").value();
    CHECK(std::vector<std::string_view>(model.labels().begin(), model.labels().end()) == std::vector<std::string_view>{"annoyed", "grateful", "asking"});
    CHECK(model.classify("nobody calls back, charged twice")[0].label == "annoyed");
    CHECK(model.classify("thanks, you are brilliant")[0].label == "grateful");
    CHECK(model.trained_on(data.rows[5].text, data.rows[5].id));
    CHECK_FALSE(model.trained_on(data.rows[5].text, "row6"));
    CHECK_FALSE(model.trained_on("never seen", "x"));
    const std::string card = *cards.begin();
    for (const char* part : {"made up", "annoyed", "macro-F1", "not stated"}) CHECK(card.find(part) != std::string::npos);
    CHECK(card.find(model.hash()) != std::string::npos);
  }

  TEST_CASE("stops early where a held-out fold says so, and says after how many iterations") {
    const Directory directory("early");
    const LabelledTexts data = made_up(400);
    const auto stopped = attune::train_emotion(data, directory / "a.safetensors", {.max_features = 300, .iterations = 60, .early_stopping = true, .name = "m"});
    REQUIRE(stopped);
    CHECK((stopped->n_iterations >= 1 && stopped->n_iterations <= 60));
    CHECK(read(directory / "a.md").find("Iterations: " + std::to_string(stopped->n_iterations)) != std::string::npos);
    const auto again = attune::train_emotion(data, directory / "b.safetensors", {.threads = 1, .max_features = 300, .iterations = 60, .early_stopping = true, .name = "m"});
    REQUIRE(again);
    CHECK(again->hash == stopped->hash);
    const auto fixed = attune::train_emotion(data, directory / "c.safetensors", {.max_features = 300, .iterations = 2, .name = "m"});
    REQUIRE(fixed);
    CHECK(fixed->n_iterations == 2);
    CHECK(fixed->hash != stopped->hash);
  }

  TEST_CASE("a label that counts more is more likely to be said") {
    const Directory directory("weights");
    LabelledTexts data = made_up(400);
    for (std::uint32_t i = 0; i < 60; ++i) data.rows.push_back({"hmm", i % 2 == 0 ? std::vector<std::uint32_t>{2} : std::vector<std::uint32_t>{}, "hmm" + std::to_string(i)});
    REQUIRE(attune::train_emotion(data, directory / "even.safetensors", {.max_features = 300}));
    REQUIRE(attune::train_emotion(data, directory / "more.safetensors", {.max_features = 300, .label_weights = {{"asking", 8.0f}}}));
    const EmotionClassifier even = EmotionClassifier::load(directory / "even.safetensors").value();
    const EmotionClassifier more = EmotionClassifier::load(directory / "more.safetensors").value();
    CHECK(more.logit("hmm", "asking") > even.logit("hmm", "asking") + 1);
    CHECK(more.logit("hmm", "annoyed") == doctest::Approx(static_cast<double>(even.logit("hmm", "annoyed"))).epsilon(0.01));
    CHECK(read(directory / "more.md").find("Weight of asking: 8") != std::string::npos);
    for (const float bad : {0.0f, -1.0f, 1e6f}) CHECK_FALSE(attune::train_emotion(data, directory / "bad.safetensors", {.label_weights = {{"asking", bad}}}));
    CHECK_FALSE(attune::train_emotion(data, directory / "bad.safetensors", {.label_weights = {{"asks", 2.0f}}}));
    CHECK_FALSE(attune::train_emotion(data, directory / "bad.safetensors", {.iterations = 0}));
    CHECK_FALSE(std::filesystem::exists(directory / "bad.safetensors"));
  }

  TEST_CASE("texts and labels in memory are as those of a file, and each row that cannot be used has its number") {
    const std::vector<std::string_view> texts{"hello", "bye", "\xFF", "again", "none"};
    const std::vector<std::vector<std::string>> labels{{"sad", "glad", "sad"}, {"glad"}, {"sad"}, {""}, {}};
    const LabelledTexts data = attune::label_texts(texts, labels);
    CHECK(data.labels == std::vector<std::string>{"glad", "sad"});
    REQUIRE(data.rows.size() == 3);
    CHECK(data.rows[0].labels == std::vector<std::uint32_t>{0, 1});
    CHECK(data.rows[2].labels.empty());
    REQUIRE(data.bad_rows.size() == 2);
    CHECK(data.bad_rows[0].to_string() == "row 3: the text is not UTF-8");
    CHECK(data.bad_rows[1].to_string() == "row 4: an empty label");
    const std::vector<std::string> names{"sad", "0"};
    const LabelledTexts named = attune::label_texts(std::vector<std::string_view>{"a", "b"}, std::vector<std::vector<std::string>>{{"0"}, {"glad"}}, names);
    REQUIRE(named.rows.size() == 1);
    CHECK(named.rows[0].labels == std::vector<std::uint32_t>{1});  // a name before an index
    CHECK(named.bad_rows.size() == 1);
    CHECK_THROWS_AS(attune::label_texts(texts, std::vector<std::vector<std::string>>(4)), std::invalid_argument);
  }

  TEST_CASE("a changed row changes the model") {
    const Directory directory("changed");
    LabelledTexts data = made_up(200);
    REQUIRE(attune::train_emotion(data, directory / "a.safetensors"));
    data.rows[100].text += " indeed";
    REQUIRE(attune::train_emotion(data, directory / "b.safetensors"));
    CHECK(read(directory / "a.safetensors") != read(directory / "b.safetensors"));
  }

  TEST_CASE("every single-bit flip and truncation of a trained model is refused") {
    const Directory directory("flips");
    REQUIRE(attune::train_emotion(made_up(200), directory / "m.safetensors", {.max_features = 150}));
    const std::string bytes = read(directory / "m.safetensors");
    REQUIRE(EmotionClassifier::parse(bytes));
    std::string damaged = bytes;
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      for (int bit = 0; bit < 8; ++bit) {
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
        accepted += EmotionClassifier::parse(damaged).has_value();
        damaged[i] = bytes[i];
      }
    for (std::size_t size = 0; size < bytes.size(); ++size) accepted += EmotionClassifier::parse(bytes.substr(0, size)).has_value();
    CHECK(accepted == 0);
  }

  TEST_CASE("rows are read with names or indices, with and without a labels file") {
    const Directory directory("read");
    const auto named = directory.write("a.tsv", "\xEF\xBB\xBFhello\tsad,glad\tid1\r\nbye\tglad\n\nnothing\t\tid3\nlast\tsad, sad");
    const auto data = attune::read_labelled_texts({&named, 1});
    REQUIRE(data);
    CHECK(data->labels == std::vector<std::string>{"glad", "sad"});
    REQUIRE(data->rows.size() == 4);
    CHECK(data->rows[0].text == "hello");
    CHECK(data->rows[0].labels == std::vector<std::uint32_t>{0, 1});
    CHECK(data->rows[0].id == "id1");
    CHECK(data->rows[1].id.empty());
    CHECK(data->rows[2].labels.empty());
    CHECK(data->rows[3].labels == std::vector<std::uint32_t>{1});
    CHECK(data->bad_rows.empty());
    CHECK(data->sources.size() == 1);

    const auto numbered = directory.write("b.tsv", "hello\t1\tx\nbye\tsad\ty\n");
    directory.write("labels.txt", "sad\nglad\n");
    const auto beside = attune::read_labelled_texts({&numbered, 1});
    REQUIRE(beside);
    CHECK(beside->labels == std::vector<std::string>{"sad", "glad"});
    CHECK(beside->rows[0].labels == std::vector<std::uint32_t>{1});
    CHECK(beside->rows[1].labels == std::vector<std::uint32_t>{0});
  }

  TEST_CASE("every row that cannot be used is named, and the others are kept") {
    const Directory directory("bad");
    directory.write("labels.txt", "sad\nglad");
    const auto path = directory.write("a.tsv", "fine\t0\nno tab here\nunknown\t7\nempty\t,0\nbroken \xFF\t0\nalso fine\tglad\n");
    const auto data = attune::read_labelled_texts({&path, 1});
    REQUIRE(data);
    CHECK(data->rows.size() == 2);
    REQUIRE(data->bad_rows.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(data->bad_rows[i].line == i + 2);
    CHECK(data->bad_rows[0].to_string().substr(0, 14) == "a.tsv, line 2:");

    const auto all_bad = directory.write("b.tsv", "no tab\nnor here\n");
    const auto none = attune::read_labelled_texts({&all_bad, 1});
    REQUIRE_FALSE(none);
    CHECK(none.error().code() == ErrorCode::invalid_data);
    CHECK(message(none).find("line 1") != std::string::npos);
    CHECK(message(none).find("line 2") != std::string::npos);
    const auto missing = directory / "none.tsv";
    CHECK(attune::read_labelled_texts({&missing, 1}).error().code() == ErrorCode::io);
    CHECK(attune::read_labelled_texts({&path, 1}, directory / "none.txt").error().code() == ErrorCode::io);
    const auto twice = directory.write("twice.txt", "sad\nglad\nsad\n");
    CHECK(message(attune::read_labelled_texts({&path, 1}, twice)).find("line 3") != std::string::npos);
  }

  TEST_CASE("data that cannot be learned from, and places that cannot be written, are errors") {
    const Directory directory("errors");
    const auto code = [&](const LabelledTexts& data, const attune::TrainingOptions& options = {}) {
      return attune::train_emotion(data, directory / "m.safetensors", options).error().code();
    };
    CHECK(code({}) == ErrorCode::invalid_data);
    LabelledTexts data = made_up(100);
    CHECK(code(data, {.folds = 1}) == ErrorCode::invalid_data);
    CHECK(code(data, {.max_features = 0}) == ErrorCode::invalid_data);
    data.labels.push_back("never");
    CHECK(code(data) == ErrorCode::invalid_data);
    data.labels.back() = "asking";
    CHECK(code(data) == ErrorCode::invalid_data);
    data = made_up(100);
    data.rows[3].labels = {9};
    CHECK(code(data) == ErrorCode::invalid_data);
    CHECK_FALSE(std::filesystem::exists(directory / "m.safetensors"));
    CHECK(attune::train_emotion(made_up(100), directory / "none" / "m.safetensors").error().code() == ErrorCode::io);
  }

  TEST_CASE("an evaluation says what is right, how sure that is, and what was seen in training") {
    const Directory directory("evaluate");
    LabelledTexts all = made_up(500), train = all;
    train.rows.resize(400);
    REQUIRE(attune::train_emotion(train, directory / "m.safetensors"));
    const EmotionClassifier model = EmotionClassifier::load(directory / "m.safetensors").value();
    const auto write = [&](std::size_t from, std::size_t to) {
      std::string tsv;
      for (std::size_t i = from; i < to; ++i) {
        tsv += all.rows[i].text + "\t";
        for (std::size_t k = 0; k < all.rows[i].labels.size(); ++k) {
          if (k > 0) tsv += ',';
          tsv += std::to_string(all.rows[i].labels[k]);
        }
        tsv += "\t" + all.rows[i].id + "\n";
      }
      return directory.write("t.tsv", tsv);
    };
    const auto fresh = attune::evaluate_emotion(model, write(400, 500));
    REQUIRE(fresh);
    CHECK(fresh->n_seen_in_training == 0);
    const auto json = nlohmann::json::parse(fresh->json);
    CHECK_FALSE(json.contains("seen_in_training"));
    CHECK(json["n"] == 100);
    for (const char* name : {"macro_f1", "micro_f1", "macro_precision", "macro_recall", "macro_ap", "ece", "ece_high"}) {
      CAPTURE(name);
      REQUIRE(json[name].is_number());
      CHECK(json["intervals"][name][0] <= json[name]);
      CHECK(json["intervals"][name][1] >= json[name]);
    }
    REQUIRE(json["reliability"].size() == 10);
    std::size_t n = 0;
    for (const auto& tenth : json["reliability"]) {
      n += tenth["n"].get<std::size_t>();
      if (tenth["n"] == 0) continue;
      CHECK((tenth["mean_probability"] >= tenth["from"].get<double>() - 1e-6 && tenth["mean_probability"] <= tenth["from"].get<double>() + 0.1 + 1e-6));
      CHECK((tenth["share"] >= 0 && tenth["share"] <= 1));
    }
    CHECK(n == 300);  // 100 texts, 3 labels
    CHECK(json["macro_f1"] > 0.9);
    CHECK(json["brier_skill"]["grateful"] > 0.5);
    CHECK(json["per_label"]["asking"]["f1"] > 0.9);

    const auto mixed = attune::evaluate_emotion(model, write(390, 500));
    REQUIRE(mixed);
    CHECK(mixed->n_seen_in_training == 10);
    CHECK(nlohmann::json::parse(mixed->json)["seen_in_training"] == 10);

    const auto bad = attune::evaluate_emotion(model, directory.write("bad.tsv", "fine\t0\n\nwrong\t9\n"));
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code() == ErrorCode::invalid_data);
    CHECK(bad.error().message().find("line 3") != std::string::npos);
  }

  TEST_CASE("the shipped model reaches its card's figures on GoEmotions dev, which it has not seen") {
    const char* const data = std::getenv("ATTUNE_DATA");
    if (!data) {
      MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
      return;
    }
    const EmotionClassifier model = EmotionClassifier::load(std::filesystem::path(ATTUNE_MODEL_DIR) / "emotion-en.safetensors").value();
    const auto result = attune::evaluate_emotion(model, std::filesystem::path(data) / "goemotions" / "dev.tsv");
    REQUIRE(result);
    CHECK(result->n_seen_in_training == 0);
    const auto json = nlohmann::json::parse(result->json);
    CHECK(json["n"] == 5426);
    CHECK(json["macro_f1"] >= 0.50);
    CHECK(json["ekman_macro_f1"] >= 0.60);
    CHECK(json["sentiment_macro_f1"] >= 0.66);
    CHECK(json["ece"] <= 0.0075);
  }
}

TEST_SUITE("train phrases") {
  const std::filesystem::path shipped_data = std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.train.jsonl";

  TEST_CASE("the shipped data gives the shipped model, byte for byte, whatever the number of threads") {
    const Directory directory("phrases");
    for (const unsigned threads : {1u, 2u}) {
      const auto report = attune::train_phrases(shipped_data, directory / "m.safetensors", {.threads = threads, .license = "Apache-2.0"});
      REQUIRE(report);
      CHECK((report->n_messages == 3522 && report->n_clauses > 8900 && report->n_features == 30'000));
      CHECK(read(directory / "m.safetensors") == read(std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.safetensors"));
    }
  }

  TEST_CASE("a family left out is not learnt from") {
    const Directory directory("families");
    const auto data = directory.write("d.jsonl", R"({"id":"1","text":"zorp the wug. it is fep.","spans":[{"start":0,"end":12,"tag":"apology"}],"family":"one"}
{"id":"2","text":"zorp the dax. it is blick.","spans":[{"start":0,"end":12,"tag":"apology"}],"family":"two"}
)");
    const auto pack = directory.write("p.toml", "[[pattern]]\nid = \"p\"\ntag = \"remedy\"\nmatch = [\"never said\"]\n");
    REQUIRE(attune::train_phrases(data, directory / "all.safetensors")->n_messages == 2);
    const auto report = attune::train_phrases(data, directory / "one.safetensors", {.leave_out = "two"});
    REQUIRE(report);
    CHECK((report->n_messages == 1 && report->n_clauses == 2 && report->n_tagged == 1));
    const auto tagger = attune::EmpathyTagger::load(pack, {}, directory / "one.safetensors").value();
    CHECK(tagger.trained_on("zorp the wug. it is fep.", "1"));
    CHECK_FALSE(tagger.trained_on("zorp the dax. it is blick.", "2"));
    CHECK(attune::evaluate_phrases(tagger, data)->n_seen_in_training == 1);
  }

  TEST_CASE("data that cannot be learnt from is an error that names the line") {
    const Directory directory("unusable");
    const auto bad = directory.write("bad.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\",\"spans\":[{\"start\":0,\"end\":9,\"tag\":\"apology\"}]}\n");
    const auto refused = attune::train_phrases(bad, directory / "m.safetensors");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::invalid_data);
    CHECK(std::string(refused.error().message()).find("line 2") != std::string::npos);
    const auto untagged = directory.write("untagged.jsonl", "{\"text\":\"a b\"}\n");
    CHECK(attune::train_phrases(untagged, directory / "m.safetensors").error().code() == ErrorCode::invalid_data);
    CHECK(attune::train_phrases(shipped_data, directory / "m.safetensors", {.max_features = 0}).error().code() == ErrorCode::invalid_data);
    CHECK(attune::train_phrases("no/such/file", directory / "m.safetensors").error().code() == ErrorCode::io);
  }

  TEST_CASE("a damaged model of clauses is refused") {
    const Directory directory("damaged");
    const auto pack = directory.write("p.toml", "[[pattern]]\nid = \"p\"\ntag = \"remedy\"\nmatch = [\"never said\"]\n");
    const std::string bytes = read(std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.safetensors");
    for (std::size_t i = 0; i < 200; ++i) {
      const std::size_t at = i * (bytes.size() - 1) / 199;
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << (i % 8)));
      CAPTURE(at);
      CHECK_FALSE(attune::EmpathyTagger::load(pack, {}, directory.write("m.safetensors", damaged)));
      CHECK_FALSE(attune::EmpathyTagger::load(pack, {}, directory.write("m.safetensors", bytes.substr(0, at))));
    }
  }
}
