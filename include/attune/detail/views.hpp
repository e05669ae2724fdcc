// What the other views are made of: each label of a view from labels of the model, by name.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <attune/emotion.hpp>

namespace attune::detail {

inline constexpr std::size_t max_members = 12;

struct ViewLabel {
  std::string_view name;
  std::array<std::string_view, max_members> members{};  // unused ones are empty
};

// Demszky et al. 2020, the mappings of their released code (ekman_mapping.json, sentiment_mapping.json).
inline constexpr std::array<ViewLabel, 7> ekman_labels{{
    {"anger", {"anger", "annoyance", "disapproval"}},
    {"disgust", {"disgust"}},
    {"fear", {"fear", "nervousness"}},
    {"joy", {"joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief", "pride", "admiration", "desire", "caring"}},
    {"sadness", {"sadness", "disappointment", "embarrassment", "grief", "remorse"}},
    {"surprise", {"surprise", "realization", "confusion", "curiosity"}},
    {"neutral", {"neutral"}},
}};
inline constexpr std::array<ViewLabel, 4> sentiment_labels{{
    {"positive", {"amusement", "excitement", "joy", "love", "desire", "optimism", "caring", "pride", "admiration", "gratitude", "relief", "approval"}},
    {"negative", {"fear", "nervousness", "remorse", "embarrassment", "disappointment", "sadness", "grief", "disgust", "anger", "annoyance", "disapproval"}},
    {"ambiguous", {"realization", "surprise", "curiosity", "confusion"}},
    {"neutral", {"neutral"}},
}};
inline constexpr std::array<ViewLabel, 11> support_labels{{
    {"anger", {"anger", "disgust"}},
    {"frustration", {"frustration", "annoyance", "disapproval"}},
    {"disappointment", {"disappointment"}},
    {"anxiety", {"anxiety", "fear", "nervousness"}},
    {"sadness", {"sadness", "grief", "remorse"}},
    {"confusion", {"confusion", "curiosity"}},
    {"gratitude", {"gratitude"}},
    {"satisfaction", {"satisfaction", "admiration", "approval", "joy", "love"}},
    {"relief", {"relief"}},
    {"excitement", {"excitement"}},
    {"neutral", {"neutral"}},
}};
inline constexpr std::array<ViewLabel, 7> tone_labels{{
    {"excited", {"excited", "excitement", "joy"}},
    {"frustrated", {"frustrated", "frustration", "annoyance", "disappointment", "disapproval"}},
    {"impolite", {"impolite", "anger", "disgust"}},
    {"polite", {"polite", "gratitude", "caring"}},
    {"sad", {"sad", "sadness", "grief", "remorse"}},
    {"satisfied", {"satisfied", "satisfaction", "admiration", "approval", "relief", "love"}},
    {"sympathetic", {"sympathetic", "caring"}},
}};

/// The labels of a view but `goemotions`, whose labels are the model's own.
inline std::span<const ViewLabel> view_labels(View view) {
  switch (view) {
    case View::ekman: return ekman_labels;
    case View::sentiment: return sentiment_labels;
    case View::support: return support_labels;
    case View::tones: return tone_labels;
    case View::goemotions: break;
  }
  return {};
}

inline constexpr std::size_t n_views = 5;
inline constexpr std::array<std::string_view, n_views> view_names{"goemotions", "ekman", "sentiment", "support", "tones"};

}  // namespace attune::detail
