// Things that are costly to make and used by one thread at a time.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace attune::detail {

/// Lends what it holds; what is given back is lent again. It must outlive all that it has lent.
template <class T>
class Pool {
 public:
  struct GiveBack {
    Pool* pool;
    void operator()(T* item) const {
      const std::lock_guard lock(pool->mutex_);
      pool->idle_.emplace_back(item);
    }
  };
  using Borrowed = std::unique_ptr<T, GiveBack>;

  /// An idle one, else what `make` returns.
  template <class Make>
  Borrowed borrow(Make make) {
    std::unique_ptr<T> item;
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        item = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (!item) item = make();
    return Borrowed(item.release(), GiveBack{this});
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace attune::detail
