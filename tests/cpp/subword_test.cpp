#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <attune/analyzer.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/subword.hpp>
#include <attune/unicode.hpp>

#include "directory.hpp"
#include "hostile_text.hpp"

namespace {

using attune::Piece;
using attune::SubwordTokenizer;

// ---- models and texts of the tests' own -------------------------------------------------------------------------------

const std::vector<std::string> english{
    "Where is my parcel? It should have been here on Tuesday.", "I asked twice and nobody answered, this is the third time!!", "Thanks so much, that was quick and kind.",
    "Please cancel the second order and refund the first one.", "the driver left it at the wrong door again and again", "My account is locked and I can't log in anymore.",
    "Could you tell me when the replacement will be shipped?", "we are sorry for the trouble, the refund is on its way", "It's working now. You're a star!"};

const std::vector<std::string> many_scripts{
    "Wo bleibt mein Paket? Ich warte schon drei Wochen.", "¿Dónde está mi pedido? Llevo días esperando.", "Где мой заказ? Я жду уже три недели!", "荷物はどこですか。もう三週間待っています。",
    "我的包裹在哪里？已经等了三个星期了。", "내 소포는 어디에 있나요? 벌써 3주째 기다리고 있어요.", "أين طردي؟ أنتظر منذ ثلاثة أسابيع.", "मेरा पार्सल कहाँ है? तीन हफ़्ते हो गए।", "พัสดุของฉันอยู่ที่ไหน",
    "still nothing 😡😡 really?! 👍🏽 thanks ❤️ 👩‍👩‍👧", "ｆｕｌｌ　ｗｉｄｔｈ ①②③ ㌔ ﷺ ﬁne", "e\u0301te\u0301 and \u1112\u1161\u11AB\u1100\u1173\u11AF", "  spaces   in\tfront and\u00A0behind \u3000 ", " ", "", "\u2581 \u2581\u2581x\u2581",
    "x\u0301\u0301\u0301\u0301", "zero\u200Bwidth\uFEFF and \u0001 controls \u007F", "@ana #late https://shop.example.com/a?b=1", "user <sep> symbol<sep>s <sep>", "ΣΊΣΥΦΟΣ straße İstanbul"};

using Settings = std::map<std::string, std::string>;

/// A model trained by sentencepiece itself.
std::string train(const Settings& settings, const std::vector<std::string>& texts) {
  class Sentences final : public sentencepiece::SentenceIterator {
   public:
    bool done() const override { return at_ == all_.size(); }
    void Next() override { ++at_; }
    const std::string& value() const override { return all_[at_]; }
    sentencepiece::util::Status status() const override { return {}; }
    explicit Sentences(const std::vector<std::string>& all) : all_(all) {}

   private:
    const std::vector<std::string>& all_;
    std::size_t at_ = 0;
  };
  std::unordered_map<std::string, std::string> all{{"minloglevel", "3"}, {"num_threads", "1"}, {"hard_vocab_limit", "false"}, {"character_coverage", "0.98"}};
  for (const auto& [name, value] : settings) all[name] = value;
  Sentences sentences(texts);
  std::string model;
  const sentencepiece::util::Status status = sentencepiece::SentencePieceTrainer::Train(all, &sentences, &model);
  CAPTURE(status.ToString());
  REQUIRE(status.ok());
  return model;
}

std::string train(const Settings& settings) {
  std::vector<std::string> texts = english;
  std::copy_if(many_scripts.begin(), many_scripts.end(), std::back_inserter(texts), [](const std::string& text) { return !text.empty(); });
  return train(settings, texts);
}

/// A few KB: without a normalization table.
std::string small_model() { return train({{"vocab_size", "330"}, {"byte_fallback", "true"}, {"normalization_rule_name", "identity"}}, english); }

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Mixed from characters that normalization changes, joins or drops, and from words.
std::vector<std::string> random_texts(std::size_t n, unsigned seed) {
  const std::vector<std::u32string> pools{U"abcdefgh  ", U"eao\u0301\u0308\u0302 ", U"\u2581\u3000 \u00A0\t\u200B\u200D", U"ｆｕ①㌔ﷺﬁ", U"\u1100\u1161\u11A8각가", U"😞👍🏽❤️\u200D🔥",
                                          U"日本語です。", U"\u0001\u0002\u007F\uFEFF\uFFFD\u00AD", U"Привет ", U"ΣΊΣß ẞİ", U"<sep>"};
  std::mt19937 random(seed);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) {
    std::string text;
    for (std::size_t k = random() % 24; k > 0; --k) {
      const std::u32string& pool = pools[i % 2 == 0 ? random() % pools.size() : i % pools.size()];
      attune::append_utf8(text, pool[random() % pool.size()]);
      if (random() % 8 == 0) text += english[random() % english.size()].substr(random() % 20, random() % 12);
    }
    out.push_back(text);
  }
  return out;
}

