/// How far an output that is not finished has come, so that a run that was killed can be resumed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <attune/conversation.hpp>
#include <attune/detail/crc32c.hpp>

namespace attune::cli {

/// A point at which everything that was read has been written.
struct JournalMark {
  std::uint64_t n_conversations = 0;  ///< read, without the bad records
  std::uint64_t n_bytes = 0;          ///< written
  std::uint32_t checksum = 0;         ///< of what was read
};

/// The checksum of conversations as they are read: another input has another one.
class InputChecksum {
 public:
  void add(const Transcript& transcript);
  std::uint32_t value() const { return crc_.value(); }

 private:
  void add_text(std::string_view text);

  detail::Crc32c crc_;
};

/// A file beside the unfinished output: a line with what the run was told to do, then one line for each mark.
/// It goes away with the object; whoever is killed leaves it.
class Journal {
 public:
  /// The last mark of the run that left `part`; the first point when there is none to go on from.
  /// Errors: throws `UsageError` when that run was told to do something else than `settings` say.
  static JournalMark last_mark(const std::filesystem::path& part, std::string_view settings);

  /// Errors: throws `Error` of code `io`.
  Journal(const std::filesystem::path& part, std::string_view settings, const JournalMark& from);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The bytes of the output must have reached the disk.
  void add(const JournalMark& mark);

 private:
  void write(std::string_view line);

  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace attune::cli
