// Small charts as inline SVG: attributes and classes only, each with its text alternative, colours from the style.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/html.hpp>
#include <attune/detail/report_words.hpp>

namespace attune::detail::page {

struct StressPoint {
  std::size_t turn = 0;
  float value = 0;
  std::uint8_t level = 0;
};

inline double unit(float value) { return value > 0 ? std::min(static_cast<double>(value), 1.0) : 0.0; }  // NaN is 0
inline std::size_t level_index(std::uint8_t level) { return std::min<std::size_t>(level, 2); }

/// "●", "◆" or "▲" beside the word: levels differ in shape, not in colour alone.
inline Markup level_shape(std::uint8_t level) {
  switch (level_index(level)) {
    case 0: return "\u25CF";
    case 1: return "\u25C6";
    default: return "\u25B2";
  }
}

inline Markup level_style(std::uint8_t level) {
  switch (level_index(level)) {
    case 0: return "calm";
    case 1: return "tense";
    default: return "high";
  }
}

inline void write_level(Html& html, std::uint8_t level) {
  html << "<span class=\"level " << level_style(level) << "\"><span aria-hidden=\"true\">" << level_shape(level) << "</span> "
       << HtmlText(level_words[level_index(level)]) << "</span>";
}

inline void write_point(Html& html, double x, double y, std::uint8_t level) {
  html << "<path class=\"" << level_style(level) << "\" d=\"M" << Fixed{x, 1} << " " << Fixed{y, 1};
  switch (level_index(level)) {
    case 0: html << "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z\"/>"; break;
    case 1: html << "m-5.5 0l5.5-5.5l5.5 5.5l-5.5 5.5z\"/>"; break;
    default: html << "m-6 4.5h12l-6-10.5z\"/>"; break;
  }
}

/// Begins an SVG of that size; its first child must be its `<title>`.
inline void begin_svg(Html& html, Markup style, int width, int height) {
  html << "<svg class=\"" << style << "\" viewBox=\"0 0 " << width << " " << height << "\" role=\"img\">";
}

inline void write_line(Html& html, Markup style, std::span<const std::pair<double, double>> points) {
  html << "<path class=\"trace " << style << "\" d=\"";
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i == 0) html << "M";
    else html << "L";
    html << Fixed{points[i].first, 1} << " " << Fixed{points[i].second, 1};
  }
  html << "\"/>";
}

/// A customer's stress, message by message; a small one has no grid.
inline void write_stress_line(Html& html, std::span<const StressPoint> stress, bool small) {
  const int width = small ? 120 : 300, height = small ? 40 : 76;
  const double left = 8, right = width - 8, top = 8, bottom = height - 8;
  if (small) begin_svg(html, "small", width, height);
  else begin_svg(html, "wide", width, height);
  html << "<title>Stress of the customer, message by message: ";
  for (std::size_t i = 0; i < stress.size(); ++i) {
    if (i > 0) html << ", ";
    html << stress[i].turn + 1 << " " << HtmlAttr(level_words[level_index(stress[i].level)]) << " (" << Fixed{unit(stress[i].value), 2} << ")";
  }
  html << "</title>";
  if (!small) html << "<path class=\"grid\" d=\"M8 68H292M8 38H292M8 8H292\"/>";
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < stress.size(); ++i) {
    const double along = stress.size() < 2 ? 0.5 : static_cast<double>(i) / static_cast<double>(stress.size() - 1);
    points.push_back({left + (right - left) * along, bottom - (bottom - top) * unit(stress[i].value)});
  }
  write_line(html, "", points);
  for (std::size_t i = 0; i < points.size(); ++i)
    if (!small || i == 0 || i + 1 == points.size()) write_point(html, points[i].first, points[i].second, stress[i].level);
  html << "</svg>";
}

/// One part of a whole that is drawn as a bar.
struct Share {
  Markup style;
  Markup shape;  // stands beside the name
  std::string_view name;
  std::uint64_t n = 0;
};

/// Parts of a whole: a bar, and under it the parts in words and numbers, which is also its text alternative.
inline void write_shares(Html& html, std::string_view caption, std::span<const Share> shares) {
  std::uint64_t total = 0;
  for (const Share& share : shares) total += share.n;
  html << "<figure class=\"shares\"><figcaption>" << HtmlText(caption) << "</figcaption>";
  html << "<svg class=\"bar\" viewBox=\"0 0 400 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  double x = 0;
  for (const Share& share : shares) {
    if (share.n == 0) continue;
    const double width = 400 * static_cast<double>(share.n) / static_cast<double>(total);
    html << "<rect class=\"" << share.style << "\" x=\"" << Fixed{x, 1} << "\" y=\"0\" width=\"" << Fixed{std::max(width - 2, 1.0), 1} << "\" height=\"14\"/>";
    x += width;
  }
  html << "</svg><ul>";
  for (const Share& share : shares)
    html << "<li><span class=\"key " << share.style << "\" aria-hidden=\"true\">" << share.shape << "</span> " << HtmlText(share.name) << " <b>" << share.n
         << "</b></li>";
  html << "</ul></figure>";
}

