#include <attune/evaluate.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "directory.hpp"

namespace {

using nlohmann::json;

const attune::Analyzer& shipped() {
  static const attune::Analyzer analyzer = attune::load().value();
  return analyzer;
}

/// The shipped models, but cues from a pack that calls "zorp" waiting, "blick" churn and "dax" crisis (and so high stress).
attune::Analyzer made() {
  const Directory directory("evaluate_support_pack");
  const auto pack = directory.write("pack.toml", R"(
[[pattern]]
id = "w"
tag = "waiting"
match = ["zorp", "zorp two three four"]
[[pattern]]
id = "c"
tag = "churn"
match = ["blick"]
[[pattern]]
id = "x"
tag = "crisis"
weight = 1.0
match = ["dax"]
)");
  return attune::Analyzer(shipped().emotions(), shipped().phrases(), attune::CueTagger::load(pack).value());
}

struct Mark {
  int start, end;
  const char* cue;
};

json row(const std::string& text, std::initializer_list<Mark> cues, int stress = 0, std::initializer_list<Mark> contested = {}) {
  const auto marks = [](std::initializer_list<Mark> spans) {
    json out = json::array();
    for (const Mark& span : spans) out.push_back({{"start", span.start}, {"end", span.end}, {"cue", span.cue}});
    return out;
  };
  return {{"id", "x"}, {"text", text}, {"emotions", {"neutral"}}, {"stress", stress}, {"cues", marks(cues)}, {"contested_cues", marks(contested)}};
}

attune::Result<attune::Evaluation> evaluate(const attune::Analyzer& analyzer, const std::vector<json>& rows) {
  std::string lines;
  for (const json& line : rows) lines += line.dump() + "\n";
  const Directory directory("evaluate_support");
  return attune::evaluate_support(analyzer, directory.write("rows.jsonl", lines));
}

json metrics(const std::vector<json>& rows) {
  const attune::Result<attune::Evaluation> evaluation = evaluate(made(), rows);
  REQUIRE(evaluation);
  return json::parse(evaluation->json);
}

}  // namespace

