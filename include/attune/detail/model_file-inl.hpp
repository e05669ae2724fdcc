#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

#include <attune/detail/crc32c.hpp>
#include <attune/detail/file.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/model_file.hpp>

static_assert(std::endian::native == std::endian::little, "model files are mapped, and hold little-endian numbers");

namespace attune {

namespace detail {

// The header starts with the checksum, at a fixed place: it is checked before the JSON is read.
inline constexpr std::string_view model_header_start = R"({"__metadata__":{"crc32c":")";
inline constexpr std::size_t crc_at = 8 + model_header_start.size();
inline constexpr std::size_t crc_digits = 8;
inline constexpr std::size_t max_header_size = 4u << 20;
inline constexpr std::size_t max_name_size = 128;
inline constexpr std::size_t max_tensors = 256;

struct TensorTypeName {
  TensorType type;
  std::string_view name;
};
inline constexpr std::array<TensorTypeName, 5> tensor_type_names{
    {{TensorType::u64, "U64"}, {TensorType::f32, "F32"}, {TensorType::u32, "U32"}, {TensorType::u16, "U16"}, {TensorType::i8, "I8"}}};

inline std::string crc_text(std::string_view file) {
  Crc32c crc;
  crc.update(file.substr(0, crc_at));
  crc.update("00000000");
  crc.update(file.substr(crc_at + crc_digits));
  std::string hex;
  for (int shift = 28; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(crc.value() >> shift) & 15];
  return hex;
}

/// One tensor as the header declares it.
struct TensorEntry {
  std::string name;
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> offsets;
  unsigned seen = 0;  // bits: dtype, shape, data_offsets
};

/// Reads the header's JSON as it comes and takes only what safetensors allows there: nothing nests deeper than three, nothing is said twice.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::map<std::string, std::string, std::less<>> metadata;
  std::vector<TensorEntry> entries;
  std::string problem;
  std::size_t at = 0;  // byte of the header

  bool null() override { return fail("null"); }
  bool boolean(bool) override { return fail("a boolean"); }
  bool number_integer(number_integer_t) override { return fail("a negative number"); }
  bool number_float(number_float_t, const string_t&) override { return fail("a fraction"); }
  bool binary(binary_t&) override { return fail("binary"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (level_ != Level::numbers || numbers_->size() == 8) return fail("a number");
    numbers_->push_back(value);
    return true;
  }
  bool string(string_t& value) override {
    if (level_ == Level::metadata) metadata[key_] = std::move(value);
    else if (level_ == Level::tensor && key_ == "dtype") entries.back().dtype = std::move(value);
    else return fail("a string");
    return true;
  }
  bool start_object(std::size_t) override {
    if (level_ == Level::outside && !done_) level_ = Level::header;
    else if (level_ == Level::header && key_ == "__metadata__") level_ = Level::metadata;
    else if (level_ == Level::header) {
      level_ = Level::tensor;
      entries.push_back({key_, {}, {}, {}, 0});
    } else return fail("an object");
    return true;
  }
  bool end_object() override {
    if (level_ == Level::header) {
      done_ = true;
      level_ = Level::outside;
    } else {
      if (level_ == Level::tensor && entries.back().seen != 7) return fail("a tensor without dtype, shape or data_offsets");
      level_ = Level::header;
    }
    return true;
  }
  bool start_array(std::size_t) override {
    if (level_ != Level::tensor || key_ == "dtype") return fail("an array");
    numbers_ = key_ == "shape" ? &entries.back().shape : &entries.back().offsets;
    level_ = Level::numbers;
    return true;
  }
  bool end_array() override {
    level_ = Level::tensor;
    return true;
  }
  bool key(string_t& name) override {
    if (name.size() > max_name_size) return fail("a name of more than 128 bytes");
    if (level_ == Level::tensor) {
      const unsigned bit = name == "dtype" ? 1 : name == "shape" ? 2 : name == "data_offsets" ? 4 : 0;
      if (bit == 0 || (entries.back().seen & bit)) return fail("an unknown or repeated field");
      entries.back().seen |= bit;
    } else if (level_ == Level::metadata) {
      if (metadata.size() == max_tensors || metadata.count(name)) return fail("a repeated name, or too many");
    } else {
      const bool repeated = name == "__metadata__" ? has_metadata_
                                                   : std::any_of(entries.begin(), entries.end(), [&](const TensorEntry& e) { return e.name == name; });
      if (repeated || entries.size() == max_tensors) return fail("a repeated name, or too many");
      if (name == "__metadata__") has_metadata_ = true;
    }
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    at = position;
    problem = "not JSON";
    return false;
  }

 private:
  enum class Level { outside, header, metadata, tensor, numbers };

  bool fail(std::string_view what) {
    problem = std::string(what) + " where safetensors has none";
    return false;
  }

  Level level_ = Level::outside;
  bool done_ = false, has_metadata_ = false;
  std::string key_;
  std::vector<std::uint64_t>* numbers_ = nullptr;
};

/// The number of elements, when the extents are sane and it is at most `limit`.
inline std::optional<std::uint64_t> count_elements(const std::vector<std::uint64_t>& shape, std::uint64_t limit) {
  std::uint64_t n = 1;
  for (const std::uint64_t extent : shape) {
    if (extent > limit || (extent > 0 && n > limit / extent)) return std::nullopt;
    n *= extent;
  }
  return n;
}

inline bool all_finite(const std::byte* data, std::size_t n) {
  bool finite = true;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, data + 4 * i, 4);
    finite = finite && (bits & 0x7F800000u) != 0x7F800000u;
  }
  return finite;
}

}  // namespace detail

