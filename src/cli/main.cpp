#include <attune/cli.hpp>

namespace attune::cli {

int main(int, const char* const*) { return 2; }

}  // namespace attune::cli
