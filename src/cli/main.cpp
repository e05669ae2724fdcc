#include <attune/cli.hpp>

namespace attune::cli {

int main(int, const char* const*, const std::filesystem::path&) { return 2; }

}  // namespace attune::cli
