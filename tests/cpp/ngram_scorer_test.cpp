#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/calibration_table.hpp>
#include <attune/detail/emotion_model.hpp>
#include <attune/detail/ngram_scorer.hpp>
#include <attune/model_file.hpp>

#include "hostile_text.hpp"

namespace {

using attune::ModelFile;
using attune::detail::Kernel;
using attune::detail::NgramScorer;
using attune::detail::NgramTable;

const ModelFile& shipped_file() {
  static const ModelFile file =
      ModelFile::open(std::filesystem::path(ATTUNE_MODEL_DIR) / "emotion-en.safetensors", attune::detail::emotion_kind, attune::detail::emotion_format).value();
  return file;
}

NgramTable read_shipped() {
  NgramTable table;
  REQUIRE(table.read_settings(nlohmann::json::parse(shipped_file().metadata().at("settings"))["features"]));
  attune::detail::TensorReader tensors{shipped_file()};
  table.take(tensors, 28);
  REQUIRE(tensors.complete);
  REQUIRE(table.check() == "");
  return table;
}

std::vector<Kernel> kernels() {
  std::vector<Kernel> supported;
  for (const Kernel kernel : {Kernel::portable, Kernel::avx2, Kernel::avx512})
    if (is_supported(kernel)) supported.push_back(kernel);
  return supported;
}

bool equal_bits(const std::vector<double>& a, const std::vector<double>& b) { return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0; }

const std::vector<std::string> plain{
    "",
    "   ",
    "Where is my parcel?! I am NOT happy about this...",
    "thanks thanks THANKS Thanks",
    "don't you dare, it was never good but now it is worse",
    "SO so sooooo SOOOO good!!! :))) 😡😡",
    "see https://shop.example.com/a/very/long/path?with=query or mail ana.b+c@mail.example.org @ana #latedelivery",
    "it&#39;s &quot;fine&quot; &amp; dandy",
    "incomprehensibilities Incomprehensibilities counterrevolutionary",
    "Ça ne va pas du tout! ÉCOUTEZ écoutez ÉCOUTEZ",
    "wait！？！ what… 。。",
    "\xFF\xFE broken \xF0\x9F bytes",
    std::string(5000, 'x'),
    std::string(300, '!') + std::string(299, '?'),
};

}  // namespace

TEST_SUITE("ngram scorer") {
  TEST_CASE("gives the bits of the listed features, whichever the kernel, for words met before and new ones") {
    const NgramTable table = read_shipped();
    std::vector<std::string> texts = plain;
    std::string everything;
    for (const std::string& text : plain) everything += text + " ";
    for (int i = 0; i < 8; ++i) everything += everything.substr(0, 4000);  // more than 32 bits could sum
    texts.push_back(everything);
    attune::test::TextMaker maker(11);
    for (int i = 0; i < 1500; ++i) texts.push_back(maker.text());
    for (const Kernel kernel : kernels()) {
      CAPTURE(to_string(kernel));
      NgramScorer scorer(table, kernel);
      NgramTable::Scratch scratch;
      for (int round = 0; round < 2; ++round)
        for (const std::string& text : texts) {
          CAPTURE(attune::test::hex(text));
          std::vector<double> expected(28), got(28);
          table.score(text, scratch, expected);
          scorer.score(text, got);
          REQUIRE(equal_bits(got, expected));
        }
    }
  }

  TEST_CASE("forgets words where there are too many, and scores them as before") {
    const NgramTable table = read_shipped();
    NgramScorer scorer(table);
    NgramTable::Scratch scratch;
    std::uint32_t state = 1;
    for (int i = 0; i < 3000; ++i) {
      std::string text = "this is fine ";
      for (int word = 0; word < 12; ++word) {
        state = state * 1664525 + 1013904223;
        text += "w" + std::to_string(state >> 12) + " ";  // 36,000 words, more than are kept
      }
      std::vector<double> expected(28), got(28);
      table.score(text, scratch, expected);
      scorer.score(text, got);
      REQUIRE(equal_bits(got, expected));
    }
  }
}

TEST_SUITE("calibration") {
  TEST_CASE("a table gives the bits of label by label, at the knots too") {
    const std::vector<std::uint32_t> starts{0, 0, 1, 4, 4, 9, 9, 9, 9, 11};
    const std::vector<float> logits{0.5f, -2, -1.25f, 3, -4, -3.5f, -0.1f, 0.1f, 6, -1, 1};
    const std::vector<float> log_odds{-1, -3, -2, 2.5f, -6, -5, -1, 0.25f, 5, -0.5f, 0.5f};
    const attune::detail::CalibrationTable table(starts, logits, log_odds);
    const std::size_t n = starts.size() - 1;
    std::vector<double> points{0, -0.0, 1e-40, -1e-40, 1e-9, 100, -100, 1e6, -1e6};
    for (const float knot : logits)
      for (const double off : {0.0, 1e-17, -1e-17, 1e-12, -1e-12, 1e-8, -1e-8, 0.3, -0.3}) points.push_back(static_cast<double>(knot) + off);
    for (const double point : points) {
      CAPTURE(point);
      const std::vector<double> z(n, point);
      std::vector<float> expected(n), got(n), portable(n);
      for (std::size_t l = 0; l < n; ++l) {
        const std::size_t from = starts[l], size = starts[l + 1] - from;
        expected[l] = attune::detail::calibrate(point, std::span(logits).subspan(from, size), std::span(log_odds).subspan(from, size));
      }
      table.apply(z, got);
      table.apply_portable(z, portable);
      CHECK(std::memcmp(got.data(), expected.data(), n * sizeof(float)) == 0);
      CHECK(std::memcmp(portable.data(), expected.data(), n * sizeof(float)) == 0);
    }
  }
}
