// Memory that runs out when a test says so. To be included by one file of a program: it replaces the program's operator new.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace attune::test {

inline thread_local long n_allocations_left = -1;  // the allocation after so many fails, once; -1: none does

inline void* allocate(std::size_t size) {
  if (n_allocations_left >= 0 && n_allocations_left-- == 0) throw std::bad_alloc();
  if (void* const memory = std::malloc(std::max<std::size_t>(size, 1))) return memory;
  throw std::bad_alloc();
}

}  // namespace attune::test

void* operator new(std::size_t size) { return attune::test::allocate(size); }
void* operator new[](std::size_t size) { return attune::test::allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return attune::test::allocate(size);
  } catch (...) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept { return operator new(size, nothrow); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
