#include "journal.hpp"

#include <bit>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <attune/detail/file.hpp>

#include "command.hpp"
#include "streams.hpp"

namespace attune::cli {

namespace {

std::filesystem::path journal_of(const std::filesystem::path& part) { return part.string() + ".journal"; }

std::string to_line(const JournalMark& mark) {
  return std::to_string(mark.n_conversations) + " " + std::to_string(mark.n_bytes) + " " + std::to_string(mark.checksum) + "\n";
}

}  // namespace

void InputChecksum::add(const Transcript& transcript) {
  for (const std::string* const text : {&transcript.id, &transcript.customer, &transcript.team}) add_text(*text);
  add_text(std::to_string(transcript.turns.size()));
  for (const Utterance& turn : transcript.turns) {
    add_text(to_string(turn.role));
    add_text(turn.text);
    add_text(turn.agent);
    add_text(turn.time ? std::to_string(std::bit_cast<std::uint64_t>(*turn.time)) : "");
  }
}

void InputChecksum::add_text(std::string_view text) {
  crc_.update(std::to_string(text.size()));
  crc_.update(" ");
  crc_.update(text);
}

JournalMark Journal::last_mark(const std::filesystem::path& part, std::string_view settings) {
  std::error_code missing;
  const std::uintmax_t n_written = std::filesystem::file_size(part, missing);
  std::ifstream in(journal_of(part), std::ios::binary);
  std::string line;
  if (missing || !std::getline(in, line) || in.eof()) return {};
  if (line != settings)
    throw UsageError{part.string() + ": begun with other models or options; give the same ones, or leave out --resume to begin anew"};
  JournalMark last;
  while (std::getline(in, line) && !in.eof()) {  // a line without its end was cut off
    unsigned long long n_conversations = 0, n_bytes = 0, checksum = 0;
    if (std::sscanf(line.c_str(), "%llu %llu %llu", &n_conversations, &n_bytes, &checksum) != 3 || n_bytes > n_written) break;
    last = {n_conversations, n_bytes, static_cast<std::uint32_t>(checksum)};
  }
  return last;
}

Journal::Journal(const std::filesystem::path& part, std::string_view settings, const JournalMark& from) : path_(journal_of(part)) {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ < 0) throw detail::io_error(path_, "create it", errno);
  write(std::string(settings) + "\n" + (from.n_conversations > 0 ? to_line(from) : ""));
}

Journal::~Journal() {
  ::close(file_);
  ::unlink(path_.c_str());
}

void Journal::add(const JournalMark& mark) { write(to_line(mark)); }

void Journal::write(std::string_view line) {
  if (const int number = write_all(file_, line); number != 0) throw detail::io_error(path_, "write to it", number);
}

}  // namespace attune::cli
