// Work shared by threads in fixed pieces: which thread does a piece never changes the result.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace attune::detail {

inline unsigned count_threads(unsigned wanted) {
  return wanted > 0 ? std::min(wanted, 256u) : std::max(1u, std::thread::hardware_concurrency());
}

/// Calls `work(piece, thread)` once for each piece below `n`; the calling thread takes part. Rethrows the first exception.
template <class Work>
void for_each_piece(std::size_t n, unsigned n_threads, Work work) {
  std::atomic<std::size_t> next{0};
  n_threads = static_cast<unsigned>(std::min<std::size_t>(std::max(1u, n_threads), std::max<std::size_t>(n, 1)));
  std::vector<std::exception_ptr> failures(n_threads);
  const auto run = [&](unsigned thread) {
    try {
      for (std::size_t piece = next++; piece < n; piece = next++) work(piece, thread);
    } catch (...) {
      failures[thread] = std::current_exception();
      next = n;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned t = 1; t < n_threads; ++t) {
    try {
      threads.emplace_back(run, t);
    } catch (...) {
      break;  // no more threads to be had: the ones there are do it all
    }
  }
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace attune::detail