TEST_SUITE("evaluate_support") {
  TEST_CASE("cues count as present or not, and their spans where they overlap by half") {
    const json found = metrics({row("zorp", {{0, 4, "waiting"}}), row("zorp here", {}), row("blick", {{0, 5, "waiting"}, {0, 5, "churn"}}),
                                row("zorp two three four five", {{0, 5, "waiting"}})});
    CHECK(found["per_cue"]["waiting"]["precision"].get<double>() == doctest::Approx(2.0 / 3));
    CHECK(found["per_cue"]["waiting"]["recall"].get<double>() == doctest::Approx(2.0 / 3));
    CHECK(found["per_cue"]["churn"]["f1"] == 1.0);
    CHECK(found["per_cue"]["waiting"]["n"] == 3);
    CHECK(found["cue_macro_f1"].get<double>() == doctest::Approx((2.0 / 3 + 1) / 2));  // of those that are there
    // Hits: "zorp" and "blick"; in vain: "zorp" of the second row and the long one, whose gold span is a fifth of it; missed: two.
    CHECK(found["cue_span_f1"].get<double>() == doctest::Approx(2 * 2.0 / (2 * 2 + 2 + 2)));
    CHECK(found["n"] == 4);
  }

  TEST_CASE("what is contested is left out") {
    const json contested = metrics({row("zorp", {}, 0, {{0, 4, "waiting"}}), row("blick", {{0, 5, "churn"}})});
    CHECK(contested["per_cue"]["waiting"]["precision"] == 0.0);
    CHECK(contested["per_cue"]["waiting"]["n"] == 0);
    CHECK(contested["cue_span_f1"] == 1.0);
    CHECK(contested["cue_macro_f1"] == 1.0);
    std::vector<json> rows{row("dax", {}, 2), row("plain words", {}, 0), row("more plain words", {}, 2)};
    CHECK(metrics(rows)["stress_auc"].get<double>() < 1);
    rows[2]["stress_contested"] = true;
    CHECK(metrics(rows)["stress_auc"] == 1.0);
    CHECK(metrics(rows)["n_high_stress"] == 1);
    CHECK(metrics({row("dax", {}, 2)})["stress_auc"].is_null());
  }

  TEST_CASE("the budget is a tenth of the messages") {
    std::vector<json> rows;
    for (int i = 0; i < 18; ++i) rows.push_back(row("It is number " + std::to_string(i) + ".", {}));
    rows.push_back(row("dax", {}, 2));
    rows.push_back(row("dax dax", {}, 2));
    CHECK(metrics(rows)["stress_recall_at_budget_10"] == 1.0);
    for (int i = 0; i < 10; ++i) rows.pop_back();
    rows.insert(rows.end(), {row("dax", {}, 2), row("dax", {}, 2)});
    CHECK(metrics(rows)["stress_recall_at_budget_10"].get<double>() == doctest::Approx(1.2 / 2));
  }

  TEST_CASE("emotions count against the labels that are read out, rare ones not in the mean") {
    std::vector<json> rows;
    for (int i = 0; i < 5; ++i) rows.push_back(row("Thank you so much, really appreciate it " + std::to_string(i), {}));
    for (json& each : rows) each["emotions"] = {"gratitude"};
    rows.push_back(row("What a relief!", {}));
    rows.back()["emotions"] = {"relief"};
    const json found = metrics(rows);
    CHECK(found["per_label"]["gratitude"]["recall"] == 1.0);
    CHECK(found["per_label"]["gratitude"]["n"] == 5);
    CHECK(found["per_label"]["relief"]["n"] == 1);
    CHECK(found["macro_f1"] == found["per_label"]["gratitude"]["f1"]);
    for (json& each : rows) each["contested_emotions"] = {"gratitude"};
    CHECK(metrics(rows)["per_label"]["gratitude"]["n"] == 0);
  }

  TEST_CASE("names the line and the field of what cannot be used") {
    std::vector<json> rows{row("a", {}), row("b", {{0, 1, "weather"}}), row("c", {}, 3), row("d", {})};
    rows[3]["emotions"] = {"glee"};
    const auto bad = evaluate(shipped(), rows);
    REQUIRE_FALSE(bad);
    const std::string message(bad.error().message());
    for (const char* part : {"line 2: \"cues\"", "line 3: \"stress\"", "line 4: \"emotions\""}) CHECK_MESSAGE(message.find(part) != std::string::npos, part);
    CHECK(message.find("line 1") == std::string::npos);
  }

  TEST_CASE("every figure on the shipped messages has an interval that holds it, the same in every run, and none falls below its floor") {
    const auto evaluation = attune::evaluate_support(shipped(), ATTUNE_TEST_DATA "/customer.jsonl");
    REQUIRE(evaluation);
    const json found = json::parse(evaluation->json);
    for (const char* name : {"macro_f1", "stress_auc", "stress_recall_at_budget_10", "cue_macro_f1", "cue_span_f1"}) {
      CAPTURE(name);
      CHECK(found["intervals"][name][0].get<double>() <= found[name].get<double>());
      CHECK(found["intervals"][name][1].get<double>() >= found[name].get<double>());
    }
    CHECK(evaluation->n_seen_in_training == 0);
    // A little below what is reached: a change that loses accuracy is noticed here.
    CHECK(found["stress_auc"].get<double>() >= 0.98);
    CHECK(found["stress_recall_at_budget_10"].get<double>() >= 0.62);  // at most 0.65: 70 of 455 are high-stress
    CHECK(found["cue_macro_f1"].get<double>() >= 0.93);
    CHECK(found["cue_span_f1"].get<double>() >= 0.72);
    CHECK(found["macro_f1"].get<double>() >= 0.70);
    for (const auto& entry : found["per_cue"].items()) CHECK_MESSAGE(entry.value()["f1"].get<double>() >= 0.88, entry.key());
    CHECK(evaluation->json == attune::evaluate_support(shipped(), ATTUNE_TEST_DATA "/customer.jsonl")->json);
  }
}
