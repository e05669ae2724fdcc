#include <attune/cli.hpp>

int main(int argc, char** argv) { return attune::cli::main(argc, argv); }
