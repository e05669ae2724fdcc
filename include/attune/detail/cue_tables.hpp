// What counts for how much when a message's stress is added up: points, of which one makes a message high-stress.
//
// Set by hand from the guideline of models/cues-en.md; nothing here was fitted.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <attune/cues.hpp>

namespace attune::detail {

struct CueEntry {
  std::string_view name;
  float points;         // when it is sure; less when it is less so
  bool strong = false;  // one of these at least is in a message that is high-stress
};

/// In the order of `CueKind`.
inline constexpr std::array<CueEntry, n_cue_kinds> cue_entries{{
    {"repeat_contact", 0.40f},
    {"waiting", 0.35f},
    {"escalation", 0.70f, true},
    {"churn", 1.05f, true},  // a threat to leave is enough, where it is beyond doubt
    {"deadline", 0.40f},
    {"life_event", 0.60f, true},
    {"abuse", 0.90f, true},
    {"crisis", 2.00f, true},
    {"praise", -0.50f},
}};

/// What a pack marks besides cues: wording that shows stress. Patterns have the tag with '_' before it.
inline constexpr auto stress_markers = std::to_array<CueEntry>({
    {"fury", 0.60f, true},           // "disgrace", "I am livid"
    {"profanity", 0.60f, true},      // "wtf"
    {"negative", 0.30f},             // "annoying", "terrible"
    {"panic", 0.90f, true},          // "what am I supposed to do", "I beg you"
    {"urgency", 0.25f},              // "right now", "please hurry"
    {"stranded", 0.95f, true},       // "stuck at the airport", "locked out"
    {"vulnerable", 0.50f, true},     // "with two small children", "pregnant"
    {"third_contact", 0.35f, true},  // "third time": on top of repeat_contact
    {"ultimatum", 0.35f, true},      // "or else", "last chance"
    {"thanks", -0.35f},
    {"calm", -0.35f},                // "no hurry", "not a problem"
});

/// What went wrong before and now cannot wait: a repeat_contact and a deadline in one message ("broken AGAIN and the party is tomorrow").
inline constexpr CueEntry at_stake{"at_stake", 0.25f, true};

/// The tags that a pack may use: cues first, then markers.
inline constexpr std::array<std::string_view, n_cue_kinds + stress_markers.size()> cue_tags{
    "repeat_contact", "waiting", "escalation", "churn", "deadline", "life_event", "abuse", "crisis", "praise",
    "_fury", "_profanity", "_negative", "_panic", "_urgency", "_stranded", "_vulnerable", "_third_contact", "_ultimatum", "_thanks", "_calm"};

static_assert(cue_tags.size() == n_signs);

inline constexpr bool tags_are_in_order = [] {
  for (std::size_t i = 0; i < cue_tags.size(); ++i) {
    const bool is_cue = i < n_cue_kinds;
    if (cue_tags[i].substr(is_cue ? 0 : 1) != (is_cue ? cue_entries[i].name : stress_markers[i - n_cue_kinds].name)) return false;
  }
  return true;
}();
static_assert(tags_are_in_order);

inline constexpr std::array<std::string_view, n_signs> sign_names = [] {
  std::array<std::string_view, n_signs> names = cue_tags;
  for (std::string_view& name : names)
    if (name[0] == '_') name.remove_prefix(1);
  return names;
}();

/// Points of an emotion that is certain, in the order of `View::support`.
inline constexpr auto emotion_entries = std::to_array<CueEntry>({
    {"anger", 0.8f},
    {"frustration", 0.5f},
    {"disappointment", 0.3f},
    {"anxiety", 0.6f},
    {"sadness", 0.3f},
    {"confusion", 0.1f},
    {"gratitude", -0.3f},
    {"satisfaction", -0.3f},
    {"relief", -0.3f},
    {"excitement", -0.2f},
    {"neutral", 0.0f},
});

/// Emoji that a message is angry or in distress with.
inline constexpr std::array<std::string_view, 6> angry_emoji{"😡", "🤬", "😠", "👿", "🖕", "💢"};
inline constexpr std::array<std::string_view, 9> distressed_emoji{"😭", "😱", "😰", "😨", "😫", "😩", "😖", "🆘", "😤"};

/// Short words that are shouted when they stand in capitals; longer ones always are, abbreviations apart.
inline constexpr auto shouted_words = std::to_array<std::string_view>({"now", "not", "all", "you", "why", "one", "and", "out", "any", "who", "how", "fix", "day", "off", "the", "are", "no", "my", "me", "get"});

}  // namespace attune::detail