std::vector<std::string> all_texts() {
  std::vector<std::string> texts = english;
  texts.insert(texts.end(), many_scripts.begin(), many_scripts.end());
  for (std::string& text : random_texts(2000, 3)) texts.push_back(std::move(text));
  return texts;
}

std::vector<Piece> pieces_of_sentencepiece(const sentencepiece::SentencePieceProcessor& processor, const std::string& text) {
  std::vector<Piece> out;
  const sentencepiece::ImmutableSentencePieceText encoded = processor.EncodeAsImmutableProto(text);
  for (const auto& piece : encoded.pieces()) out.push_back({piece.begin(), piece.end(), piece.id()});
  return out;
}

std::vector<std::uint32_t> ids_of(const std::vector<Piece>& pieces) {
  std::vector<std::uint32_t> ids;
  for (const Piece& piece : pieces) ids.push_back(piece.id);
  return ids;
}

void agree(const std::string& model, const std::vector<std::string>& texts) {
  const SubwordTokenizer tokenizer = SubwordTokenizer::parse(model).value();
  sentencepiece::SentencePieceProcessor processor;
  REQUIRE(processor.LoadFromSerializedProto(model).ok());
  REQUIRE(tokenizer.size() == static_cast<std::size_t>(processor.GetPieceSize()));
  CHECK(tokenizer.unk_id() == static_cast<std::uint32_t>(processor.unk_id()));
  CHECK(static_cast<int>(tokenizer.bos_id().value_or(static_cast<std::uint32_t>(-1))) == processor.bos_id());
  CHECK(static_cast<int>(tokenizer.eos_id().value_or(static_cast<std::uint32_t>(-1))) == processor.eos_id());
  std::mt19937 random(1);
  for (const std::string& text : texts) {
    CAPTURE(attune::test::hex(text));
    const std::vector<Piece> pieces = tokenizer.encode(text);
    REQUIRE(pieces == pieces_of_sentencepiece(processor, text));
    std::vector<std::uint32_t> ids = ids_of(pieces);
    for (int round = 0; round < 2; ++round) {
      REQUIRE(tokenizer.decode(ids) == processor.DecodeIds(std::vector<int>(ids.begin(), ids.end())));
      ids.clear();
      while (random() % 8 != 0) ids.push_back(static_cast<std::uint32_t>(random() % tokenizer.size()));
    }
  }
}

// ---- models made by hand ----------------------------------------------------------------------------------------------

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
std::string number(unsigned field, std::uint64_t value) { return varint(field << 3) + varint(value); }
std::string text(unsigned field, const std::string& bytes) { return varint(field << 3 | 2) + varint(bytes.size()) + bytes; }
std::string score(float value) {
  std::string out = varint(2 << 3 | 5) + std::string(4, '\0');
  std::memcpy(out.data() + 1, &value, 4);
  return out;
}
std::string piece(const std::string& spelling, float value = 0, unsigned type = 1) { return text(1, text(1, spelling) + score(value) + number(3, type)); }

const std::string unknown = piece("<unk>", 0, 2);
const std::string settings = text(2, "") + text(3, "");  // all as they are when nothing is said

}  // namespace

