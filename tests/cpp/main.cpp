#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdio>
#include <mutex>
#include <string_view>

namespace {

/// Prints the line that tests/summary.py reads. A case that cannot run says so by `MESSAGE("skipped: <what is missing>")`.
struct CaseCounter final : doctest::IReporter {
  explicit CaseCounter(const doctest::ContextOptions&) {}

  void test_case_start(const doctest::TestCaseData&) override { skips_ = want_data_ = false; }
  void log_message(const doctest::MessageData& data) override {
    const std::lock_guard lock(mutex_);
    const std::string_view message(data.m_string.c_str());
    if (!message.starts_with("skipped:")) return;
    skips_ = true;
    want_data_ = message.find("ATTUNE_DATA") != std::string_view::npos;
  }
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    if (!stats.testCaseSuccess) {
      ++n_failed_;
    } else if (skips_) {
      ++n_skipped_;
      n_want_data_ += want_data_;
    } else {
      ++n_passed_;
    }
  }
  void test_run_end(const doctest::TestRunStats&) override {
    std::printf("doctest cases: %d passed, %d failed, %d skipped, %d of them for want of ATTUNE_DATA\n", n_passed_, n_failed_, n_skipped_,
                n_want_data_);
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  std::mutex mutex_;  // messages may come from any thread
  bool skips_ = false, want_data_ = false;
  int n_passed_ = 0, n_failed_ = 0, n_skipped_ = 0, n_want_data_ = 0;
};

REGISTER_LISTENER("cases", 1, CaseCounter);

}  // namespace
