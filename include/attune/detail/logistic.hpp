// One-vs-rest logistic regression for all labels at once: L-BFGS with an exact line search, one pass over the sparse matrix forward
// and one backward an iteration. The same bits for any number of threads: pieces and the order of sums are fixed.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <attune/detail/exact_math.hpp>
#include <attune/detail/parallel.hpp>

namespace attune::detail {

/// Rows are features or messages, columns are labels.
using LabelMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using LabelArray = Eigen::ArrayXd;
using Row = Eigen::Map<Eigen::ArrayXf>;
using ConstRow = Eigen::Map<const Eigen::ArrayXf>;

inline Row row(LabelMatrix& m, std::size_t i) { return {m.data() + static_cast<Eigen::Index>(i) * m.cols(), m.cols()}; }
inline ConstRow row(const LabelMatrix& m, std::size_t i) { return {m.data() + static_cast<Eigen::Index>(i) * m.cols(), m.cols()}; }

/// Messages by features, stored both ways.
struct SparseMatrix {
  struct Entry {
    std::uint32_t index = 0;  // a feature in `by_row`, a message in `by_column`
    float value = 0;
  };
  std::vector<std::size_t> row_starts{0};
  std::vector<Entry> by_row;
  std::vector<std::size_t> column_starts;
  std::vector<Entry> by_column;

  std::size_t n_rows() const { return row_starts.size() - 1; }
  std::size_t n_columns() const { return column_starts.size() - 1; }

