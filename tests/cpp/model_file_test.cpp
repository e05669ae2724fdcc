#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/crc32c.hpp>
#include <attune/model_file.hpp>

namespace {

using attune::ErrorCode;
using attune::ModelFile;

/// About `size` bytes of every type of tensor.
std::string sample(std::size_t size) {
  attune::ModelWriter writer("test", 2);
  writer.set("note", "a \"quoted\" näme\n");
  std::vector<float> floats(size / 16);
  std::vector<std::int8_t> bytes(size / 4);
  std::vector<std::uint16_t> shorts(size / 16);
  for (std::size_t i = 0; i < floats.size(); ++i) floats[i] = static_cast<float>(i) * 0.37f - 5;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::int8_t>(i * 7 % 251);
  for (std::size_t i = 0; i < shorts.size(); ++i) shorts[i] = static_cast<std::uint16_t>(i * 31);
  const std::vector<std::uint64_t> wide(size / 32, 0x0123456789ABCDEF);
  const std::vector<std::uint32_t> words(size / 32, 77);
  writer.add<std::int8_t>("bytes", {bytes.size() / 4, 4}, bytes);
  writer.add<float>("floats", {floats.size()}, floats);
  writer.add<std::uint16_t>("shorts", {shorts.size()}, shorts);
  writer.add<std::uint64_t>("wide", {wide.size()}, wide);
  writer.add<std::uint32_t>("words", {words.size()}, words);
  return writer.bytes();
}

bool opens(std::string bytes) { return ModelFile::parse(std::move(bytes), "m", "test", 2).has_value(); }

/// The header's size and the checksum set right again, as an attacker would.
std::string with_header(std::string header, std::string_view data) {
  std::string file(8, '\0');
  header.append((64 - (header.size() + 8) % 64) % 64, ' ');
  const std::uint64_t size = header.size();
  std::memcpy(file.data(), &size, 8);
  file += header;
  file += data;
  const std::size_t at = 8 + std::string_view(R"({"__metadata__":{"crc32c":")").size();
  if (file.size() < at + 8) return file;
  file.replace(at, 8, "00000000");
  attune::detail::Crc32c crc;
  crc.update(file);
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", crc.value());
  return file.replace(at, 8, hex);
}

const std::string start = R"({"__metadata__":{"crc32c":"00000000","format":"1","kind":"attune-test")";
std::string tensor(std::string_view name, std::string_view dtype, std::string_view shape, std::string_view offsets) {
  std::string out = ",\"";
  out += name;
  out += "\":{\"dtype\":\"";
  out += dtype;
  out += "\",\"shape\":";
  out += shape;
  out += ",\"data_offsets\":";
  out += offsets;
  return out + "}";
}

}  // namespace

