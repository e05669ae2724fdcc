// Runs the command line in a process of its own, and what its tests give it and read back.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <attune/cli.hpp>

namespace cli_test {

using nlohmann::json;
using Strings = std::vector<std::string>;

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// A directory that is gone when the test is over.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "attune-cli-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return *this / name;
  }
  Strings names() const {
    Strings out;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  std::filesystem::path path_;
};

struct Done {
  int code = -1;
  std::string out, err;
};

/// Runs `body` in a process of its own, with `input` on standard input; `prepare` may change its streams.
inline Done run_apart(const std::function<int()>& body, std::string_view input, const std::function<void()>& prepare) {
  const Folder folder;
  const std::string in = folder.write("in", input), out = folder / "out", err = folder / "err";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(::open(in.c_str(), O_RDONLY), 0);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    prepare();
    ::_exit(body());
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_file(out), read_file(err)};
}

inline Done run(Strings arguments, std::string_view input = "", const std::function<void()>& prepare = [] {}) {
  arguments.insert(arguments.begin(), "attune");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return run_apart([&] { return attune::cli::main(static_cast<int>(argv.size()), argv.data()); }, input, prepare);
}

inline std::vector<json> parse_lines(const std::string& text) {
  std::vector<json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(json::parse(line));
  return out;
}

inline std::string chat(int i) {
  const std::string number = std::to_string(i);
  return "{\"id\":\"chat " + number + "\",\"turns\":[{\"role\":\"customer\",\"text\":\"Order " + number +
         " is late 😡 and I'm really upset!\",\"time\":0},{\"role\":\"agent\",\"text\":\"I'm sorry we sent order " + number +
         " so late. I've refunded the postage.\",\"time\":" + number + "}]}\n";
}

inline std::string chats(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += chat(i);
  return out;
}

inline void point_at_full_device() { ::dup2(::open("/dev/full", O_WRONLY), 1); }

}  // namespace cli_test
