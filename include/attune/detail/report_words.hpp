// What the report calls things: tags, cues, levels and reasons in words a reader of support conversations uses.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <attune/conversation.hpp>

namespace attune::detail::page {

struct Words {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr std::array<Words, n_tags> tag_words{{
    {"reflects feeling", "names the customer's own feeling"},
    {"validates", "says the feeling is to be expected, or the complaint right"},
    {"restates", "plays back the customer's own facts"},
    {"understands", "grasps how, why or what it means for this customer"},
    {"explores", "asks about the feeling, the need, the goal or the impact"},
    {"shares feeling", "says they feel it too, or would"},
    {"sympathy", "feels for the customer, without fault"},
    {"apology", "regrets a named harm, or takes the blame"},
    {"reassures", "lowers worry, or offers presence"},
    {"appreciates", "credits something the customer did, or shares good news"},
    {"ownership", "commits to act for this customer"},
    {"remedy", "names the concrete fix or goodwill"},
    {"dismissive", "shrinks, doubts or polices the feeling"},
    {"blaming", "puts the fault on the customer"},
    {"policy shield", "refuses by rule or powerlessness, with no way on"},
    {"scripted", "a stock formula with no detail of this case"},
    {"defensive", "denies, contradicts or compares"},
}};

inline constexpr std::array<Words, 4> kind_words{{
    {"cognitive empathy", "shows that the feeling or its cause was understood"},
    {"emotional empathy", "feels with or for the customer"},
    {"action", "commits to act, or names the fix"},
    {"detracting", "lowers the empathy that is perceived"},
}};

inline constexpr std::array<Words, n_cue_kinds> cue_words{{
    {"repeat contact", "got in touch about this before"},
    {"waiting", "a long wait, or no reply"},
    {"escalation", "asks for a manager, a complaint, a lawyer, or goes public"},
    {"churn", "means to cancel, switch or not come back"},
    {"deadline", "needs it by a time, or an event is at stake"},
    {"life event", "illness, death, work, money or family news: a person should answer"},
    {"abuse", "insult or threat"},
    {"crisis", "may speak of self-harm or danger to life: a person should answer"},
    {"praise", "credits a person or the company"},
}};

inline constexpr std::array<std::string_view, 3> level_words{"calm", "tense", "high stress"};
inline constexpr std::array<std::string_view, 3> shift_words{"went down", "stayed level", "went up"};
inline constexpr std::array<std::string_view, 4> balance_words{"neither", "cognitive only", "emotional only", "both"};

inline const Words& words_of(Tag tag) { return tag_words[std::min<std::size_t>(static_cast<std::size_t>(tag), n_tags - 1)]; }
inline const Words& words_of(Kind kind) { return kind_words[std::min<std::size_t>(static_cast<std::size_t>(kind), 3)]; }
inline const Words& words_of(CueKind cue) { return cue_words[std::min<std::size_t>(static_cast<std::size_t>(cue), n_cue_kinds - 1)]; }

/// A name as words: "repeat_contact" is "repeat contact".
inline std::string spaced(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

/// Why a conversation or a message was flagged, in words; a reason not known here speaks for itself.
inline std::string reason_words(std::string_view reason) {
  static constexpr std::array<Words, 10> known{{
      {"crisis", "may speak of self-harm or danger to life"},
      {"life_event", "a serious event in the customer's life"},
      {"error", "attune could not read all of it"},
      {"high_stress_at_end", "high stress at the end"},
      {"capitals", "written in capitals"},
      {"exclamation", "exclamation marks"},
      {"elongation", "stretched letters"},
      {"profanity", "swearing"},
      {"abuse", "insult or threat"},
      {"churn", "means to leave"},
  }};
  for (const Words& words : known)
    if (words.name == reason) return std::string(words.meaning);
  return spaced(reason);
}

/// Life events and crises are shown where they were said, and counted nowhere.
constexpr bool is_counted(CueKind cue) { return cue != CueKind::life_event && cue != CueKind::crisis; }

}  // namespace attune::detail::page
