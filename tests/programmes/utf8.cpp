// Every string of one to three bytes, read by the library and by the reference; every scalar value there and back; hostile files.
// --checks N: as many strings of four bytes too, spread evenly over all of them; 4294967296 are all.
#include <array>

#include <attune/unicode.hpp>

#include "programme.hpp"
#include "reference_utf8.hpp"

using attune::CodePoint;
using attune::test::ReferencePoint;
using attune::test::Report;

namespace {

/// Code points one after the other; what the whole text is said to be must agree with them.
bool is_read_alike(std::string_view text) {
  bool well_formed = true;
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size(); ++n) {
    const CodePoint found = attune::decode(text, at);
    const ReferencePoint expected = attune::test::decode_reference(text.substr(at));
    if (found.value != expected.value || found.length != expected.length || found.well_formed != expected.well_formed) return false;
    well_formed = well_formed && expected.well_formed;
    at += expected.length;
  }
  return attune::is_well_formed(text) == well_formed && attune::count_code_points(text) == n;
}

void check_all(std::size_t n_bytes, Report& report) {
  std::array<char, 4> bytes{};
  for (std::uint64_t i = 0; i < std::uint64_t{1} << (8 * n_bytes); ++i) {
    for (std::size_t k = 0; k < n_bytes; ++k) bytes[k] = static_cast<char>(i >> (8 * (n_bytes - 1 - k)));
    const std::string_view text(bytes.data(), n_bytes);
    report.add(is_read_alike(text), "read unlike the reference", text);
  }
}

void check_four(std::uint64_t n, Report& report) {
  const std::uint64_t all = std::uint64_t{1} << 32;
  n = std::min(n, all);
  std::uint64_t done = 0;
  for (; done < n; ++done) {
    if (done % 65536 == 0 && report.time_is_up()) break;
    // Even spacing, with remainders that change the low bytes too.
    const std::uint64_t i = done * (all / n) + done * (all % n) / n;
    const std::array<char, 4> bytes{static_cast<char>(i >> 24), static_cast<char>(i >> 16), static_cast<char>(i >> 8), static_cast<char>(i)};
    const std::string_view text(bytes.data(), bytes.size());
    report.add(is_read_alike(text), "read unlike the reference", text);
  }
  report.ran("strings of four bytes", done);
}

void check_scalars(Report& report) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    attune::append_utf8(text, c);
    const ReferencePoint read = attune::test::decode_reference(text);
    const CodePoint found = attune::decode(text, 0);
    report.add(read.well_formed && read.value == c && read.length == text.size() && found.value == c && found.length == text.size(),
               "scalar not there and back", text);
  }
  report.ran("scalar values", 0x110000 - 0x800);
}

std::string read_hex(std::string_view digits) {
  std::string out;
  unsigned value = 0;
  int n = 0;
  for (const char c : digits) {
    if (c == ' ') continue;
    value = value << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (++n % 2 == 0) out += static_cast<char>(value & 0xFF);
  }
  return out;
}

/// Lines "number:invalid hex:BYTES:BYTES without what is ill-formed:BYTES with U+FFFD", "number:valid hex:BYTES" or "number:valid:TEXT".
void check_table(std::string_view table, Report& report) {
  std::uint64_t n = 0;
  for (std::size_t begin = 0; begin < table.size();) {
    const std::size_t end = std::min(table.find('\n', begin), table.size());
    std::vector<std::string_view> fields;
    for (std::size_t at = begin; at <= end;) {
      const std::size_t colon = std::min(table.find(':', at), end);
      fields.push_back(table.substr(at, colon - at));
      at = colon + 1;
    }
    begin = end + 1;
    if (fields.front().starts_with('#') || fields.size() < 3) continue;
    while (fields[1].starts_with(' ')) fields[1].remove_prefix(1);
    const bool valid = fields[1] == "valid hex" || fields[1] == "valid";
    if (!valid && (fields[1] != "invalid hex" || fields.size() != 5)) continue;
    const std::string bytes = fields[1] == "valid" ? std::string(fields[2]) : read_hex(fields[2]);
    report.add(attune::to_well_formed(bytes) == (valid ? bytes : read_hex(fields[4])) && attune::is_well_formed(bytes) == valid && is_read_alike(bytes),
               "unlike utf8tests", bytes);
    ++n;
  }
  report.ran("lines of utf8tests", n);
}

void check_files(Report& report) {
  if (const std::optional<std::string> table = attune::test::read_data("hostile/utf8tests/utf8tests.txt")) check_table(*table, report);
  else report.not_run("lines of utf8tests");

  const std::optional<std::string> bytes = attune::test::read_data("hostile/utf8tests/utf8tests.bin");
  for (const char* const decoder : {"python.3.7.5", "nodejs.17.2.0", "ref"}) {
    const std::string part = std::string("utf8tests as by ") + decoder;
    const std::optional<std::string> expected = attune::test::read_data(std::string("hostile/utf8tests/artifacts/utf8.replace.") + decoder + ".txt");
    if (!bytes || !expected) {
      report.not_run(part);
      continue;
    }
    report.add(attune::to_well_formed(*bytes) == *expected, part, {});
    report.ran(part, 1);
  }

  if (const std::optional<std::string> kuhn = attune::test::read_data("hostile/kuhn_utf8/UTF-8-test.txt")) {
    report.add(is_read_alike(*kuhn), "Kuhn's file is read unlike the reference", {});
    report.ran("bytes of Kuhn's file", kuhn->size());
  } else {
    report.not_run("bytes of Kuhn's file");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const attune::test::Arguments arguments = attune::test::read_arguments(argc, argv, 0);
  Report report("utf8", arguments);
  for (std::size_t n_bytes = 1; n_bytes <= 3; ++n_bytes) check_all(n_bytes, report);
  report.ran("strings of one to three bytes", report.n_checks());
  check_scalars(report);
  check_files(report);
  if (arguments.checks != 0) check_four(arguments.checks, report);
  return report.finish();
}
