// A conversation in JSON of any of the usual shapes, as turns.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <attune/detail/speaker_names.hpp>
#include <attune/detail/timestamps.hpp>
#include <attune/detail/transcript_draft.hpp>
#include <attune/transcript.hpp>

namespace attune::detail {

/// The members of an object by the fields that their keys stand for. Of several keys of one field the field's own name
/// counts, then the synonym that find_field lists first; null counts only alone.
class JsonFields {
 public:
  explicit JsonFields(const nlohmann::json& object) {
    for (auto it = object.begin(); it != object.end(); ++it) {
      const FieldName* const name = find_field(it.key());
      if (name == nullptr) continue;
      Found& found = found_[static_cast<std::size_t>(name->field)];
      const bool replaces = found.value == nullptr || (found.value->is_null() && !it->is_null());
      if (replaces || (name < found.name && !it->is_null())) found = {&*it, name};
    }
  }

  const nlohmann::json* operator[](Field field) const { return found_[static_cast<std::size_t>(field)].value; }
  std::string_view key(Field field) const { return found_[static_cast<std::size_t>(field)].name->name; }

 private:
  struct Found {
    const nlohmann::json* value = nullptr;
    const FieldName* name = nullptr;
  };
  std::array<Found, field_names.size()> found_{};
};

/// A name or a number; empty for anything else.
inline std::string to_label(const nlohmann::json* value) {
  if (value == nullptr) return "";
  if (value->is_string()) return value->get_ref<const std::string&>();
  return value->is_number() ? value->dump() : "";
}

/// True of an object that is one message rather than a conversation.
inline bool is_json_message(const nlohmann::json& value) {
  if (value.is_string()) return true;
  if (value.is_array())
    return value.size() >= 2 && value[0].is_string() && value[1].is_string() &&
           find_speaker(value[0].get_ref<const std::string&>()) != nullptr;
  if (!value.is_object()) return false;
  const JsonFields fields(value);
  return fields[Field::role] != nullptr && (fields[Field::turns] == nullptr || !fields[Field::turns]->is_array());
}

class JsonTurns {
 public:
  explicit JsonTurns(Draft& draft) : draft_(draft) {}

  /// Adds a whole conversation: an object, or its messages in an array. Returns what is wrong; nothing when all is
  /// well.
  std::string add_conversation(const nlohmann::json& record) {
    if (record.is_array()) return add_messages(record);
    if (!record.is_object()) return "not a conversation; an object with \"turns\" is expected";
    const JsonFields fields(record);
    read_identity(record, fields);
    read_participants(record);
    const nlohmann::json* source = fields[Field::turns];
    if (source == nullptr || source->is_null()) source = fields[Field::text];
    if (source == nullptr || source->is_null()) source = fields[Field::conversation];
    if (source == nullptr || source->is_null()) return "no turns; give a list of messages as \"turns\"";
    if (source == fields[Field::text] && fields[Field::role] != nullptr)
      return "one message where a conversation is expected; put the messages of each into \"turns\"";
    if (source->is_string()) return add_text(source->get_ref<const std::string&>(), draft_), "";
    if (!source->is_array()) return "turns of a wrong type; give a list of messages as \"turns\"";
    return add_messages(*source);
  }

  /// Adds one message of a list. Returns what is wrong.
  std::string add_message(const nlohmann::json& message) {
    const std::string index = std::to_string(n_messages_++);
    std::string problem = "not a message; {\"role\", \"text\"} is expected";
    if (message.is_object())
      problem = add_object(message);
    else if (message.is_array())
      problem = add_tuple(message);
    else if (message.is_string())
      problem = (add_text(message.get_ref<const std::string&>(), draft_), "");
    return problem.empty() ? problem : "turns[" + index + "]: " + problem;
  }

 private:
  std::string add_messages(const nlohmann::json& messages) {
    for (const nlohmann::json& message : messages)
      if (std::string problem = add_message(message); !problem.empty()) return problem;
    return "";
  }

  void read_identity(const nlohmann::json& record, const JsonFields& fields) {
    Transcript& transcript = draft_.transcript;
    transcript.id = to_label(fields[Field::id]);
    if (!transcript.id.empty() && fields.key(Field::id) == "taskid" && record.contains("trial"))
      transcript.id += "-" + to_label(&record["trial"]);
    // "conversation" is the turns where nothing else is.
    if (transcript.id.empty() && fields[Field::turns] != nullptr) transcript.id = to_label(fields[Field::conversation]);
    transcript.customer = to_label(fields[Field::customer]);
    transcript.team = to_label(fields[Field::team]);
    agent_ = to_label(fields[Field::agent]);
  }

