/// Model files: safetensors, mapped and checked before anything in them is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <attune/detail/config.hpp>
#include <attune/error.hpp>

namespace attune {

enum class TensorType : std::uint8_t { u64, f32, u32, u16, i8 };

/// Bytes of one element.
constexpr std::size_t size_of(TensorType type) {
  switch (type) {
    case TensorType::u64: return 8;
    case TensorType::f32: case TensorType::u32: return 4;
    case TensorType::u16: return 2;
    case TensorType::i8: break;
  }
  return 1;
}

template <class T>
constexpr TensorType tensor_type() {
  if constexpr (std::is_same_v<T, std::uint64_t>) return TensorType::u64;
  else if constexpr (std::is_same_v<T, float>) return TensorType::f32;
  else if constexpr (std::is_same_v<T, std::uint32_t>) return TensorType::u32;
  else if constexpr (std::is_same_v<T, std::uint16_t>) return TensorType::u16;
  else {
    static_assert(std::is_same_v<T, std::int8_t>, "no tensor has this type");
    return TensorType::i8;
  }
}

/// A view of numbers in a mapped file, row-major.
struct Tensor {
  TensorType type = TensorType::i8;
  std::vector<std::size_t> shape;
  const std::byte* data = nullptr;  ///< aligned for its type

  std::size_t size() const {  // fits: the file holds that many
    std::size_t n = 1;
    for (const std::size_t extent : shape) n *= extent;
    return n;
  }
};

/// A safetensors file of ours, mapped into memory: any safetensors reader opens it, and this one believes nothing in it.
///
/// What has been checked when `open` returns: the CRC-32C of all bytes (metadata "crc32c", which the header starts with, itself read as zeros);
/// that header and tensors lie in the file, touch without a hole and end with it; that names are short and unique; that floats are
/// finite. The checksum finds accidents; against an attacker compare `hash()` with one you trust.
class ModelFile {
 public:
  /// Errors: `io` when it is not a regular file that can be read; `corrupt` with the byte; `unsupported_version`.
  /// `kind` is what the file must be ("emotion"), `version` the newest that the caller reads.
  static Result<ModelFile> open(const std::filesystem::path& path, std::string_view kind, std::uint32_t version);

  /// The same from memory; `name` stands for the file in errors.
  static Result<ModelFile> parse(std::string bytes, std::string_view name, std::string_view kind, std::uint32_t version);

  const std::map<std::string, std::string, std::less<>>& metadata() const { return metadata_; }
  const std::map<std::string, Tensor, std::less<>>& tensors() const { return tensors_; }

  /// The numbers of a tensor with this type and shape; nothing (a null `data()`) when there is none.
  template <class T>
  std::span<const T> find(std::string_view name, std::span<const std::size_t> shape) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end() || found->second.type != tensor_type<T>() || found->second.shape.size() != shape.size()) return {};
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (found->second.shape[i] != shape[i]) return {};
    return {reinterpret_cast<const T*>(found->second.data), found->second.size()};
  }

  std::size_t size_bytes() const { return bytes_.size(); }

  /// SHA-256 of the file, in hex. Cost: reads the whole file.
  std::string hash() const;

 private:
  static Result<ModelFile> check(ModelFile file, std::string_view name, std::string_view kind, std::uint32_t version);

  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
  std::map<std::string, std::string, std::less<>> metadata_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

/// Puts a model file together: the same content gives the same bytes.
class ModelWriter {
 public:
  ModelWriter(std::string_view kind, std::uint32_t version);

  void set(const std::string& name, const std::string& value) { metadata_[name] = value; }

  /// Copies `values`, as many as `shape` says.
  template <class T>
  void add(const std::string& name, std::vector<std::size_t> shape, std::span<const T> values) {
    add(name, tensor_type<T>(), std::move(shape), std::as_bytes(values));
  }

  /// The file as bytes.
  std::string bytes() const;

  /// Writes beside `path` and renames: whoever has the old file mapped keeps it. Errors: `io`.
  Status write(const std::filesystem::path& path) const;

 private:
  struct Pending {
    TensorType type;
    std::vector<std::size_t> shape;
    std::string bytes;
  };
  void add(const std::string& name, TensorType type, std::vector<std::size_t> shape, std::span<const std::byte> bytes);

  std::map<std::string, std::string> metadata_;
  std::map<std::string, Pending> tensors_;
};

}  // namespace attune

#if defined(ATTUNE_HEADER_ONLY)
#include <attune/detail/model_file-inl.hpp>
#endif
