#include <attune/evaluate.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::filesystem::path write(const std::string& name, const std::string& content) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("attune_evaluate_phrases_" + name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

/// Says "apology" to zorp, "sympathy" to blick and "remedy" to dax, whatever stands around them.
const attune::EmpathyTagger& tagger() {
  static const attune::EmpathyTagger made = attune::EmpathyTagger::load(write("pack.toml", R"(
[[pattern]]
id = "a"
tag = "apology"
match = ["zorp"]
[[pattern]]
id = "s"
tag = "sympathy"
match = ["blick"]
[[pattern]]
id = "r"
tag = "remedy"
match = ["dax"]
)")).value();
  return made;
}

struct Mark {
  int start, end;
  const char* tag;
};

json marks(std::initializer_list<Mark> spans) {
  json out = json::array();
  for (const Mark& span : spans) out.push_back({{"start", span.start}, {"end", span.end}, {"tag", span.tag}});
  return out;
}

json row(const std::string& text, std::initializer_list<Mark> spans, std::initializer_list<Mark> contested = {}, const std::string& family = "plain", const std::string& source = "chat") {
  return {{"id", "x"}, {"text", text}, {"context", ""}, {"spans", marks(spans)}, {"contested", marks(contested)}, {"family", family}, {"source", source}};
}

json evaluate(const std::vector<json>& rows) {
  std::string lines;
  for (const json& line : rows) lines += line.dump() + "\n";
  const attune::Result<attune::Evaluation> evaluation = attune::evaluate_phrases(tagger(), write("rows.jsonl", lines));
  REQUIRE(evaluation);
  CHECK(evaluation->n_seen_in_training == 0);
  return json::parse(evaluation->json);
}

double f1(double tp, double fp, double fn) { return 2 * tp / (2 * tp + fp + fn); }

}  // namespace