  /// Contact Lens: messages name participants, whose roles are listed beside them.
  void read_participants(const nlohmann::json& record) {
    const auto list = record.find("Participants");
    if (list == record.end() || !list->is_array()) return;
    for (const nlohmann::json& one : *list) {
      if (!one.is_object() || !one.contains("ParticipantId") || !one.contains("ParticipantRole")) continue;
      participants_[to_label(&one["ParticipantId"])] = to_label(&one["ParticipantRole"]);
    }
  }

  std::optional<Role> to_role(const nlohmann::json& name) const {
    std::string label = to_label(&name);
    if (const auto known = participants_.find(label); known != participants_.end()) label = known->second;
    return role_from_synonym(label);
  }

  std::string add_object(const nlohmann::json& message) {
    const JsonFields fields(message);
    if (fields[Field::role] == nullptr) return "no role; give it as \"role\"";
    const std::optional<Role> role = to_role(*fields[Field::role]);
    const nlohmann::json* const text = fields[Field::text];
    if (!role || says_nothing(message, text)) return ++draft_.n_tool_messages, "";
    if (text == nullptr) return "no text; give it as \"text\"";
    Utterance utterance{.role = *role, .text = {}};
    if (std::string problem = read_text(*text, utterance); !problem.empty()) return problem;
    if (std::string problem = read_time(message, fields[Field::time], utterance); !problem.empty()) return problem;
    push(std::move(utterance), to_label(fields[Field::agent]));
    return "";
  }

  /// [role, text], perhaps with time and agent.
  std::string add_tuple(const nlohmann::json& message) {
    if (message.size() < 2 || message.size() > 4 || !message[0].is_string())
      return "not a message; [role, text] and perhaps time and agent are expected";
    const std::optional<Role> role = to_role(message[0]);
    if (!role || message[1].is_null()) return ++draft_.n_tool_messages, "";
    Utterance utterance{.role = *role, .text = {}};
    if (std::string problem = read_text(message[1], utterance); !problem.empty()) return problem;
    if (std::string problem = read_time({}, message.size() > 2 ? &message[2] : nullptr, utterance); !problem.empty())
      return problem;
    push(std::move(utterance), message.size() > 3 ? to_label(&message[3]) : "");
    return "";
  }

  void push(Utterance utterance, std::string agent) {
    if (utterance.role != Role::customer) utterance.agent = std::move(agent);
    if (utterance.role == Role::agent && utterance.agent.empty()) utterance.agent = agent_;
    draft_.transcript.turns.push_back(std::move(utterance));
  }

  /// Calls of tools, and events such as "joined", have no words: null, none or "".
  static bool says_nothing(const nlohmann::json& message, const nlohmann::json* text) {
    if (text != nullptr && text->is_null()) return true;
    if (text != nullptr && text->is_array()) return !has_words(*text);
    if (text != nullptr && !(text->is_string() && text->get_ref<const std::string&>().empty())) return false;
    for (const char* const key : {"tool_calls", "function_call"})
      if (const auto found = message.find(key); found != message.end() && !found->is_null()) return true;
    for (const char* const key : {"type", "Type"})
      if (const auto found = message.find(key); found != message.end() && plain_name(to_label(&*found)) == "event")
        return true;
    return false;
  }

  static bool is_text_part(const nlohmann::json& part) {
    return part.is_object() && part.contains("text") && part["text"].is_string();
  }
  static bool has_words(const nlohmann::json& parts) { return std::any_of(parts.begin(), parts.end(), is_text_part); }

  /// A string, a number that was typed, or a list of parts of which some are text.
  static std::string read_text(const nlohmann::json& text, Utterance& utterance) {
    if (text.is_array() && has_words(text)) {
      for (const nlohmann::json& part : text) {
        if (!is_text_part(part)) continue;
        if (!utterance.text.empty()) utterance.text += '\n';
        utterance.text += part["text"].get_ref<const std::string&>();
      }
      return "";
    }
    if (!text.is_string() && !text.is_number()) return "a text of a wrong type; give it as a string";
    utterance.text = to_label(&text);
    return "";
  }

  static std::string read_time(const nlohmann::json& message, const nlohmann::json* time, Utterance& utterance) {
    if (time == nullptr && message.is_object())
      if (const auto offset = message.find("BeginOffsetMillis"); offset != message.end() && offset->is_number())
        utterance.time = offset->get<double>() / 1000;
    const std::string written = to_label(time);
    if (time == nullptr || time->is_null() || (time->is_string() && written.empty())) return "";
    utterance.time = parse_time(written);
    return std::string(utterance.time ? "" : bad_time);
  }

  Draft& draft_;
  std::string agent_;  // of the whole conversation
  std::map<std::string, std::string, std::less<>> participants_;
  std::size_t n_messages_ = 0;
};

}  // namespace attune::detail