TEST_SUITE("model_file") {
  TEST_CASE("what is written is read again, aligned, and the bytes are the same each time") {
    const std::string bytes = sample(4096);
    CHECK(bytes == sample(4096));
    const auto file = ModelFile::parse(bytes, "m", "test", 2);
    REQUIRE(file);
    CHECK(file->metadata().at("note") == "a \"quoted\" näme\n");
    CHECK(file->tensors().size() == 5);
    const std::size_t floats[] = {256}, table[] = {256, 4};
    REQUIRE(file->find<float>("floats", floats).size() == 256);
    CHECK(file->find<float>("floats", floats)[2] == 2 * 0.37f - 5);
    CHECK(file->find<std::int8_t>("bytes", table)[9] == 63);
    CHECK(file->find<float>("bytes", table).data() == nullptr);
    CHECK(file->find<std::int8_t>("bytes", floats).data() == nullptr);
    CHECK(file->find<float>("none", floats).data() == nullptr);
    CHECK(file->hash().size() == 64);
  }

  TEST_CASE("the header is what any safetensors reader reads") {
    const std::string bytes = sample(1024);
    std::uint64_t size = 0;
    std::memcpy(&size, bytes.data(), 8);
    CHECK((size + 8) % 64 == 0);
    const nlohmann::json header = nlohmann::json::parse(bytes.substr(8, size));
    std::size_t end = 0;
    for (const auto& [name, entry] : header.items())
      if (name != "__metadata__") end = std::max(end, entry["data_offsets"][1].get<std::size_t>());
    CHECK(8 + size + end == bytes.size());
    CHECK(header["floats"]["dtype"] == "F32");
    for (const auto& [name, value] : header["__metadata__"].items()) CHECK(value.is_string());
  }

  TEST_CASE("every single-bit flip and every truncation is refused") {
    const std::string bytes = sample(16384);
    REQUIRE(bytes.size() >= 16384);
    REQUIRE(opens(bytes));
    std::string damaged = bytes;
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      for (int bit = 0; bit < 8; ++bit) {
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
        accepted += opens(damaged);
        damaged[i] = bytes[i];
      }
    CHECK(accepted == 0);
    for (std::size_t size = 0; size < bytes.size(); ++size) accepted += opens(bytes.substr(0, size));
    CHECK(accepted == 0);
    CHECK_FALSE(opens(bytes + '\0'));
    CHECK_FALSE(opens(bytes + bytes));
  }

  TEST_CASE("a right checksum does not make a wrong file right") {
    const std::string data(64, '\0');
    const std::string good = tensor("a", "F32", "[16]", "[0,64]");
    REQUIRE(opens(with_header(start + "}" + good + "}", data)));
    const std::string deep = std::string(100'000, '[');
    struct Case {
      const char* name;
      std::string header;
    };
    const Case cases[] = {
        {"hole", start + "}" + tensor("a", "F32", "[8]", "[0,32]") + tensor("b", "F32", "[4]", "[48,64]") + "}"},
        {"overlap", start + "}" + tensor("a", "F32", "[12]", "[0,48]") + tensor("b", "F32", "[8]", "[32,64]") + "}"},
        {"bytes left over", start + "}" + tensor("a", "F32", "[8]", "[0,32]") + "}"},
        {"past the end", start + "}" + tensor("a", "F32", "[32]", "[0,128]") + "}"},
        {"shape and bytes differ", start + "}" + tensor("a", "F32", "[15]", "[0,64]") + "}"},
        {"offsets swapped", start + "}" + tensor("a", "F32", "[16]", "[64,0]") + "}"},
        {"a product that overflows", start + "}" + tensor("a", "F32", "[4294967296,4294967296,16]", "[0,64]") + "}"},
        {"a huge extent", start + "}" + tensor("a", "F32", "[18446744073709551615]", "[0,64]") + "}"},
        {"a negative extent", start + "}" + tensor("a", "F32", "[-16]", "[0,64]") + "}"},
        {"a fraction", start + "}" + tensor("a", "F32", "[16.0]", "[0,64]") + "}"},
        {"three offsets", start + "}" + tensor("a", "F32", "[16]", "[0,64,64]") + "}"},
        {"unknown type", start + "}" + tensor("a", "F99", "[16]", "[0,64]") + "}"},
        {"misaligned", start + "}" + tensor("a", "I8", "[2]", "[0,2]") + tensor("b", "F32", "[15]", "[2,62]") + tensor("c", "I8", "[2]", "[62,64]") + "}"},
        {"a repeated tensor", start + "}" + tensor("a", "F32", "[8]", "[0,32]") + tensor("a", "F32", "[8]", "[32,64]") + "}"},
        {"a repeated metadata name", start + R"(,"kind":"attune-test"})" + good + "}"},
        {"metadata twice", start + "}" + good + R"(,"__metadata__":{}})"},
        {"a repeated field", start + R"(},"a":{"dtype":"F32","dtype":"F32","shape":[16],"data_offsets":[0,64]}})"},
        {"a missing field", start + R"(},"a":{"dtype":"F32","shape":[16]}})"},
        {"an unknown field", start + R"(},"a":{"dtype":"F32","shape":[16],"data_offsets":[0,64],"x":1}})"},
        {"a number where a string goes", start + R"(,"n":1})" + good + "}"},
        {"null", start + R"(,"n":null})" + good + "}"},
        {"deep arrays", start + "},\"a\":" + deep + "}"},
        {"deep arrays in a shape", start + R"(},"a":{"dtype":"F32","shape":)" + deep + "}"},
        {"something behind the header", start + "}" + good + "}{}"},
        {"not closed", start + "}" + good},
        {"a long name", start + "}" + tensor(std::string(129, 'a'), "F32", "[16]", "[0,64]") + "}"},
        {"a name that is not UTF-8", start + "}" + tensor("\xFF", "F32", "[16]", "[0,64]") + "}"},
        {"another kind", R"({"__metadata__":{"crc32c":"00000000","format":"1","kind":"attune-other"})" + good + "}"},
        {"no kind", R"({"__metadata__":{"crc32c":"00000000","format":"1"})" + good + "}"},
        {"no format", R"({"__metadata__":{"crc32c":"00000000","kind":"attune-test"})" + good + "}"},
        {"format 0", R"({"__metadata__":{"crc32c":"00000000","format":"0","kind":"attune-test"})" + good + "}"},
        {"format 1x", R"({"__metadata__":{"crc32c":"00000000","format":"1x","kind":"attune-test"})" + good + "}"},
        {"another start", R"({"a":{},"__metadata__":{"crc32c":"00000000"}})"},
    };
    for (const Case& c : cases) {
      CAPTURE(c.name);
      const auto file = ModelFile::parse(with_header(c.header, data), "m", "test", 2);
      REQUIRE_FALSE(file);
      CHECK(file.error().code() == ErrorCode::corrupt);
      CHECK(file.error().message().substr(0, 8) == "m, byte ");
    }
    for (const float value : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
      std::string bad = data;
      std::memcpy(bad.data() + 24, &value, 4);
      CHECK_FALSE(opens(with_header(start + "}" + good + "}", bad)));
    }
  }

  TEST_CASE("a file of a newer format says so") {
    const auto file = ModelFile::parse(with_header(R"({"__metadata__":{"crc32c":"00000000","format":"3","kind":"attune-test"}})", ""), "m", "test", 2);
    REQUIRE_FALSE(file);
    CHECK(file.error().code() == ErrorCode::unsupported_version);
    CHECK(file.error().message() == "m, byte 8: format 3, this build reads 1..2; update attune");
  }

  TEST_CASE("a header that claims to be huge is refused without being read") {
    std::string bytes = sample(1024);
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1} << 40, ~std::uint64_t{0}, std::uint64_t{bytes.size()}}) {
      std::memcpy(bytes.data(), &size, 8);
      CHECK_FALSE(opens(bytes));
    }
    CHECK_FALSE(opens(""));
  }

  TEST_CASE("files are written whole, and only regular ones are opened") {
    const std::filesystem::path directory = std::filesystem::temp_directory_path() / "attune_model_file_test";
    std::filesystem::create_directories(directory);
    const std::filesystem::path path = directory / "a.safetensors";
    attune::ModelWriter writer("test", 1);
    writer.set("note", "first");
    REQUIRE(writer.write(path));
    const auto first = ModelFile::open(path, "test", 1);
    REQUIRE(first);
    writer.set("note", "second");
    REQUIRE(writer.write(path));
    CHECK(first->metadata().at("note") == "first");  // mapped still
    CHECK(ModelFile::open(path, "test", 1).value().metadata().at("note") == "second");
    CHECK(std::distance(std::filesystem::directory_iterator(directory), {}) == 1);

    CHECK(writer.write(directory / "none" / "a.safetensors").error().code() == ErrorCode::io);
    CHECK(ModelFile::open(directory, "test", 1).error().code() == ErrorCode::io);
    CHECK(ModelFile::open(directory / "none", "test", 1).error().code() == ErrorCode::io);
    std::ofstream(directory / "empty");
    CHECK(ModelFile::open(directory / "empty", "test", 1).error().code() == ErrorCode::corrupt);
    std::filesystem::remove_all(directory);
  }
}
