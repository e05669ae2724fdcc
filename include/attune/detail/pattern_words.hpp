// Words made comparable beyond their form: contractions and chat spelling spelt out, British spelling as American. Patterns and texts go through the same.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace attune::detail {

inline constexpr std::size_t min_prefix = 3;  // bytes before a '*'

struct Spelling {
  std::string_view form;
  std::string_view plain;  // one to three words
};

/// Whole forms that are written out; those that end in n't, 'll, 've, 're, 'd and 'm are not listed.
inline constexpr std::array<Spelling, 114> spellings{{
    {"acct", "account"}, {"ain't", "is not"}, {"aint", "is not"}, {"appt", "appointment"}, {"arent", "are not"}, {"asap", "as soon as possible"},
    {"b4", "before"}, {"bc", "because"}, {"bcoz", "because"}, {"btw", "by the way"}, {"can't", "can not"}, {"cannot", "can not"},
    {"cant", "can not"}, {"cheque", "check"}, {"cos", "because"}, {"could've", "could have"}, {"couldnt", "could not"}, {"couldve", "could have"},
    {"coz", "because"}, {"cuz", "because"}, {"didnt", "did not"}, {"doesnt", "does not"}, {"dont", "do not"}, {"everyone's", "everyone is"},
    {"gd", "good"}, {"gimme", "give me"}, {"gonna", "going to"}, {"gotta", "got to"}, {"hadnt", "had not"}, {"hasnt", "has not"}, {"hav", "have"},
    {"havent", "have not"}, {"he's", "he is"}, {"here's", "here is"}, {"heres", "here is"}, {"hes", "he is"}, {"how's", "how is"},
    {"hows", "how is"}, {"im", "i am"}, {"isnt", "is not"}, {"it's", "it is"}, {"itll", "it will"}, {"its", "it is"}, {"ive", "i have"},
    {"kinda", "kind of"}, {"lemme", "let me"}, {"let's", "let us"}, {"lets", "let us"}, {"luv", "love"}, {"mins", "minutes"}, {"msg", "message"},
    {"mustve", "must have"}, {"nobody's", "nobody is"}, {"nothing's", "nothing is"}, {"ok", "okay"}, {"pls", "please"}, {"plz", "please"},
    {"ppl", "people"}, {"r", "are"}, {"shan't", "shall not"}, {"shd", "should"}, {"she's", "she is"}, {"shes", "she is"},
    {"should've", "should have"}, {"shouldnt", "should not"}, {"shouldve", "should have"}, {"soz", "sorry"}, {"sry", "sorry"},
    {"tbh", "to be honest"}, {"thankyou", "thank you"}, {"that's", "that is"}, {"thats", "that is"}, {"there's", "there is"}, {"theres", "there is"},
    {"theyll", "they will"}, {"theyre", "they are"}, {"theyve", "they have"}, {"thnx", "thanks"}, {"tho", "though"}, {"thru", "through"},
    {"thx", "thanks"}, {"tmr", "tomorrow"}, {"tmrw", "tomorrow"}, {"u", "you"}, {"ud", "you would"}, {"ur", "your"}, {"wanna", "want to"},
    {"wasnt", "was not"}, {"werent", "were not"}, {"weve", "we have"}, {"what's", "what is"}, {"whats", "what is"}, {"where's", "where is"},
    {"wheres", "where is"}, {"whilst", "while"}, {"who's", "who is"}, {"whos", "who is"}, {"why's", "why is"}, {"won't", "will not"},
    {"wont", "will not"}, {"would've", "would have"}, {"wouldnt", "would not"}, {"wouldve", "would have"}, {"wud", "would"}, {"y'all", "you all"},
    {"ya", "you"}, {"yall", "you all"}, {"yoru", "your"}, {"youd", "you would"}, {"youll", "you will"}, {"youre", "you are"}, {"youve", "you have"},
    {"yr", "your"}, {"yu", "you"},
}};
static_assert(std::is_sorted(spellings.begin(), spellings.end(), [](const Spelling& a, const Spelling& b) { return a.form < b.form; }));

/// British endings as American: "apologise", "favour", "cancelled". What it does to other words does not matter, as patterns and texts are treated alike.
inline void americanize(std::string& word) {
  const auto ends = [&](std::string_view ending) { return word.size() >= ending.size() && std::string_view(word).substr(word.size() - ending.size()) == ending; };
  for (const std::string_view ending : {"ise", "ised", "ises", "ising", "isation"})
    if (word.size() >= 7 && ends(ending)) word[word.size() - ending.size() + 1] = 'z';
  for (const std::string_view ending : {"our", "ours", "oured", "ouring"})
    if (word.size() >= 6 && ends(ending)) word.erase(word.size() - ending.size() + 1, 1);
  for (const std::string_view ending : {"lled", "lling"})
    if (word.size() >= 8 && ends(ending)) word.erase(word.size() - ending.size(), 1);
}

/// What a whole form is written out as; nothing when it is not listed.
inline std::string_view find_spelling(std::string_view form) {
  const auto found = std::lower_bound(spellings.begin(), spellings.end(), form, [](const Spelling& spelling, std::string_view sought) { return spelling.form < sought; });
  return found != spellings.end() && found->form == form ? found->plain : std::string_view();
}

/// A form that ends like "couldn't", in two; the second is empty for all others.
inline std::pair<std::string_view, std::string_view> split_contraction(std::string_view form) {
  for (const auto& [ending, plain] : {std::pair<std::string_view, std::string_view>{"n't", "not"}, {"'ll", "will"}, {"'ve", "have"}, {"'re", "are"}, {"'d", "would"}, {"'m", "am"}})
    if (form.size() > ending.size() && form.ends_with(ending)) return {form.substr(0, form.size() - ending.size()), plain};
  return {form, {}};
}

template <class Each>
void for_each_word(std::string_view words, Each each) {
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    each(words.substr(at, end - at));
    at = end + 1;
  }
}

/// Calls `emit(word)` for each plain word of a form.
template <class Emit>
void spell_out(std::string_view form, Emit emit) {
  if (const std::string_view plain = find_spelling(form); !plain.empty()) return for_each_word(plain, emit);
  if (const auto [stem, rest] = split_contraction(form); !rest.empty()) {
    emit(stem);
    emit(rest);
    return;
  }
  std::string word(form);
  americanize(word);
  emit(word);
}

/// Words that differ from another word by one letter dropped, doubled or swapped, and are no typing errors of it.
inline constexpr std::array<std::string_view, 36> no_slips{
    "attack",  "breath",  "carrier", "casual",  "causal",   "complaint", "compliant", "contract", "coupled", "courier", "desert",   "dessert",
    "diary",   "except",  "excepted", "exiting", "expect",  "forward",   "froward",   "hopped",   "moring",  "personal", "personnel", "planed",
    "planned", "quiet",   "quite",   "scared",  "sacred",   "though",    "thorough",  "through",  "trail",   "trial",   "unties",   "untied"};

}  // namespace attune::detail
