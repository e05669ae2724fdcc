// The names that people give to speakers and to fields, in transcripts of any make.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <attune/role.hpp>

namespace attune::detail {

/// Without case, spaces and punctuation: "Agent_Name" is "agentname". Letters beyond ASCII stay as they are.
inline std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 64)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
      out += c;
    else if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

struct Speaker {
  std::string_view name;
  std::optional<Role> role;  ///< empty: a tool
  /// Whether "NAME:" at the start of a line says who speaks. Names that head the fields of a form do not.
  bool marks_lines;
};

/// A number behind the name tells speakers of one kind apart: "Agent 2". Null for a name of no known kind.
inline const Speaker* find_speaker(std::string_view name) {
  using enum Role;
  constexpr std::nullopt_t tool = std::nullopt;
  static constexpr Speaker speakers[] = {
      {"customer", customer, true},
      {"user", customer, true},
      {"client", customer, true},
      {"caller", customer, true},
      {"cust", customer, true},
      {"visitor", customer, true},
      {"shopper", customer, true},
      {"human", customer, true},
      {"consumer", customer, false},
      {"enduser", customer, false},
      {"buyer", customer, false},
      {"guest", customer, false},
      {"requester", customer, false},
      {"enquirer", customer, false},
      {"member", customer, false},
      {"subscriber", customer, false},
      {"passenger", customer, false},
      {"patient", customer, false},
      {"contact", customer, false},
      {"inbound", customer, false},
      {"agent", agent, true},
      {"assistant", agent, true},
      {"rep", agent, true},
      {"representative", agent, true},
      {"csr", agent, true},
      {"advisor", agent, true},
      {"adviser", agent, true},
      {"operator", agent, true},
      {"support", agent, true},
      {"supportagent", agent, true},
      {"serviceagent", agent, true},
      {"humanagent", agent, true},
      {"liveagent", agent, true},
      {"salesagent", agent, true},
      {"callagent", agent, true},
      {"supportrep", agent, true},
      {"servicerep", agent, true},
      {"salesrep", agent, true},
      {"customerservice", agent, true},
      {"customersupport", agent, true},
      {"customerserviceagent", agent, true},
      {"customersupportagent", agent, true},
      {"customerservicerep", agent, true},
      {"customerservicerepresentative", agent, true},
      {"csagent", agent, true},
      {"agentname", agent, false},
      {"repname", agent, false},
      {"consultant", agent, false},
      {"specialist", agent, false},
      {"associate", agent, false},
      {"technician", agent, false},
      {"teammate", agent, false},
      {"employee", agent, false},
      {"staff", agent, false},
      {"helpdesk", agent, false},
      {"admin", agent, false},
      {"supervisor", agent, false},
      {"manager", agent, false},
      {"model", agent, false},
      {"gpt", agent, false},
      {"outbound", agent, false},
      {"bot", bot, true},
      {"chatbot", bot, true},
      {"virtualassistant", bot, true},
      {"virtualagent", bot, true},
      {"ivr", bot, true},
      {"ai", bot, false},
      {"autoreply", bot, false},
      {"tool", tool, true},
      {"system", tool, true},
      {"function", tool, true},
      {"action", tool, false},
      {"developer", tool, false},
      {"toolcall", tool, false},
      {"toolresult", tool, false},
      {"functioncall", tool, false},
      {"event", tool, false},
      {"unknown", unknown, false},
      {"speaker", unknown, true},
  };
  if (name.size() > 64) return nullptr;
  std::string plain = plain_name(name);
  while (!plain.empty() && plain.back() >= '0' && plain.back() <= '9') plain.pop_back();
  for (const Speaker& speaker : speakers)
    if (speaker.name == plain) return &speaker;
  return nullptr;
}

enum class Field : std::uint8_t { id, turns, customer, team, conversation, role, text, time, agent };
inline constexpr std::array<std::string_view, 9> field_names = {"id",   "turns", "customer", "team", "conversation",
                                                                "role", "text",  "time",     "agent"};

struct FieldName {
  std::string_view name;
  Field field;
};

/// Of two names of one field in one record the upper of the table counts, which is the lower address. Null for a name
/// of no known field.
inline const FieldName* find_field(std::string_view key) {
  using enum Field;
  static constexpr FieldName field_synonyms[] = {
      {"id", id},
      {"conversationid", id},
      {"convoid", id},
      {"convid", id},
      {"dialogueid", id},
      {"dialogid", id},
      {"transcriptid", id},
      {"chatid", id},
      {"callid", id},
      {"contactid", id},
      {"sessionid", id},
      {"threadid", id},
      {"ticketid", id},
      {"caseid", id},
      {"taskid", id},
      {"turns", turns},
      {"messages", turns},
      {"traj", turns},
      {"trajectory", turns},
      {"utterances", turns},
      {"transcript", turns},
      {"dialogue", turns},
      {"dialog", turns},
      {"conversations", turns},
      {"chat", turns},
      {"history", turns},
      {"original", turns},
      {"messagesdisplay", turns},
      {"customer", customer},
      {"customerid", customer},
      {"clientid", customer},
      {"userid", customer},
      {"customername", customer},
      {"client", customer},
      {"team", team},
      {"teamname", team},
      {"queue", team},
      {"queuename", team},
      {"department", team},
      {"conversation", conversation},
      {"convo", conversation},
      {"role", role},
      {"speaker", role},
      {"speakerrole", role},
      {"participantrole", role},
      {"participant", role},
      {"participantid", role},
      {"sender", role},
      {"sendertype", role},
      {"author", role},
      {"authortype", role},
      {"from", role},
      {"direction", role},
      {"text", text},
      {"content", text},
      {"message", text},
      {"messagetext", text},
      {"utterance", text},
      {"body", text},
      {"msg", text},
      {"value", text},
      {"time", time},
      {"timestamp", time},
      {"absolutetime", time},
      {"datetime", time},
      {"createdat", time},
      {"sentat", time},
      {"starttime", time},
      {"ts", time},
      {"agent", agent},
      {"agentname", agent},
      {"agentid", agent},
      {"repname", agent},
      {"repid", agent},
      {"representative", agent},
      {"rep", agent},
  };
  if (key.size() > 64) return nullptr;
  const std::string plain = plain_name(key);
  for (const FieldName& field : field_synonyms)
    if (field.name == plain) return &field;
  return nullptr;
}

}  // namespace attune::detail