  /// To be called when `by_row` is complete.
  void index_columns(std::size_t n_columns) {
    column_starts.assign(n_columns + 1, 0);
    for (const Entry& entry : by_row) ++column_starts[entry.index + 1];
    for (std::size_t c = 0; c < n_columns; ++c) column_starts[c + 1] += column_starts[c];
    by_column.resize(by_row.size());
    std::vector<std::size_t> next(column_starts.begin(), column_starts.end() - 1);
    for (std::size_t r = 0; r < n_rows(); ++r)
      for (std::size_t i = row_starts[r]; i < row_starts[r + 1]; ++i)
        by_column[next[by_row[i].index]++] = {static_cast<std::uint32_t>(r), by_row[i].value};
  }
};

inline constexpr std::size_t piece_rows = 512;  // of any matrix: what one thread does at a time

inline std::size_t n_pieces(std::size_t n_rows) { return (n_rows + piece_rows - 1) / piece_rows; }

/// out = x * weights, plus `bias` (the last row of `weights`).
inline void multiply(const SparseMatrix& x, const LabelMatrix& weights, LabelMatrix& out, unsigned threads) {
  const std::size_t n = x.n_rows(), bias = static_cast<std::size_t>(weights.rows()) - 1;
  out.resize(static_cast<Eigen::Index>(n), weights.cols());
  for_each_piece(n_pieces(n), threads, [&](std::size_t piece, unsigned) {
    for (std::size_t r = piece * piece_rows; r < std::min(n, (piece + 1) * piece_rows); ++r) {
      Row sum = row(out, r);
      sum = row(weights, bias);
      for (std::size_t i = x.row_starts[r]; i < x.row_starts[r + 1]; ++i) sum += x.by_row[i].value * row(weights, x.by_row[i].index);
    }
  });
}

/// out = x^T * errors; the last row of `out` is the sum of the errors.
inline void multiply_transposed(const SparseMatrix& x, const LabelMatrix& errors, LabelMatrix& out, unsigned threads) {
  const std::size_t n = x.n_columns();
  out.resize(static_cast<Eigen::Index>(n + 1), errors.cols());
  for_each_piece(n_pieces(n), threads, [&](std::size_t piece, unsigned) {
    for (std::size_t c = piece * piece_rows; c < std::min(n, (piece + 1) * piece_rows); ++c) {
      Row sum = row(out, c);
      sum.setZero();
      for (std::size_t i = x.column_starts[c]; i < x.column_starts[c + 1]; ++i) sum += x.by_column[i].value * row(errors, x.by_column[i].index);
    }
  });
  LabelArray total = LabelArray::Zero(errors.cols());
  for (std::size_t r = 0; r < static_cast<std::size_t>(errors.rows()); ++r) total += row(errors, r).cast<double>();
  row(out, n) = total.cast<float>();
}

/// Sums over the rows of what `visit(row, sums)` adds, piece by piece.
template <class Visit>
void sum_rows(std::size_t n, std::span<LabelArray> sums, unsigned threads, Visit visit) {
  const Eigen::Index width = sums[0].size();
  std::vector<std::vector<LabelArray>> partial(n_pieces(n));
  for_each_piece(n_pieces(n), threads, [&](std::size_t piece, unsigned) {
    std::vector<LabelArray>& mine = partial[piece];
    mine.assign(sums.size(), LabelArray::Zero(width));
    for (std::size_t r = piece * piece_rows; r < std::min(n, (piece + 1) * piece_rows); ++r) visit(r, std::span<LabelArray>(mine));
  });
  for (LabelArray& sum : sums) sum.setZero();
  for (const std::vector<LabelArray>& piece : partial)
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += piece[i];
}

struct LogisticProblem {
  const SparseMatrix& x;
  const LabelMatrix& y;                  ///< 0 or 1
  const LabelMatrix* scale = nullptr;    ///< what a feature is multiplied by for each label (rows: features); none: 1
  Eigen::ArrayXf positive_weight;        ///< of each label
  float c = 1;                           ///< loss against penalty
  std::size_t iterations = 45;
};

/// Called after each iteration; `weights()` gives those so far, as `train_logistic` returns them.
using LogisticStep = std::function<void(const std::function<const LabelMatrix&()>& weights)>;

/// Weights (features + 1 rows, the last the bias) that multiply the unscaled features.
inline LabelMatrix train_logistic(const LogisticProblem& problem, unsigned threads, const LogisticStep& step = {}) {
  constexpr std::size_t memory = 5;
  const SparseMatrix& x = problem.x;
  const std::size_t n = x.n_rows(), n_features = x.n_columns(), n_weights = n_features + 1;
  const Eigen::Index width = problem.y.cols();
  const auto zeros = [&](std::size_t rows) -> LabelMatrix { return LabelMatrix::Zero(static_cast<Eigen::Index>(rows), width); };

  // The bias is neither scaled nor penalised, and starts at the label's log odds.
  LabelMatrix v = zeros(n_weights), gradient = zeros(n_weights), direction = zeros(n_weights), effective = zeros(n_weights);
  for (Eigen::Index l = 0; l < width; ++l) {
    double positives = 0.5;
    for (Eigen::Index r = 0; r < problem.y.rows(); ++r) positives += static_cast<double>(problem.y(r, l));
    const double weighted = positives * static_cast<double>(problem.positive_weight[l]);
    v(static_cast<Eigen::Index>(n_features), l) = static_cast<float>(exact_log(weighted / (static_cast<double>(n) + 1 - positives)));
  }
  const auto apply_scale = [&](const LabelMatrix& from, LabelMatrix& to) {
    for_each_piece(n_pieces(n_weights), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n_weights, (piece + 1) * piece_rows); ++r) {
        if (problem.scale && r < n_features) row(to, r) = row(from, r) * row(*problem.scale, r);
        else row(to, r) = row(from, r);
      }
    });
  };

  LabelMatrix z, dz, errors = zeros(n), raw;
  const auto find_gradient = [&](LabelMatrix& out) {
    for_each_piece(n_pieces(n), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n, (piece + 1) * piece_rows); ++r) {
        const float* logit = row(std::as_const(z), r).data();
        const float* gold = row(problem.y, r).data();
        float* error = row(errors, r).data();
        for (Eigen::Index l = 0; l < width; ++l)
          error[l] = problem.c * (gold[l] * problem.positive_weight[l] + (1 - gold[l])) * (exact_sigmoid(logit[l]) - gold[l]);
      }
    });
    multiply_transposed(x, errors, raw, threads);
    apply_scale(raw, out);
    for_each_piece(n_pieces(n_features), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n_features, (piece + 1) * piece_rows); ++r) row(out, r) += row(std::as_const(v), r);
    });
  };

  struct Pair {
    LabelMatrix s, y;
    LabelArray rho;
  };
  std::vector<Pair> pairs;
  std::vector<LabelArray> sums;

  apply_scale(v, effective);
  multiply(x, effective, z, threads);
  find_gradient(gradient);
  for (std::size_t iteration = 0; iteration < problem.iterations; ++iteration) {
    // Two loops (Nocedal and Wright, algorithm 7.4), each label by itself.
    direction = -gradient;
    std::vector<LabelArray> alpha(pairs.size());
    const auto dot = [&](const LabelMatrix& a, const LabelMatrix& b) {
      sums.assign(1, LabelArray::Zero(width));
      sum_rows(n_weights, sums, threads, [&](std::size_t r, std::span<LabelArray> sum) { sum[0] += (row(a, r) * row(b, r)).cast<double>(); });
      return sums[0];
    };
    const auto add = [&](const LabelArray& factor, const LabelMatrix& from, LabelMatrix& to) {
      const Eigen::ArrayXf narrow = factor.cast<float>();
      for_each_piece(n_pieces(n_weights), threads, [&](std::size_t piece, unsigned) {
        for (std::size_t r = piece * piece_rows; r < std::min(n_weights, (piece + 1) * piece_rows); ++r) row(to, r) += narrow * row(from, r);
      });
    };
    for (std::size_t i = pairs.size(); i-- > 0;) {
      alpha[i] = pairs[i].rho * dot(pairs[i].s, direction);
      add(-alpha[i], pairs[i].y, direction);
    }
    if (!pairs.empty()) {
      LabelArray gamma = pairs.back().rho * dot(pairs.back().y, pairs.back().y);
      for (double& g : gamma) g = g > 0 ? 1 / g : 1;
      const Eigen::ArrayXf narrow = gamma.cast<float>();
      for_each_piece(n_pieces(n_weights), threads, [&](std::size_t piece, unsigned) {
        for (std::size_t r = piece * piece_rows; r < std::min(n_weights, (piece + 1) * piece_rows); ++r) row(direction, r) *= narrow;
      });
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) add(alpha[i] - pairs[i].rho * dot(pairs[i].y, direction), pairs[i].s, direction);

    // Along the ray the logits are z + t dz: Newton's method on t, kept between bounds, needs no pass over the matrix.
    apply_scale(direction, effective);
    multiply(x, effective, dz, threads);
    sums.assign(2, LabelArray::Zero(width));
    sum_rows(n_features, sums, threads, [&](std::size_t r, std::span<LabelArray> sum) {
      sum[0] += (row(std::as_const(v), r) * row(std::as_const(direction), r)).cast<double>();
      sum[1] += row(std::as_const(direction), r).square().cast<double>();
    });
    const LabelArray vd = sums[0], dd = sums[1];
    LabelArray t = LabelArray::Constant(width, pairs.empty() ? 0.0 : 1.0), low = LabelArray::Zero(width), high = LabelArray::Constant(width, 1e6);
    for (int newton = 0; newton < 5; ++newton) {
      const Eigen::ArrayXf at = t.cast<float>();
      sum_rows(n, sums, threads, [&](std::size_t r, std::span<LabelArray> sum) {
        const float* logit = row(std::as_const(z), r).data();
        const float* change = row(std::as_const(dz), r).data();
        const float* gold = row(problem.y, r).data();
        for (Eigen::Index l = 0; l < width; ++l) {
          const float weight = problem.c * (gold[l] * problem.positive_weight[l] + (1 - gold[l]));
          const float p = exact_sigmoid(logit[l] + at[l] * change[l]);
          sum[0][l] += static_cast<double>(weight * (p - gold[l]) * change[l]);
          sum[1][l] += static_cast<double>(weight * p * (1 - p) * change[l] * change[l]);
        }
      });
      for (Eigen::Index l = 0; l < width; ++l) {
        const double slope = sums[0][l] + vd[l] + t[l] * dd[l], curvature = sums[1][l] + dd[l];
        (slope < 0 ? low[l] : high[l]) = t[l];
        const double next = curvature > 0 ? t[l] - slope / curvature : low[l];
        t[l] = next > low[l] && next < high[l] ? next : low[l] + (high[l] - low[l]) / 8;
      }
    }
    // A label whose direction leads nowhere has arrived.
    Pair pair;
    if (pairs.size() == memory) {
      pair = std::move(pairs.front());
      pairs.erase(pairs.begin());
    } else {
      pair.s = zeros(n_weights);
      pair.y = zeros(n_weights);
    }
    const Eigen::ArrayXf step_size = t.cast<float>();
    for_each_piece(n_pieces(n_weights), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n_weights, (piece + 1) * piece_rows); ++r) {
        row(pair.s, r) = step_size * row(std::as_const(direction), r);
        row(v, r) += row(std::as_const(pair.s), r);
        row(pair.y, r) = -row(std::as_const(gradient), r);
      }
    });
    for_each_piece(n_pieces(n), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n, (piece + 1) * piece_rows); ++r) row(z, r) += step_size * row(std::as_const(dz), r);
    });
    find_gradient(gradient);
    for_each_piece(n_pieces(n_weights), threads, [&](std::size_t piece, unsigned) {
      for (std::size_t r = piece * piece_rows; r < std::min(n_weights, (piece + 1) * piece_rows); ++r)
        row(pair.y, r) += row(std::as_const(gradient), r);
    });
    const LabelArray sy = dot(pair.s, pair.y);
    pair.rho = LabelArray::Zero(width);
    for (Eigen::Index l = 0; l < width; ++l)
      if (sy[l] > 1e-12) pair.rho[l] = 1 / sy[l];
    pairs.push_back(std::move(pair));
    if (step)
      step([&]() -> const LabelMatrix& {
        apply_scale(v, effective);
        return effective;
      });
  }
  apply_scale(v, effective);
  return effective;
}

}  // namespace attune::detail
