#include <filesystem>
#include <system_error>

#include <fcntl.h>

#include <attune/cli.hpp>

namespace {

/// A standard stream that is closed must not become the next file that is opened: reading and writing it shall fail instead.
void occupy_closed_streams() {
  for (int file = 0; file < 3; ++file)
    if (::fcntl(file, F_GETFD) < 0) ::open("/dev/null", file == 0 ? O_WRONLY : O_RDONLY);
}

/// The models that were installed together with this program, wherever that is now; empty when it was not installed.
std::filesystem::path installed_models() {
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::filesystem::path models = (program.parent_path() / ATTUNE_MODELS_FROM_PROGRAM).lexically_normal();
  return !program.empty() && std::filesystem::is_directory(models, ignored) ? models : std::filesystem::path();
}

}  // namespace

int main(int argc, char** argv) {
  occupy_closed_streams();
  return attune::cli::main(argc, argv, installed_models());
}
