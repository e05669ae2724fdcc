/// The command line, one implementation for the native binary and the wheel.
#pragma once

namespace attune::cli {

/// Runs `attune`; returns the exit code: 0 done, 1 some records were bad, 2 usage, 3 cannot read or write.
int main(int argc, const char* const* argv);

}  // namespace attune::cli