ATTUNE_INLINE Result<ModelFile> ModelFile::open(const std::filesystem::path& path, std::string_view kind, std::uint32_t version) {
  Result<detail::Mapping> mapped = detail::map_file(path);
  if (!mapped) return mapped.error();
  ModelFile file;
  file.owner_ = std::move(mapped->owner);
  file.bytes_ = mapped->bytes;
  return check(std::move(file), path.filename().string(), kind, version);
}

ATTUNE_INLINE Result<ModelFile> ModelFile::parse(std::string bytes, std::string_view name, std::string_view kind, std::uint32_t version) {
  const auto owned = std::make_shared<const std::string>(std::move(bytes));
  ModelFile file;
  file.bytes_ = *owned;
  file.owner_ = owned;
  return check(std::move(file), name, kind, version);
}

ATTUNE_INLINE Result<ModelFile> ModelFile::check(ModelFile file, std::string_view name, std::string_view kind, std::uint32_t version) {
  const auto corrupt = [&](std::size_t byte, std::string_view what) {
    return Error(ErrorCode::corrupt, std::string(name) + ", byte " + std::to_string(byte) + ": " + std::string(what) + "; fetch or train the model again");
  };
  const std::string_view bytes = file.bytes_;

  if (bytes.size() < detail::crc_at + detail::crc_digits) return corrupt(bytes.size(), "too short for a model file");
  std::uint64_t header_size = 0;
  std::memcpy(&header_size, bytes.data(), 8);
  if (header_size > bytes.size() - 8 || header_size > detail::max_header_size || header_size + 8 < detail::crc_at + detail::crc_digits)
    return corrupt(0, "the header does not fit the file");
  if (bytes.substr(8, detail::model_header_start.size()) != detail::model_header_start) return corrupt(8, "not a model file of attune");
  if (bytes.substr(detail::crc_at, detail::crc_digits) != detail::crc_text(bytes)) return corrupt(detail::crc_at, "the checksum does not match");

  const std::string_view header = bytes.substr(8, static_cast<std::size_t>(header_size));
  detail::HeaderReader reader;
  if (!nlohmann::json::sax_parse(header.begin(), header.end(), &reader)) return corrupt(8 + reader.at, reader.problem);
  file.metadata_ = std::move(reader.metadata);
  const auto has = [&](std::string_view key, std::string_view value) {
    const auto found = file.metadata_.find(key);
    return found != file.metadata_.end() && found->second == value;
  };
  if (!has("kind", "attune-" + std::string(kind))) return corrupt(8, "not a model of the kind \"" + std::string(kind) + "\"");
  const auto format = file.metadata_.find("format");
  std::uint32_t number = 0;
  if (format == file.metadata_.end()) return corrupt(8, "no format version");
  const std::string& digits = format->second;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr != digits.data() + digits.size() || digits.empty() || number == 0)
    return corrupt(8, "no format version");
  if (number > version)
    return Error(ErrorCode::unsupported_version, std::string(name) + ", byte 8: format " + digits + ", this build reads 1.." + std::to_string(version) + "; update attune");

  const std::string_view data = bytes.substr(8 + header.size());
  std::sort(reader.entries.begin(), reader.entries.end(),
            [](const detail::TensorEntry& a, const detail::TensorEntry& b) { return a.offsets < b.offsets; });
  std::uint64_t end = 0;
  for (detail::TensorEntry& entry : reader.entries) {
    const auto type = std::find_if(detail::tensor_type_names.begin(), detail::tensor_type_names.end(),
                                   [&](const detail::TensorTypeName& t) { return t.name == entry.dtype; });
    if (type == detail::tensor_type_names.end()) return corrupt(8, "a tensor of an unknown type");
    const std::uint64_t element = size_of(type->type);
    const auto n = detail::count_elements(entry.shape, data.size() / element);
    if (!n || entry.offsets.size() != 2 || entry.offsets[0] != end || entry.offsets[1] - end != *n * element || entry.offsets[1] > data.size() ||
        entry.offsets[1] < end)
      return corrupt(8, "tensors that do not lie one behind the other");
    Tensor tensor{type->type, {entry.shape.begin(), entry.shape.end()}, reinterpret_cast<const std::byte*>(data.data() + end)};
    if (reinterpret_cast<std::uintptr_t>(tensor.data) % element != 0) return corrupt(8 + header.size() + end, "a tensor that is not aligned");
    if (tensor.type == TensorType::f32 && !detail::all_finite(tensor.data, tensor.size()))
      return corrupt(8 + header.size() + end, "a number that is not finite");
    end = entry.offsets[1];
    file.tensors_.emplace(std::move(entry.name), std::move(tensor));
  }
  if (end != data.size()) return corrupt(8 + header.size() + end, "bytes that belong to no tensor");
  return file;
}