inline constexpr std::size_t n_bins = 10;

/// How many messages have how much stress, from none (left) to most (right).
inline void write_histogram(Html& html, std::string_view caption, const std::array<std::uint64_t, n_bins>& bins, std::uint64_t highest) {
  html << "<figure class=\"histogram\"><figcaption>" << HtmlText(caption)
       << "</figcaption>";
  begin_svg(html, "bins", 200, 70);
  html << "<title>Number of messages by stress in steps of 0.1:";
  for (const std::uint64_t n : bins) html << " " << n;
  html << "</title><path class=\"grid\" d=\"M0 65H200\"/>";
  for (std::size_t i = 0; i < n_bins; ++i) {
    const double height = highest == 0 ? 0 : 60 * static_cast<double>(bins[i]) / static_cast<double>(highest);
    if (bins[i] > 0)
      html << "<rect x=\"" << 20 * i + 2 << "\" y=\"" << Fixed{65 - std::max(height, 1.5), 1} << "\" width=\"16\" height=\"" << Fixed{std::max(height, 1.5), 1}
           << "\" rx=\"1.5\"/>";
  }
  html << "</svg><p class=\"axis\"><span>no stress</span><span>most</span></p></figure>";
}

/// One row of a table of counts, with its bar.
inline void write_count_row(Html& html, const Words& words, Markup style, std::uint64_t n, std::uint64_t highest) {
  const double width = highest == 0 ? 0 : 100 * static_cast<double>(n) / static_cast<double>(highest);
  html << "<tr><th scope=\"row\" title=\"" << HtmlAttr(words.meaning) << "\">" << HtmlText(words.name)
       << "</th><td><svg class=\"count\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"" << style
       << "\" width=\"" << Fixed{n > 0 ? std::max(width, 1.0) : 0, 1} << "\" height=\"10\"/></svg></td><td class=\"n\">" << n << "</td></tr>";
}

/// A stretch of time, or of the file, with the mean stress of its conversations.
struct TrendPoint {
  Html name;
  std::int64_t at = 0;
  std::uint64_t n = 0;
  double first = 0;  // mean stress of the first customer messages, and of the last
  double last = 0;
};

inline void write_trend_line(Html& html, std::span<const TrendPoint> trend, double TrendPoint::*value, Markup style) {
  const auto from = static_cast<double>(trend.front().at), length = static_cast<double>(trend.back().at) - from;
  std::vector<std::pair<double, double>> points;
  for (const TrendPoint& point : trend) points.push_back({10 + 580 * (static_cast<double>(point.at) - from) / length, 120 - 110 * point.*value});
  write_line(html, style, points);
  for (const auto& [x, y] : points)
    html << "<circle class=\"" << style << "\" cx=\"" << Fixed{x, 1} << "\" cy=\"" << Fixed{y, 1} << "\" r=\"3.5\"/>";
}

/// Stress at the first and the last customer message over time, of two points or more; the table says the same.
inline void write_trend(Html& html, std::span<const TrendPoint> points, Markup heading) {
  begin_svg(html, "trend", 600, 130);
  html << "<title>Mean stress of the first and of the last customer message; "
          "the table below has the figures</title><path class=\"grid\" d=\"M10 120H590M10 65H590M10 10H590\"/>";
  write_trend_line(html, points, &TrendPoint::first, "first");
  write_trend_line(html, points, &TrendPoint::last, "last");
  html << "</svg><p class=\"axis\"><span>" << points.front().name << "</span><span>" << points.back().name << "</span></p>"
       << "<ul class=\"legend\"><li><span class=\"key first\" aria-hidden=\"true\">\u2500\u2500</span> first customer message</li>"
          "<li><span class=\"key last\" aria-hidden=\"true\">\u2504\u2504</span> last customer message</li></ul>"
       << "<details><summary>As a table</summary><table class=\"figures\"><thead><tr><th scope=\"col\">" << heading
       << "</th><th scope=\"col\">Conversations</th><th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead><tbody>";
  for (const TrendPoint& point : points)
    html << "<tr><th scope=\"row\">" << point.name << "</th><td>" << point.n << "</td><td>" << Fixed{point.first, 2} << "</td><td>" << Fixed{point.last, 2}
         << "</td></tr>";
  html << "</tbody></table></details>";
}

}  // namespace attune::detail::page