TEST_SUITE("subword") {
  TEST_CASE("gives sentencepiece's own pieces, offsets and texts") {
    const std::vector<Settings> models{
        {{"vocab_size", "420"}},
        {{"vocab_size", "700"}, {"byte_fallback", "true"}},
        {{"vocab_size", "420"}, {"model_type", "bpe"}},
        {{"vocab_size", "700"}, {"model_type", "bpe"}, {"byte_fallback", "true"}, {"normalization_rule_name", "nmt_nfkc_cf"}},
        {{"vocab_size", "400"}, {"model_type", "word"}},
        {{"vocab_size", "400"}, {"model_type", "char"}, {"user_defined_symbols", "<sep>"}},
        {{"vocab_size", "420"}, {"user_defined_symbols", "<sep>,\u2581star,parcel"}, {"normalization_rule_name", "nfkc"}},
        {{"vocab_size", "420"}, {"model_type", "bpe"}, {"user_defined_symbols", "<sep>,e\u0301"}, {"normalization_rule_name", "nfkc_cf"}},
        {{"vocab_size", "420"}, {"treat_whitespace_as_suffix", "true"}},
        {{"vocab_size", "420"}, {"model_type", "bpe"}, {"treat_whitespace_as_suffix", "true"}, {"add_dummy_prefix", "false"}},
        {{"vocab_size", "420"}, {"add_dummy_prefix", "false"}, {"remove_extra_whitespaces", "false"}, {"normalization_rule_name", "identity"}},
        {{"vocab_size", "420"}, {"model_type", "bpe"}, {"remove_extra_whitespaces", "false"}, {"allow_whitespace_only_pieces", "true"}},
        {{"vocab_size", "420"}, {"split_by_whitespace", "false"}},
        {{"vocab_size", "420"}, {"model_type", "bpe"}, {"split_by_whitespace", "false"}},
        {{"vocab_size", "420"}, {"bos_id", "-1"}, {"eos_id", "-1"}, {"pad_id", "0"}, {"unk_id", "1"}, {"unk_surface", "?"}},
    };
    const std::vector<std::string> texts = all_texts();
    for (const Settings& settings : models) {
      std::string trained_with;
      for (const auto& setting : settings) trained_with += setting.first + "=" + setting.second + " ";
      CAPTURE(trained_with);
      agree(train(settings), texts);
    }
  }

  TEST_CASE("takes apart pieces that are not to be used, as sentencepiece does") {
    for (const char* const type : {"unigram", "bpe"}) {
      std::string model = train({{"vocab_size", "420"}, {"model_type", type}, {"normalization_rule_name", "identity"}});
      // Every fifth piece of two letters and more: its type, which is not written when it is normal, becomes `unused`.
      std::string changed;
      sentencepiece::SentencePieceProcessor processor;
      REQUIRE(processor.LoadFromSerializedProto(model).ok());
      for (int id = 0; id < processor.GetPieceSize(); ++id) {
        const std::string& spelling = processor.IdToPiece(id);
        const unsigned of_type = processor.IsUnknown(id) ? 2 : processor.IsControl(id) ? 3 : spelling.size() > 1 && id % 5 == 0 ? 5 : 1;
        changed += piece(spelling, processor.GetScore(id), of_type);
      }
      changed += text(2, number(3, std::string_view(type) == "bpe" ? 2 : 1)) + text(3, "");
      agree(changed, all_texts());
    }
  }

  TEST_CASE("agrees with sentencepiece on data sets") {
    const char* const data = std::getenv("ATTUNE_DATA");
    if (data == nullptr) {
      MESSAGE("skipped: ATTUNE_DATA is not set");
      return;
    }
    std::ifstream in(std::filesystem::path(data) / "goemotions" / "dev.tsv");
    std::vector<std::string> texts;
    for (std::string line; std::getline(in, line);) texts.push_back(line.substr(0, line.find('\t')));
    REQUIRE(texts.size() > 5000);
    agree(read_file(attune::model_dir() / "pieces-en.model"), texts);
  }

  TEST_CASE("reads ill-formed bytes as U+FFFD, with offsets of the text as it is") {
    for (const std::string& model : {small_model(), train({{"vocab_size", "420"}, {"model_type", "bpe"}})}) {
      const SubwordTokenizer tokenizer = SubwordTokenizer::parse(model).value();
      std::mt19937 random(5);
      for (std::string bad : random_texts(1500, 4)) {
        for (char& c : bad)
          if (random() % 6 == 0) c = static_cast<char>(random());
        CAPTURE(attune::test::hex(bad));
        const std::string good = attune::to_well_formed(bad);
        const std::vector<Piece> pieces = tokenizer.encode(bad), expected = tokenizer.encode(good);
        REQUIRE(ids_of(pieces) == ids_of(expected));
        for (std::size_t i = 0; i < pieces.size(); ++i) {
          REQUIRE(attune::to_well_formed(bad.substr(0, pieces[i].start)) == good.substr(0, expected[i].start));
          REQUIRE(attune::to_well_formed(bad.substr(0, pieces[i].end)) == good.substr(0, expected[i].end));
        }
      }
    }
    const SubwordTokenizer tokenizer = SubwordTokenizer::parse(small_model()).value();
    const std::vector<Piece> cut_short = tokenizer.encode("\xF0\x9F\x98");  // an emoji without its last byte is one character that is not one
    CHECK(cut_short.back().end == 3);
    CHECK(tokenizer.decode(ids_of(cut_short)) == "\uFFFD");
  }

  TEST_CASE("pieces are in order, and cover every word") {
    const SubwordTokenizer tokenizer = SubwordTokenizer::load(attune::model_dir()).value();
    for (const std::string& text : all_texts()) {
      CAPTURE(text);
      std::uint32_t end = 0;
      const auto is_blank = [&](std::uint32_t from, std::uint32_t to) {
        return tokenizer.encode(text.substr(from, to - from)).empty();
      };
      for (const Piece& piece : tokenizer.encode(text)) {
        REQUIRE(piece.start <= piece.end);
        REQUIRE(piece.start >= end);
        REQUIRE((piece.start == end || is_blank(end, piece.start)));
        end = piece.end;
      }
      REQUIRE((end == text.size() || is_blank(end, static_cast<std::uint32_t>(text.size()))));
    }
  }

  TEST_CASE("the shipped model is the one of its card, and gives English back") {
    const SubwordTokenizer tokenizer = SubwordTokenizer::load(attune::model_dir()).value();
    CHECK(read_file(attune::model_dir() / "pieces-en.md").find(std::string(tokenizer.hash())) != std::string::npos);
    for (const std::string& text : english) CHECK(tokenizer.decode(ids_of(tokenizer.encode(text))) == text);
    CHECK(tokenizer.decode(ids_of(tokenizer.encode("I'm so upset 😞  ☃"))) == "I'm so upset 😞 ☃");
    CHECK(tokenizer.piece(tokenizer.id("\u2581happy").value()) == "\u2581happy");
    CHECK_FALSE(tokenizer.id("\u2581happy with it"));
    CHECK_THROWS_AS(static_cast<void>(tokenizer.piece(static_cast<std::uint32_t>(tokenizer.size()))), std::invalid_argument);
    const std::vector<std::uint32_t> none{0xFFFFFFFF};
    CHECK_THROWS_AS(static_cast<void>(tokenizer.decode(none)), std::invalid_argument);
  }

  TEST_CASE("says what cannot be loaded, and holds the caller to a hash") {
    const Directory directory("subword");
    CHECK(SubwordTokenizer::load(directory / "none.model").error().code() == attune::ErrorCode::io);
    CHECK(SubwordTokenizer::load(directory.write("empty.model", "")).error().code() == attune::ErrorCode::corrupt);
    const std::string model = small_model();
    const std::filesystem::path path = directory.write("small.model", model);
    const std::string hash = attune::detail::sha256(model);
    CHECK(SubwordTokenizer::load(path, hash).value().hash() == hash);
    const attune::Error other = SubwordTokenizer::load(path, std::string(64, '0')).error();
    CHECK(other.code() == attune::ErrorCode::corrupt);
    CHECK(std::string(other.message()).starts_with("small.model, byte 0: its SHA-256 is " + hash));
  }

  TEST_CASE("refuses models that could only have been made to harm") {
    const std::string good = unknown + piece("a", -1);
    REQUIRE(SubwordTokenizer::parse(good + settings).has_value());
    const std::string long_piece(400'000, 'a');
    struct Row {
      std::string name, model;
      const char* problem;
    };
    const std::vector<Row> rows{
        {"a piece of 400,000 characters", good + piece(long_piece), "of more than 512 bytes"},
        {"a piece twice", good + piece("a"), "there before"},
        {"an empty piece", good + piece(""), "empty"},
        {"a piece without text", good + text(1, score(1)), "empty"},
        {"a NUL in a piece", good + piece(std::string("x\0y", 3)), "NUL"},
        {"a piece that is not UTF-8", good + piece("\xC3"), "not UTF-8"},
        {"a surrogate", good + piece("\xED\xA0\x80"), "not UTF-8"},
        {"nothing for the unknown", piece("a") + settings, "not exactly one"},
        {"two unknowns", good + piece("<x>", 0, 2) + settings, "not exactly one"},
        {"no settings", good + text(3, ""), "breaks off"},
        {"no normalizer", good + text(2, ""), "breaks off"},
        {"a score that is infinite", good + piece("b", std::numeric_limits<float>::infinity()), "not finite"},
        {"a score that is no number", good + piece("b", std::numeric_limits<float>::quiet_NaN()), "not finite"},
        {"a score of another type", good + text(1, text(1, "b") + number(2, 1)), "no number"},
        {"a type that is none", good + piece("b", 0, 7), "no known type"},
        {"a piece with two texts", good + text(1, text(1, "b") + text(1, "c")), "twice"},
        {"a byte without byte fallback", good + piece("<0x41>", 0, 6) + settings, "byte_fallback"},
        {"byte fallback without bytes", good + text(2, number(35, 1)) + text(3, ""), "byte_fallback"},
        {"a type of model that is none", good + text(2, number(3, 5)), "no known type"},
        {"a flag of 2", good + text(2, number(24, 2)), "neither true nor false"},
        {"a table of somebody's own", good + text(3, text(2, std::string(2000, 'x'))), "none of sentencepiece's own"},
        {"a table for decoding", good + text(5, text(2, std::string(2000, 'x'))), "none of sentencepiece's own"},
        {"two normalizers", good + text(3, "") + text(3, ""), "there before"},
        {"a field that there is not", good + text(9, "x"), "no model has"},
        {"a group", good + "\x0B", "not the bytes"},
        {"a length that goes past the end", good + "\x0A\x7F", "not the bytes"},
        {"a length of 2^63", good + "\x0A" + varint(std::uint64_t{1} << 63), "not the bytes"},
        {"a number of eleven bytes", good + std::string(11, '\xFF'), "not the bytes"},
        {"text", "just some text, not a model", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.name);
      const auto loaded = SubwordTokenizer::parse(row.model);
      REQUIRE_FALSE(loaded.has_value());
      CHECK(loaded.error().code() == attune::ErrorCode::corrupt);
      CHECK(std::string(loaded.error().message()).find(row.problem) != std::string::npos);
      CHECK(std::string(loaded.error().message()).find("fetch or train") != std::string::npos);
    }
  }

  TEST_CASE("every cut and every flipped bit of a model is refused, or gives a model that works") {
    const std::string model = small_model();
    const std::string sample = "refund \u00e9\u2603 <sep>  x\xFF";
    std::size_t n_refused = 0;
    const auto try_model = [&](std::string_view bytes) {
      const auto loaded = SubwordTokenizer::parse(bytes);
      if (!loaded) {
        ++n_refused;
        REQUIRE(loaded.error().code() == attune::ErrorCode::corrupt);
        return;
      }
      const std::vector<Piece> pieces = loaded->encode(sample);
      for (const Piece& piece : pieces) REQUIRE((piece.start <= piece.end && piece.end <= sample.size()));
      static_cast<void>(loaded->decode(ids_of(pieces)));
    };
    for (std::size_t size = 0; size < model.size(); ++size) try_model(std::string_view(model).substr(0, size));
    CHECK(n_refused == model.size());
    std::string flipped = model;
    for (std::size_t bit = 0; bit < 8 * model.size(); ++bit) {
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      try_model(flipped);
      flipped[bit / 8] = model[bit / 8];
    }
    MESSAGE("model of ", model.size(), " bytes: ", n_refused - model.size(), " of ", 8 * model.size(), " flips refused");
  }

  TEST_CASE("takes time in proportion to the text") {
    const std::vector<std::string> models{train({{"vocab_size", "420"}}), train({{"vocab_size", "420"}, {"model_type", "bpe"}})};
    for (const std::string& model : models) {
      const SubwordTokenizer tokenizer = SubwordTokenizer::parse(model).value();
      for (const char* const unit : {"\u0301", "\u2603", "a", "again", " ", "\uFDFA", "\u1100", "a:", "\xFF", "\u2581", "refund "}) {
        const auto seconds = [&](std::size_t n) {
          std::string text;
          while (text.size() < n) text += unit;
          double best = 1e9;
          for (int round = 0; round < 3; ++round) {
            const std::clock_t begin = std::clock();
            static_cast<void>(tokenizer.encode(text));
            best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
          }
          return best;
        };
        CAPTURE(attune::test::hex(unit));
        // Quadratic would be 64 times as much; 24 leaves room for caches and for what else the machine does.
        CHECK(seconds(320'000) < 24 * std::max(seconds(40'000), 0.001));
      }
    }
  }

  TEST_CASE("a run of unknown characters is one piece, however long") {
    const SubwordTokenizer tokenizer = SubwordTokenizer::parse(unknown + piece("a", -1) + settings).value();
    std::string run;
    for (int i = 0; i < 400'000; ++i) run += "\u2603";
    const std::vector<Piece> pieces = tokenizer.encode("a" + run + "a");
    REQUIRE(pieces.size() == 4);  // the space in front is unknown to this model
    CHECK(pieces[2] == Piece{1, 1 + static_cast<std::uint32_t>(run.size()), tokenizer.unk_id()});
  }

  TEST_CASE("threads share one tokenizer") {
    const SubwordTokenizer tokenizer = SubwordTokenizer::load(attune::model_dir()).value();
    std::vector<std::vector<Piece>> expected;
    for (const std::string& text : english) expected.push_back(tokenizer.encode(text));
    std::vector<int> n_wrong(4);
    std::vector<std::thread> threads;
    for (int& wrong : n_wrong)
      threads.emplace_back([&, copy = tokenizer] {
        for (std::size_t i = 0; i < 20 * english.size(); ++i) wrong += copy.encode(english[i % english.size()]) != expected[i % english.size()];
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(n_wrong == std::vector<int>(4));
  }
}

TEST_SUITE("train_pieces") {
  TEST_CASE("the same texts give the same bytes, and a card that names them") {
    const Directory directory("train_pieces");
    std::string lines = "\n";
    for (const std::string& text : english) lines += text + "\tlabel\n";
    const std::vector<std::filesystem::path> files{directory.write("texts.tsv", lines)};
    const attune::PieceTexts data = attune::read_piece_texts(files).value();
    CHECK(data.texts == english);
    CHECK(data.n_skipped == 1);
    for (const attune::PieceModelType type : {attune::PieceModelType::unigram, attune::PieceModelType::bpe}) {
      const attune::PieceTrainingOptions options{.vocab_size = 330, .type = type, .license = "ours"};
      const auto report = attune::train_pieces(data, directory / "a.model", options).value();
      CHECK(attune::train_pieces(data, directory / "b.model", options).value().hash == report.hash);
      CHECK(read_file(directory / "a.model") == read_file(directory / "b.model"));
      const SubwordTokenizer tokenizer = SubwordTokenizer::load(directory / "a.model", report.hash).value();
      CHECK(tokenizer.size() == 330);
      CHECK(report.n_pieces == 330);
      CHECK(report.n_texts == english.size());
      CHECK(report.bytes_per_piece > 1);
      const std::string card = read_file(directory / "a.md");
      for (const std::string& expected : {report.hash, data.sources[0].sha256, std::string("texts.tsv"), std::string("License of the data: ours")})
        CHECK(card.find(expected) != std::string::npos);
    }
  }

  TEST_CASE("says what is wrong with texts and options") {
    const Directory directory("train_pieces_errors");
    const attune::PieceTexts data{english, 0, {}};
    const auto message = [&](const attune::PieceTexts& texts, const attune::PieceTrainingOptions& options) {
      const auto report = attune::train_pieces(texts, directory / "m.model", options);
      REQUIRE_FALSE(report.has_value());
      CHECK(report.error().code() == attune::ErrorCode::invalid_data);
      CHECK_FALSE(std::filesystem::exists(directory / "m.model"));
      return std::string(report.error().message());
    };
    CHECK(message(data, {.vocab_size = 8000}).find("do not hold as many pieces; ask for at most ") != std::string::npos);
    CHECK(message(data, {.vocab_size = 299}).find("300 to 256,000") != std::string::npos);
    CHECK(message(data, {.type = attune::PieceModelType::word}).find("unigram or bpe") != std::string::npos);
    CHECK(message(data, {.character_coverage = 0.5}).find("0.9 to 1") != std::string::npos);
    CHECK(message({}, {}).find("no text") != std::string::npos);
    CHECK(attune::train_pieces(data, directory / "none/m.model", {.vocab_size = 330}).error().code() == attune::ErrorCode::io);
    const std::vector<std::filesystem::path> blank{directory.write("blank.txt", "\n \n\n")}, none{directory / "none.txt"};
    CHECK(attune::read_piece_texts(blank).error().code() == attune::ErrorCode::invalid_data);
    CHECK(attune::read_piece_texts(none).error().code() == attune::ErrorCode::io);
  }
}
