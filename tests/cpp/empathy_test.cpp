#include <attune/empathy.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/evaluate.hpp>
#include <attune/model_file.hpp>
#include <attune/span.hpp>

namespace {

using attune::EmpathyTagger;
using attune::Phrase;
using attune::Role;
using attune::Tag;
using attune::TagOptions;
using attune::Veto;
using nlohmann::json;
using Names = std::vector<std::string>;

const EmpathyTagger& shipped() {
  static const EmpathyTagger tagger = EmpathyTagger::load_shipped(ATTUNE_MODEL_DIR).value();
  return tagger;
}

/// The shipped pack without the model.
const EmpathyTagger& pack_alone() {
  static const EmpathyTagger tagger = EmpathyTagger::load(std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.toml").value();
  return tagger;
}

/// A tagger of these patterns: tag and match, perhaps with more lines.
EmpathyTagger make_tagger(const std::vector<std::array<std::string, 3>>& patterns, const std::filesystem::path& model = {}) {
  std::string toml;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    toml += "[[pattern]]\nid = \"p" + std::to_string(i) + "\"\ntag = \"" + patterns[i][0] + "\"\nmatch = [\"" + patterns[i][1] + "\"]\n" + patterns[i][2] + "\n";
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "attune_empathy_test.toml";
  std::ofstream(path, std::ios::binary) << toml;
  return EmpathyTagger::load(path, {}, model).value();
}

/// Patterns, and the shipped model for what they do not find.
EmpathyTagger with_model(const std::vector<std::array<std::string, 3>>& patterns) {
  return make_tagger(patterns, std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.safetensors");
}

Names tags_of(const EmpathyTagger& tagger, std::string_view text, TagOptions options = {}) {
  Names names;
  for (const Phrase& phrase : tagger.tag(text, options)) names.emplace_back(to_string(phrase.tag));
  return names;
}

/// "tag: what it spans" of each phrase.
Names found(const EmpathyTagger& tagger, std::string_view text, TagOptions options = {}) {
  Names out;
  for (const Phrase& phrase : tagger.tag(text, options)) out.push_back(std::string(to_string(phrase.tag)) + ": " + std::string(slice(text, phrase)));
  return out;
}

Names rules_of(const EmpathyTagger& tagger, std::string_view text, TagOptions options = {}) {
  Names rules;
  for (const Veto& veto : tagger.vetoes(text, options)) rules.emplace_back(veto.rule);
  return rules;
}

std::vector<json> rows_of(const std::string& file) {
  std::ifstream lines(std::filesystem::path(ATTUNE_TEST_DATA) / file);
  std::vector<json> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(json::parse(line));
  return rows;
}

}  // namespace

TEST_SUITE("empathy") {
  TEST_CASE("tags and kinds have their names, and nothing else is one") {
    for (std::size_t i = 0; i < attune::n_tags; ++i) CHECK(attune::tag_from_name(to_string(static_cast<Tag>(i))) == static_cast<Tag>(i));
    CHECK_FALSE(attune::tag_from_name("Apology"));
    CHECK_FALSE(attune::tag_from_name("_refusal"));
    CHECK(to_string(attune::kind_of(Tag::explore)) == "cognitive");
    CHECK(to_string(attune::kind_of(Tag::appreciate)) == "emotional");
    CHECK(to_string(attune::kind_of(Tag::remedy)) == "action");
    CHECK(to_string(attune::kind_of(Tag::dismissive)) == "detracting");
  }

  TEST_CASE("a phrase says where, how sure and by which pattern") {
    const EmpathyTagger tagger = make_tagger({{"apology", "we lost", "extend = \"clause\"\nweight = 0.7"}});
    const std::string text = "Oh, we lost your bag, Mr Lee.";
    const std::vector<Phrase> phrases = tagger.tag(text);
    REQUIRE(phrases.size() == 1);
    CHECK(slice(text, phrases[0]) == "we lost your bag");
    CHECK((phrases[0].score == 0.7f && phrases[0].source == "p0" && phrases[0].kind == attune::Kind::emotional));
  }

  TEST_CASE("a customer's text has no phrases, and an unknown writer's half the score") {
    const EmpathyTagger tagger = make_tagger({{"apology", "we lost", "weight = 0.8"}, {"_customer_voice", "my parcel", ""}, {"_request", "can you", ""}});
    CHECK(tagger.tag("we lost it", {.role = Role::customer}).empty());
    CHECK(rules_of(tagger, "we lost it", {.role = Role::customer}) == Names{"speaker"});
    CHECK(tagger.tag("we lost it", {.role = Role::unknown})[0].score == doctest::Approx(0.4));
    CHECK(tagger.tag("we lost it", {.role = Role::bot})[0].score == doctest::Approx(0.8));
    CHECK(rules_of(tagger, "Now we lost my parcel. Can you look?", {.role = Role::unknown}) == Names{"speaker"});
    CHECK(tags_of(tagger, "Now we lost my parcel. Can you look?") == Names{"apology"});  // the caller knows better
    CHECK(tags_of(tagger, "we lost my parcel", {.role = Role::unknown}) == Names{"apology"});
  }

  TEST_CASE("rules take back what is quoted, negated, somebody else's, only courtesy or only asked") {
    const EmpathyTagger tagger = make_tagger({{"understand", "understand how", "extend = \"clause\""}, {"remedy", "refund you", ""}, {"ownership", "(i|let me) (call|check)", ""}, {"_negated", "do not understand", ""},
                                              {"_despite", "do not understand how sorry", ""}, {"_third_party", "how the courier", ""}, {"_courtesy", "would be happy to", ""}});
    CHECK(rules_of(tagger, "He wrote: \"I understand how it is.\"") == Names{"quotation"});
    CHECK(rules_of(tagger, "I don't understand how it broke") == Names{"negation"});
    CHECK(tags_of(tagger, "I don't understand how sorry one can be") == Names{"understand"});
    CHECK(tags_of(tagger, "I understand how it is when people do not understand") == Names{"understand"});
    CHECK(rules_of(tagger, "I understand how the courier felt") == Names{"third_party"});
    CHECK(rules_of(tagger, "I would be happy to refund you") == Names{"courtesy"});
    CHECK(tags_of(tagger, "We refund you today") == Names{"remedy"});
    CHECK(rules_of(tagger, "Can I call you tonight?") == Names{"question"});
    CHECK(tags_of(tagger, "Let me check, is that fine?") == Names{"ownership"});
  }

  TEST_CASE("a pattern's exception is named as the rule") {
    const EmpathyTagger tagger = make_tagger({{"validate", "right to be", "except = [\"no right\"]"}});
    CHECK(rules_of(tagger, "you have no right to be cross") == Names{"exception"});
    CHECK(tagger.tag("you have no right to be cross").empty());
  }

  TEST_CASE("sarcasm has no feeling, and turned against the customer it is dismissive") {
    const EmpathyTagger tagger = make_tagger({{"sympathy", "so sorry", "extend = \"clause\""}, {"scripted", "i understand", ""}, {"_interjection", "oh great", ""}});
    CHECK(tags_of(tagger, "Oh great, I'm so sorry.").empty());
    CHECK(found(tagger, "Oh great, so sorry, but it was one button") == Names{"dismissive: so sorry, but it was one button"});
    CHECK(rules_of(tagger, "I UNDERSTAND. It is noted.") == Names{"sarcasm"});
    CHECK(tags_of(tagger, "I UNDERSTAND AND IT IS NOTED") == Names{"scripted"});
  }

  TEST_CASE("a formula with a detail of the case is what it says") {
    const EmpathyTagger tagger = make_tagger({{"scripted", "understand your frustration", ""}, {"scripted", "sorry for the inconvenience", ""}, {"_understanding", "understand", ""}, {"_regret", "sorry", ""},
                                              {"_detail", "<number> parcels", ""}});
    CHECK(found(tagger, "I understand your frustration.") == Names{"scripted: understand your frustration"});
    CHECK(found(tagger, "I understand your frustration: 3 parcels were late.") == Names{"understand: understand your frustration: 3 parcels were late"});
    CHECK(found(tagger, "We're sorry for the inconvenience of 2 parcels") == Names{"apology: sorry for the inconvenience of 2 parcels"});
    CHECK(tags_of(tagger, "I understand your frustration. Yes, 3 parcels.") == Names{"scripted"});  // another sentence
    CHECK(tags_of(tagger, "I understand your frustration: a leaking kettle", {.context = "my kettle is leaking"}) == Names{"understand"});
    CHECK(tags_of(tagger, "I understand your frustration: that again", {.context = "my kettle is leaking"}) == Names{"scripted"});
  }

  TEST_CASE("an apology before a refusal shields behind the rule, unless there is a way on") {
    const EmpathyTagger tagger = make_tagger({{"apology", "sorry we lost it", ""}, {"policy_shield", "rules do not allow", "extend = \"clause\""}, {"remedy", "a new one is coming", ""}, {"_regret", "i am sorry", ""},
                                              {"_refusal", "do not allow", ""}, {"_way_on", "you can still", ""}});
    CHECK(found(tagger, "I'm sorry, but our rules do not allow that.") == Names{"policy_shield: I'm sorry, but our rules do not allow that"});
    CHECK(found(tagger, "I'm sorry we lost it, but our rules do not allow more") == Names{"policy_shield: I'm sorry we lost it, but our rules do not allow more"});
    CHECK(tags_of(tagger, "I'm sorry, but our rules do not allow that. You can still return it.").empty());
    CHECK(tags_of(tagger, "I'm sorry, but our rules do not allow that. A new one is coming.") == Names{"remedy"});
    CHECK(tags_of(tagger, "I'm sorry, but there is good news").empty());
  }

  TEST_CASE("of two tags for the same words the stronger stays; elsewhere spans may overlap") {
    const EmpathyTagger tagger = make_tagger({{"sympathy", "sorry that", "extend = \"clause\""}, {"apology", "sorry that we", "extend = \"clause\""}, {"restate", "we sent the wrong one", ""}});
    CHECK(found(tagger, "Sorry that we sent the wrong one") == Names{"apology: Sorry that we sent the wrong one", "restate: we sent the wrong one"});
    CHECK(rules_of(tagger, "Sorry that we sent the wrong one") == Names{"precedence"});
  }

  TEST_CASE("one act is one span, whatever number of patterns and clauses") {
    const EmpathyTagger tagger = make_tagger({{"ownership", "i will", "extend = \"clause\""}, {"ownership", "will call", "extend = \"clause\"\nweight = 0.9"}});
    CHECK(found(tagger, "I will call the depot and I will write to you. I will wait.") == Names{"ownership: I will call the depot and I will write to you", "ownership: I will wait"});
    const std::vector<Phrase> phrases = tagger.tag("I will call");
    REQUIRE(phrases.size() == 1);
    CHECK((phrases[0].score == 0.9f && phrases[0].source == "p1"));
  }

  TEST_CASE("an act takes in what only goes on with it") {
    const EmpathyTagger tagger = make_tagger({{"remedy", "i have approved", "extend = \"clause\""}, {"policy_shield", "rules forbid", "extend = \"clause\""}, {"apology", "ashamed", "extend = \"clause\""},
                                              {"apology", "i am sorry", "extend = \"clause\""}, {"scripted", "i understand", ""}});
    CHECK(found(tagger, "I have approved it so you can order today. You can call.") == Names{"remedy: I have approved it so you can order today"});
    CHECK(found(tagger, "I have approved it, the code is 41") == Names{"remedy: I have approved it"});
    CHECK(found(tagger, "The rules forbid it, it is final") == Names{"policy_shield: rules forbid it, it is final"});
    CHECK(found(tagger, "I have approved it and is that fine?") == Names{"remedy: I have approved it"});
    CHECK(found(tagger, "I understand and the van is late") == Names{"scripted: I understand"});
    CHECK(found(tagger, "I'm ashamed that he wrote \"it is only a hat\", and I'm sorry.") == Names{"apology: ashamed that he wrote \"it is only a hat\", and I'm sorry"});
  }

  TEST_CASE("of two tags that detract the surer one stays") {
    const EmpathyTagger tagger = make_tagger({{"defensive", "not our fault", "weight = 0.6\nextend = \"whole\""}, {"blaming", "that is not our fault", "weight = 0.9"}});
    CHECK(tags_of(tagger, "that is not our fault") == Names{"defensive"});  // by precedence: surer or not
    const EmpathyTagger other = make_tagger({{"dismissive", "only a hat", "weight = 0.6"}, {"policy_shield", "it is only a hat", "weight = 0.9"}});
    CHECK(tags_of(other, "it is only a hat") == Names{"policy_shield"});
  }

  TEST_CASE("what begins in quoted words and goes on in the writer's own begins there") {
    const EmpathyTagger tagger = make_tagger({{"apology", "hat ...5 sorry", "within = \"sentence\""}});
    CHECK(found(tagger, "He wrote \"only a hat\", and I'm sorry") == Names{"apology: I'm sorry"});
  }

  TEST_CASE("a pack that cannot be used is an error") {
    CHECK(EmpathyTagger::load("no/such/pack.toml").error().code() == attune::ErrorCode::io);
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "attune_empathy_bad.toml";
    std::ofstream(path, std::ios::binary) << "[[pattern]]\nid = \"a\"\ntag = \"churn\"\nmatch = [\"bye\"]\n";
    const auto bad = EmpathyTagger::load(path);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code() == attune::ErrorCode::invalid_data);
    CHECK(std::string(bad.error().message()).find("line 3") != std::string::npos);
  }

  TEST_CASE("users' packs are read after the shipped one") {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "attune_empathy_more.toml";
    std::ofstream(path, std::ios::binary) << "[[pattern]]\nid = \"mine\"\ntag = \"apology\"\nmatch = [\"zorp the zorper\"]\n";
    const EmpathyTagger more = EmpathyTagger::load_shipped(ATTUNE_MODEL_DIR, std::vector{path}).value();
    CHECK(more.n_patterns() == shipped().n_patterns() + 1);
    CHECK(more.hash() != shipped().hash());
    CHECK(more.tag("Zorp the zorper")[0].source == "mine");
  }
}

TEST_SUITE("empathy with the model of clauses") {
  TEST_CASE("the model finds what no pattern does, over the clause's body and without its closing mark") {
    const EmpathyTagger tagger = with_model({{"remedy", "zorp", ""}});
    const std::vector<Phrase> phrases = tagger.tag("Oh dear. Yes, Mr Lee, we messed up your delivery and I'm sorry. The hub is in Leeds.");
    REQUIRE(phrases.size() == 1);
    CHECK(slice(std::string_view("Oh dear. Yes, Mr Lee, we messed up your delivery and I'm sorry. The hub is in Leeds."), phrases[0]) == "we messed up your delivery and I'm sorry");  // two clauses, one act
    CHECK((phrases[0].tag == Tag::apology && phrases[0].source == "model" && phrases[0].score >= 0.8f && phrases[0].score <= 1));
    CHECK(make_tagger({{"remedy", "zorp", ""}}).tag("We messed up your delivery and I'm sorry.").empty());  // without the model
  }

  TEST_CASE("where a pattern's phrase stands the model says nothing") {
    const EmpathyTagger tagger = with_model({{"scripted", "messed up", "weight = 0.7"}});
    const std::vector<Phrase> phrases = tagger.tag("We messed up your delivery.");
    REQUIRE(phrases.size() == 1);
    CHECK((phrases[0].tag == Tag::scripted && phrases[0].source == "p0" && phrases[0].score == 0.7f));
  }

  TEST_CASE("rules hold for the model's phrases as for a pattern's") {
    const std::string said = "We messed up your delivery and I'm sorry";
    CHECK(tags_of(with_model({{"remedy", "zorp", ""}}), said) == Names{"apology"});
    CHECK(tags_of(with_model({{"remedy", "zorp", ""}}), "He wrote: \"" + said + "\"").empty());                     // quotation
    CHECK(rules_of(with_model({{"_negated", "we messed up", ""}, {"_negated", "i am sorry", ""}}), said).front() == "negation");
    CHECK(rules_of(with_model({{"_third_party", "your delivery", ""}, {"_third_party", "sorry", ""}}), said).front() == "third_party");
    CHECK(rules_of(with_model({{"_interjection", "oh great", ""}}), "Oh great, " + said).front() == "sarcasm");
    CHECK(tags_of(with_model({{"remedy", "zorp", ""}}), said, {.role = Role::customer}).empty());
    CHECK(tags_of(with_model({{"apology", "messed up", "except = [\"delivery\"]"}}), "We messed up your delivery.").empty());  // what a rule took back stays so
  }

  TEST_CASE("a model that cannot be used is an error, and without one the packs tag alone") {
    const std::filesystem::path pack = std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.toml";
    CHECK(EmpathyTagger::load(pack, {}, "no/such/model").error().code() == attune::ErrorCode::io);
    CHECK(EmpathyTagger::load(pack, {}, pack).error().code() == attune::ErrorCode::corrupt);
    CHECK(EmpathyTagger::load(pack, {}, std::filesystem::path(ATTUNE_MODEL_DIR) / "emotion-en.safetensors").error().code() == attune::ErrorCode::corrupt);
    const std::filesystem::path dir = std::filesystem::temp_directory_path() / "attune_empathy_pack_alone";
    std::filesystem::create_directories(dir);
    std::filesystem::copy_file(pack, dir / "empathy-en.toml", std::filesystem::copy_options::overwrite_existing);
    CHECK(EmpathyTagger::load_shipped(dir).value().hash() == pack_alone().hash());
    CHECK_FALSE(pack_alone().trained_on("x"));
  }
}

TEST_SUITE("empathy with the shipped pack") {
  TEST_CASE("hard cases come out as the guideline says") {
    const std::vector<json> rows = rows_of("hard_cases.jsonl");
    REQUIRE(rows.size() >= 130);
    for (const json& row : rows) {
      const std::string text = row["text"], context = row.value("context", "");
      CAPTURE(row["id"].get<std::string>());
      CAPTURE(text);
      CHECK(tags_of(shipped(), text, {.role = attune::role_from_name(row.value("role", "agent")).value(), .context = context}) == row["tags"].get<Names>());
    }
  }

  TEST_CASE("variants of the defining sentences are found and near misses are not") {
    for (const json& row : rows_of("defining_agent.jsonl")) {
      const std::string text = row["text"];
      CAPTURE(row["id"].get<std::string>());
      CAPTURE(text);
      CHECK(tags_of(shipped(), text) == row["tags"].get<Names>());
      for (const Phrase& phrase : shipped().tag(text))
        for (const json& kind : row["absent_kinds"]) CHECK(to_string(phrase.kind) != kind.get<std::string>());
    }
  }

  TEST_CASE("the phrases of the article that the project started from have their tags") {
    const std::vector<std::pair<std::string, Names>> rows{
        {"I see that you were double-charged, and that's understandably frustrating.", {"restate", "validate"}},
        {"I'd be really stressed too if that happened to me. Let's get this fixed right away.", {"share_feeling", "ownership"}},
        {"That sounds really frustrating.", {"validate"}},
        {"Just to make sure I understand, you're saying the parcel came on Monday and two of the cups were broken.", {"restate"}},
        {"I understand what you're going through.", {"scripted"}},
        {"I totally understand how important this event is to you. Let's find a solution right now.", {"understand", "ownership"}},
        {"I'm really sorry this happened. I'd be frustrated too. Let's fix this together.", {"apology", "share_feeling", "ownership"}},
        {"I'm really sorry to hear that. Let's find a way to make this work.", {"sympathy", "ownership"}},
        {"I understand.", {"scripted"}}};
    for (const auto& row : rows) {
      CAPTURE(row.first);
      CHECK(tags_of(shipped(), row.first) == row.second);
    }
    const std::vector<Phrase> presence = shipped().tag("I'm here to help.");
    REQUIRE(presence.size() == 1);
    CHECK((presence[0].tag == Tag::reassure && presence[0].score < 0.5f));
  }

  // Floors a little below what is reached, so that a change that loses phrases is seen; models/empathy-en.md has the figures.
  TEST_CASE("finds no less of the test messages than its card says") {
    const attune::Evaluation evaluation = attune::evaluate_phrases(shipped(), std::filesystem::path(ATTUNE_TEST_DATA) / "agent.jsonl").value();
    const json metrics = json::parse(evaluation.json);
    CHECK(metrics["n"] == 413);
    for (const auto& floor : {std::pair{"span_f1", 0.90}, std::pair{"macro_tag_f1", 0.89}, std::pair{"kind_f1", 0.90}, std::pair{"kind_agreement", 0.97}, std::pair{"clean_rate", 0.96}}) {
      CAPTURE(floor.first);
      CHECK(metrics[floor.first].get<double>() >= floor.second);
    }
    for (std::size_t t = 0; t < attune::n_tags; ++t) {
      const std::string tag(to_string(static_cast<Tag>(t)));
      CAPTURE(tag);
      CHECK(metrics["per_tag"][tag]["precision"].get<double>() >= 0.7);
      CHECK(metrics["per_tag"][tag]["recall"].get<double>() >= 0.6);
    }
  }

  TEST_CASE("the card names pack and model by their hashes") {
    std::ifstream file(std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.md");
    const std::string card(std::istreambuf_iterator<char>(file), {});
    CHECK(card.find(pack_alone().hash()) != std::string::npos);
    const auto model = attune::ModelFile::open(std::filesystem::path(ATTUNE_MODEL_DIR) / "empathy-en.safetensors", "empathy", 1);
    CHECK(card.find(model->hash()) != std::string::npos);
    CHECK(shipped().hash() != pack_alone().hash());
  }

  TEST_CASE("phrases lie in the text, in order, and are the same every time") {
    for (const json& row : rows_of("agent.jsonl")) {
      const std::string text = row["text"], context = row["context"];
      CAPTURE(text);
      const std::vector<Phrase> phrases = shipped().tag(text, {.context = context});
      for (const Phrase& phrase : phrases) {
        CHECK((phrase.start < phrase.end && phrase.end <= text.size() && phrase.score > 0 && phrase.score <= 1 && !phrase.source.empty()));
        CHECK(phrase.kind == attune::kind_of(phrase.tag));
      }
      CHECK(std::is_sorted(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) { return a.start != b.start ? a.start < b.start : a.end > b.end; }));
      const std::vector<Phrase> again = shipped().tag(text, {.context = context});
      CHECK(std::equal(phrases.begin(), phrases.end(), again.begin(), again.end(), [](const Phrase& a, const Phrase& b) { return a.start == b.start && a.end == b.end && a.tag == b.tag && a.score == b.score; }));
    }
  }

  TEST_CASE("any bytes are accepted") {
    std::string noise;
    for (std::uint32_t i = 0, x = 1; i < 3000; ++i) noise += static_cast<char>((x = x * 1664525u + 1013904223u) >> 24);
    for (const std::string_view text : {std::string_view(), std::string_view(" "), std::string_view("\xFF\xFE I'm sorry \x80"), std::string_view("sorry\0sorry", 11), std::string_view(noise)}) {
      shipped().tag(text, {.context = text});
      shipped().vetoes(text, {.role = Role::unknown, .context = text});
    }
  }

  TEST_CASE("a longer text costs in proportion to its length") {
    // Processor time, the best of three: other programs on the machine do not count. Four times the text costs 16 times as much when pairs are compared.
    const auto cost = [](const char* piece, std::size_t size) {
      std::string text;
      while (text.size() < size) text += piece;
      std::clock_t best = std::numeric_limits<std::clock_t>::max();
      for (int i = 0; i < 3; ++i) {
        const std::clock_t begin = std::clock();
        shipped().tag(text, {.context = text});
        best = std::min(best, std::clock() - begin);
      }
      return static_cast<double>(best);
    };
    for (const char* piece : {"I'm so sorry ", "SORRY. ", "I understand your frustration, ", "oh great I am sorry but you cannot, ", "I'm sorry, but our policy doesn't allow that, ",
                              "we bent the rules for a week and it crossed my desk, "}) {
      CAPTURE(piece);
      CHECK(cost(piece, 120'000) < 10 * cost(piece, 30'000));
    }
  }
}
