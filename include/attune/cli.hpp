/// The command line, one implementation for the native binary and the wheel.
#pragma once

#include <filesystem>

namespace attune::cli {

/// Runs `attune`; returns the exit code: 0 done, 1 some records were bad, 2 usage, 3 cannot read or write.
/// `models` is where the shipped models are (the wheel carries its own); `attune::model_dir()` when empty.
int main(int argc, const char* const* argv, const std::filesystem::path& models = {});

}  // namespace attune::cli
