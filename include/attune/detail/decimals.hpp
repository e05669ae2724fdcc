// Numbers with a fixed count of decimals, whatever the locale says about points.
#pragma once

#include <string>

namespace attune::detail {

/// `value`, which is not negative, with one to nine decimals.
inline std::string decimals(double value, unsigned n_decimals = 3) {
  long unit = 1;
  for (unsigned i = 0; i < n_decimals; ++i) unit *= 10;
  const long units = static_cast<long>(value * static_cast<double>(unit) + 0.5);
  std::string digits = std::to_string(units % unit);
  digits.insert(0, n_decimals - digits.size(), '0');
  return std::to_string(units / unit) + "." + digits;
}

}  // namespace attune::detail