ATTUNE_INLINE std::string ModelFile::hash() const { return detail::sha256(bytes_); }

ATTUNE_INLINE ModelWriter::ModelWriter(std::string_view kind, std::uint32_t version) {
  set("kind", "attune-" + std::string(kind));
  set("format", std::to_string(version));
}

ATTUNE_INLINE void ModelWriter::add(const std::string& name, TensorType type, std::vector<std::size_t> shape, std::span<const std::byte> bytes) {
  tensors_.insert_or_assign(name, Pending{type, std::move(shape), std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())});
}

ATTUNE_INLINE std::string ModelWriter::bytes() const {
  // Wide elements first, so that every tensor is aligned without padding.
  std::vector<std::map<std::string, Pending>::const_iterator> order;
  for (auto it = tensors_.begin(); it != tensors_.end(); ++it) order.push_back(it);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return size_of(a->second.type) > size_of(b->second.type); });

  std::string header(detail::model_header_start);
  header += "00000000\"";
  for (const auto& [name, value] : metadata_) header += "," + nlohmann::json(name).dump() + ":" + nlohmann::json(value).dump();
  header += "}";
  std::size_t end = 0;
  for (const auto& it : order) {
    const auto type = std::find_if(detail::tensor_type_names.begin(), detail::tensor_type_names.end(),
                                   [&](const detail::TensorTypeName& t) { return t.type == it->second.type; });
    nlohmann::ordered_json entry;
    entry["dtype"] = type->name;
    entry["shape"] = it->second.shape;
    entry["data_offsets"] = {end, end + it->second.bytes.size()};
    header += "," + nlohmann::json(it->first).dump() + ":" + entry.dump();
    end += it->second.bytes.size();
  }
  header += "}";
  header.append((64 - (header.size() + 8) % 64) % 64, ' ');

  std::string out(8, '\0');
  const std::uint64_t header_size = header.size();
  std::memcpy(out.data(), &header_size, 8);
  out += header;
  for (const auto& it : order) out += it->second.bytes;
  out.replace(detail::crc_at, detail::crc_digits, detail::crc_text(out));
  return out;
}

ATTUNE_INLINE Status ModelWriter::write(const std::filesystem::path& path) const { return detail::write_file(path, bytes()); }

}  // namespace attune
