// Sums of many rows of weights at once: the rows are listed first, then added with the sums of sixteen labels in registers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/linear_table.hpp>

namespace attune::detail {

inline constexpr std::size_t row_lanes = 16;
using RowLanes = std::array<std::int32_t, row_lanes>;

/// Labels rounded up to whole registers.
constexpr std::size_t padded_width(std::size_t n_labels) { return (n_labels + row_lanes - 1) / row_lanes * row_lanes; }

/// Rows of a table's weights.
struct WeightRows {
  const LinearTable& table;
  std::span<const std::uint32_t> rows;

  [[gnu::always_inline]] void add(std::size_t first_label, RowLanes& lanes) const {
    const std::size_t n_labels = table.n_labels(), n_left = n_labels - first_label;
    const std::int8_t* const end = table.row(table.n_rows());
    for (const std::uint32_t row : rows) {
      const std::int8_t* const weights = table.row(row) + first_label;
      const std::int32_t scale = table.scale(row);
      if (end - weights >= static_cast<std::ptrdiff_t>(row_lanes)) {  // what lies behind the last label is summed for nobody
        for (std::size_t i = 0; i < row_lanes; ++i) lanes[i] += weights[i] * scale;
      } else {
        for (std::size_t i = 0; i < std::min(row_lanes, n_left); ++i) lanes[i] += weights[i] * scale;
      }
    }
  }
};

/// Rows of integers, of `padded_width` each.
struct IntegerRows {
  std::span<const std::int32_t* const> rows;

  [[gnu::always_inline]] void add(std::size_t first_label, RowLanes& lanes) const {
    for (const std::int32_t* const row : rows)
      for (std::size_t i = 0; i < row_lanes; ++i) lanes[i] += row[first_label + i];
  }
};

template <class Rows, class Sum>
[[gnu::always_inline]] inline void sum_rows(const Rows& rows, std::span<Sum> sums) {
  for (std::size_t first = 0; first < sums.size(); first += row_lanes) {
    RowLanes lanes{};
    rows.add(first, lanes);
    for (std::size_t i = 0; i < std::min(row_lanes, sums.size() - first); ++i) sums[first + i] += lanes[i];
  }
}

#if ATTUNE_HAS_X86_KERNELS
template <class Rows, class Sum>
ATTUNE_AVX2 void sum_rows_avx2(const Rows& rows, std::span<Sum> sums) { sum_rows(rows, sums); }
template <class Rows, class Sum>
ATTUNE_AVX512 void sum_rows_avx512(const Rows& rows, std::span<Sum> sums) { sum_rows(rows, sums); }
#endif

template <class Rows, class Sum>
void sum_rows(const Rows& rows, std::span<Sum> sums, Kernel kernel) {
#if ATTUNE_HAS_X86_KERNELS
  if (kernel == Kernel::avx512) return sum_rows_avx512(rows, sums);
  if (kernel == Kernel::avx2) return sum_rows_avx2(rows, sums);
#endif
  static_cast<void>(kernel);
  sum_rows(rows, sums);
}

/// Rows that wait to be added, as many as 32 bits are sure to hold the sum of.
template <class Row>
class PendingRows {
 public:
  /// False when there is no room for a row none of whose numbers is larger than `most`, at most `limit`.
  bool push(const Row& row, std::int64_t most) {
    if (most_ + most > limit) return false;
    most_ += most;
    rows_.push_back(row);
    return true;
  }

  std::span<const Row> rows() const { return rows_; }
  std::int64_t most() const { return most_; }

  void clear() {
    rows_.clear();
    most_ = 0;
  }

  static constexpr std::int64_t limit = INT32_MAX;

 private:
  std::vector<Row> rows_;
  std::int64_t most_ = 0;
};

}  // namespace attune::detail