TEST_SUITE("evaluate_phrases") {
  TEST_CASE("counts hits, false alarms and misses of each tag") {
    // apology: hit, hit, miss; sympathy: false alarm; remedy: hit.
    const json metrics = evaluate({row("zorp wug dax", {{0, 4, "apology"}, {9, 12, "remedy"}}), row("zorp", {{0, 4, "apology"}}), row("wug blick", {{0, 3, "apology"}})});
    CHECK(metrics["n"] == 3);
    CHECK(metrics["span_f1"].get<double>() == doctest::Approx(f1(3, 1, 1)));
    CHECK(metrics["macro_tag_f1"].get<double>() == doctest::Approx((f1(2, 0, 1) + 1) / 2));  // of the two tags that the labels hold
    CHECK(metrics["exact"].get<double>() == doctest::Approx(2 / 3.0));
    const json& apology = metrics["per_tag"]["apology"];
    CHECK(apology["n"] == 3);
    CHECK(apology["precision"] == 1);
    CHECK(apology["recall"].get<double>() == doctest::Approx(2 / 3.0));
    CHECK(apology["f1"].get<double>() == doctest::Approx(0.8));
    CHECK(metrics["per_tag"]["sympathy"]["precision"] == 0);
    CHECK(metrics["per_tag"].size() == attune::n_tags);
  }

  TEST_CASE("a hit covers at least half of what both span, measured in code points") {
    CHECK(evaluate({row("zorp fep", {{0, 8, "apology"}})})["span_f1"] == 1);
    CHECK(evaluate({row("zorp feps", {{0, 9, "apology"}})})["span_f1"] == 0);
    CHECK(evaluate({row("zorp 😀😀😀", {{0, 8, "apology"}})})["span_f1"] == 1);  // 4 of 17 bytes, but 4 of 8 code points
  }

  TEST_CASE("a gold span is hit once, by the best overlap") {
    CHECK(evaluate({row("zorp zorp", {{0, 9, "apology"}})})["span_f1"] == 0);  // neither covers half
    CHECK(evaluate({row("zorp zorp", {{0, 4, "apology"}})})["span_f1"].get<double>() == doctest::Approx(f1(1, 1, 0)));
  }

  TEST_CASE("what is contested counts neither way") {
    CHECK(evaluate({row("dax zorp fep wug", {{0, 3, "remedy"}}, {{4, 16, "apology"}})})["span_f1"] == 1);                                   // 4 of 12: over .3
    CHECK(evaluate({row("dax zorp fep wuggy", {{0, 3, "remedy"}}, {{4, 18, "apology"}})})["span_f1"].get<double>() == doctest::Approx(f1(1, 1, 0)));  // 4 of 14: under
    const json other_tag = evaluate({row("dax zorp", {{0, 3, "remedy"}}, {{4, 8, "sympathy"}})});
    CHECK(other_tag["span_f1"].get<double>() == doctest::Approx(f1(1, 1, 0)));
    CHECK(other_tag["kind_f1"] == 1);  // matched on the kind, it is the contested one
    CHECK(evaluate({row("wug", {}, {{0, 3, "apology"}}), row("dax", {{0, 3, "remedy"}})})["span_f1"] == 1);  // not found: no miss
  }

  TEST_CASE("kinds are matched whatever the tag, and compared where spans lie alike") {
    // The sympathy said for an apology is right in kind; the remedy said for an apology is not.
    const json metrics = evaluate({row("blick", {{0, 5, "apology"}}), row("dax", {{0, 3, "apology"}})});
    CHECK(metrics["span_f1"] == 0);
    CHECK(metrics["kind_f1"].get<double>() == doctest::Approx(f1(1, 1, 1)));
    CHECK(metrics["kind_agreement"].get<double>() == doctest::Approx(0.5));
  }

  TEST_CASE("clean texts must stay empty and hard negatives exactly right") {
    const json metrics = evaluate({row("wug", {}, {}, "hard_negative"), row("zorp wug", {}, {}, "hard_negative"), row("dax", {{0, 3, "remedy"}}, {}, "hard_negative"),
                                   row("dax fep wug", {}, {{0, 3, "remedy"}}), row("zorp", {{0, 4, "apology"}})});
    CHECK(metrics["clean_rate"].get<double>() == doctest::Approx(0.5));  // of the first two
    CHECK(metrics["hard_negative_rate"].get<double>() == doctest::Approx(2 / 3.0));
    CHECK(metrics["by_family"]["hard_negative"]["exact"].get<double>() == doctest::Approx(2 / 3.0));
    CHECK(metrics["by_family"]["plain"]["exact"] == 1);
    CHECK(metrics["by_family"]["plain"]["hard_negative_rate"].is_null());
    CHECK(evaluate({row("zorp", {{0, 4, "apology"}})})["clean_rate"].is_null());
  }

  TEST_CASE("every source has all metrics, and all have intervals") {
    std::vector<json> rows;
    for (int i = 0; i < 20; ++i) {
      rows.push_back(row("zorp", {{0, 4, "apology"}}, {}, "plain", "chat"));
      rows.push_back(row("wug", {{0, 3, "apology"}}, {}, "plain", i % 2 == 0 ? "chat" : "call"));
    }
    const json metrics = evaluate(rows);
    CHECK(metrics["by_source"]["chat"]["n"] == 30);
    CHECK(metrics["by_source"]["call"]["span_f1"] == 0);
    CHECK(metrics["by_source"]["chat"]["per_tag"]["apology"]["recall"].get<double>() == doctest::Approx(2 / 3.0));
    for (const json* part : {&metrics, &metrics["by_source"]["chat"], &metrics["by_family"]["plain"]}) {
      for (const char* name : {"span_f1", "macro_tag_f1", "kind_f1", "kind_agreement", "exact"}) {
        CAPTURE(name);
        const json& interval = (*part)["intervals"][name];
        CHECK(interval[0].get<double>() <= (*part)[name].get<double>());
        CHECK(interval[1].get<double>() >= (*part)[name].get<double>());
      }
      CHECK((*part)["intervals"]["per_tag"]["apology"]["f1"][0].get<double>() < (*part)["per_tag"]["apology"]["f1"].get<double>());
    }
    CHECK(metrics == evaluate(rows));
  }

  TEST_CASE("rows that cannot be used are named by line, and a row needs no family or source") {
    const auto bad = attune::evaluate_phrases(tagger(), write("bad.jsonl", R"({"text":"fine"}
{"text":"fine","spans":[{"start":0,"end":4,"tag":"wug"}]}
{"spans":[]})"));
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code() == attune::ErrorCode::invalid_data);
    const std::string message(bad.error().message());
    CHECK(message.find("line 2: \"spans\": unknown name \"wug\"") != std::string::npos);
    CHECK(message.find("line 3:") != std::string::npos);
    CHECK(message.find("line 1:") == std::string::npos);
    const json metrics = evaluate({{{"text", "zorp"}, {"spans", marks({{0, 4, "apology"}})}}});
    CHECK((metrics["span_f1"] == 1 && metrics["by_source"].is_null()));
    CHECK(attune::evaluate_phrases(tagger(), "no/such/file").error().code() == attune::ErrorCode::io);
  }
}
