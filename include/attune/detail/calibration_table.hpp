// Calibration of all labels at once: the same bits as `calibrate` label by label.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <attune/detail/byte_masks.hpp>
#include <attune/detail/exact_math.hpp>

namespace attune::detail {

/// Between two knots, before the first and behind the last the log odds are a straight line in the logit. Which line it is, is how many knots
/// the logit has reached: that is counted for many labels side by side.
class CalibrationTable {
 public:
  CalibrationTable() = default;

  /// Of label l the knots [starts[l], starts[l + 1]), ascending.
  CalibrationTable(std::span<const std::uint32_t> starts, std::span<const float> logits, std::span<const float> log_odds) : n_labels_(starts.size() - 1) {
    for (std::size_t l = 0; l < n_labels_; ++l) n_knots_ = std::max<std::size_t>(n_knots_, starts[l + 1] - starts[l]);
    const std::size_t n_groups = (n_labels_ + lanes - 1) / lanes;
    knots_.assign(n_groups * n_knots_ * lanes, std::numeric_limits<float>::infinity());
    lines_.resize(n_groups * lanes * (n_knots_ + 1));
    for (std::size_t l = 0; l < n_labels_; ++l) {
      const std::span<const float> x = logits.subspan(starts[l], starts[l + 1] - starts[l]), y = log_odds.subspan(starts[l], x.size());
      Line* const lines = lines_.data() + l * (n_knots_ + 1);
      for (std::size_t k = 0; k < x.size(); ++k) {
        knots_[(l / lanes * n_knots_ + k) * lanes + l % lanes] = x[k];
        const double x0 = static_cast<double>(x[k]), y0 = static_cast<double>(y[k]);
        if (k == 0) lines[0] = {x0, y0, 1, 1};
        lines[k + 1] = k + 1 < x.size() ? Line{x0, y0, static_cast<double>(x[k + 1]) - x0, static_cast<double>(y[k + 1]) - y0} : Line{x0, y0, 1, 1};
      }
    }
  }

  void apply(std::span<const double> logits, std::span<float> probabilities) const {
#if ATTUNE_HAS_X86_KERNELS
    static const bool has_avx2 = is_supported(Kernel::avx2);
    if (has_avx2) return apply_avx2(logits, probabilities);
#endif
    apply_portable(logits, probabilities);
  }

  void apply_portable(std::span<const double> logits, std::span<float> probabilities) const { apply_all(logits, probabilities); }
#if ATTUNE_HAS_X86_KERNELS
  ATTUNE_AVX2 void apply_avx2(std::span<const double> logits, std::span<float> probabilities) const { apply_all(logits, probabilities); }
#endif

 private:
  static constexpr std::size_t lanes = 32;

  struct Line {
    double x = 0, y = 0, run = 1, rise = 1;
  };

  /// The largest float that is not above `x`, which is in the range of floats.
  static float round_down(double x) {
    const auto rounded = static_cast<float>(x);
    const auto bits = std::bit_cast<std::int32_t>(rounded);
    const std::int32_t below = bits > 0 ? bits - 1 : (bits | std::numeric_limits<std::int32_t>::min()) + 1;
    return std::bit_cast<float>(static_cast<double>(rounded) > x ? below : bits);
  }

  // Loops of a length that compilers do not know: those of a known one they unroll, and make no vectors of.
  [[gnu::always_inline]] void apply_all(std::span<const double> logits, std::span<float> probabilities) const {
    for (std::size_t first = 0; first < n_labels_; first += lanes) {
      const std::size_t n = std::min(lanes, n_labels_ - first);
      const double* const z = logits.data() + first;
      float* const p = probabilities.data() + first;
      std::array<float, lanes> reached;
      std::array<std::int32_t, lanes> line{};
      for (std::size_t i = 0; i < n; ++i) reached[i] = round_down(z[i]);
      const float* knots = knots_.data() + first * n_knots_;
      for (std::size_t k = 0; k < n_knots_; ++k, knots += lanes)
        for (std::size_t i = 0; i < n; ++i) line[i] += knots[i] <= reached[i];
      const Line* lines = lines_.data() + first * (n_knots_ + 1);
      for (std::size_t i = 0; i < n; ++i, lines += n_knots_ + 1) {
        const Line& on = lines[line[i]];
        p[i] = static_cast<float>(on.y + on.rise * ((z[i] - on.x) / on.run));
      }
      for (std::size_t i = 0; i < n; ++i) p[i] = exact_sigmoid(p[i]);
    }
  }

  std::size_t n_labels_ = 0, n_knots_ = 0;
  std::vector<float> knots_;  // by group of labels, then rank, then label of the group; infinity where a label has no more
  std::vector<Line> lines_;   // by label, then knots reached
};

}  // namespace attune::detail
