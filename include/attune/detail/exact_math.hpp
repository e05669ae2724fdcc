// exp and what is made of it, from additions and multiplications alone: libm gives other bits on other machines.
#pragma once

#include <bit>
#include <cstdint>

namespace attune::detail {

/// e^x to about 2 ulp; x is cut to [-87, 87]. Written so that compilers can do several at once.
inline float exact_exp(float x) {
  x = x < -87.0f ? -87.0f : x;  // one comparison a statement: those that may not be made are no vectors'
  x = x > 87.0f ? 87.0f : x;
  const float scaled = x * 1.44269504f;
  const float half = std::bit_cast<float>((std::bit_cast<std::uint32_t>(scaled) & 0x80000000u) | 0x3F000000u);  // 0.5 with its sign
  const std::int32_t n = static_cast<std::int32_t>(scaled + half);
  const float whole = static_cast<float>(n);
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;  // ln 2 in two parts (Cephes, expf.c)
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * std::bit_cast<float>((n + 127) << 23);
}

inline float exact_sigmoid(float x) { return 1.0f / (1.0f + exact_exp(-x)); }

/// The natural logarithm of a positive, normal number, to about 1e-15.
inline double exact_log(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52 & 0x7FF) - 1023;
  double m = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u);  // [1, 2)
  if (m > 1.4142135623730951) {
    m /= 2;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double sum = 0;
  for (int k = 21; k >= 1; k -= 2) sum = sum * s2 + 1.0 / k;
  return 2 * s * sum + exponent * 0.6931471805599453;
}

}  // namespace attune::detail
