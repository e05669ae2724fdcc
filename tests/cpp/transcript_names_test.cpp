#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include <attune/transcript.hpp>

using attune::Role;

TEST_SUITE("names in transcripts") {
  TEST_CASE("speakers have many names") {
    for (const std::string_view name :
         {"customer", "user", "User", "CLIENT", "caller", "Customer 2", "end-user", "human"}) {
      CAPTURE(name);
      CHECK(attune::role_from_synonym(name) == Role::customer);
    }
    for (const std::string_view name :
         {"agent", "assistant", "Rep", "Agent Name", "agent_1", "AGENT", "support agent", "Customer Service"}) {
      CAPTURE(name);
      CHECK(attune::role_from_synonym(name) == Role::agent);
    }
    for (const std::string_view name : {"bot", "Chatbot", "virtual assistant"})
      CHECK(attune::role_from_synonym(name) == Role::bot);
    for (const std::string_view name : {"tool", "Tool", "system", "action", "function", "developer"})
      CHECK(!attune::role_from_synonym(name));
    for (const std::string_view name :
         {"martian", "", "speaker 1", "unknown", "useragent", "\xFF", "ágent", "agent\xC3\xA9"})
      CHECK(attune::role_from_synonym(name) == Role::unknown);
    CHECK(attune::role_from_synonym("agent" + std::string(100, ' ')) == Role::unknown);
  }

  TEST_CASE("fields have many names") {
    const std::pair<std::string_view, std::string_view> cases[] = {{"id", "id"},
                                                                   {"convo_id", "id"},
                                                                   {"ConversationId", "id"},
                                                                   {"task_id", "id"},
                                                                   {"turns", "turns"},
                                                                   {"traj", "turns"},
                                                                   {"Messages", "turns"},
                                                                   {"original", "turns"},
                                                                   {"dialogue", "turns"},
                                                                   {"Transcript", "turns"},
                                                                   {"customer", "customer"},
                                                                   {"customer_id", "customer"},
                                                                   {"team", "team"},
                                                                   {"Queue", "team"},
                                                                   {"conversation", "conversation"},
                                                                   {"Role", "role"},
                                                                   {"speaker", "role"},
                                                                   {"ParticipantId", "role"},
                                                                   {"Content", "text"},
                                                                   {"message", "text"},
                                                                   {"TEXT", "text"},
                                                                   {"utterance", "text"},
                                                                   {"time", "time"},
                                                                   {"timestamp", "time"},
                                                                   {"Agent Name", "agent"},
                                                                   {"agent", "agent"},
                                                                   {"x", ""},
                                                                   {"", ""},
                                                                   {"turnNumber", ""},
                                                                   {"\xFF", ""}};
    for (const auto& row : cases) {
      CAPTURE(row.first);
      CHECK(attune::field_from_synonym(row.first) == row.second);
    }
  }

  TEST_CASE("formats have names") {
    for (const std::string_view name : {"detect", "jsonl", "json", "csv", "tsv", "text"})
      CHECK(to_string(attune::transcript_format_from_name(name).value()) == name);
    CHECK(!attune::transcript_format_from_name("parquet"));
    CHECK(!attune::transcript_format_from_name(""));
  }

  TEST_CASE("times are RFC 3339 or numbers") {
    const std::pair<std::string_view, double> times[] = {{"1970-01-01T00:00:00Z", 0},
                                                         {"2025-03-01T09:30:00Z", 1740821400},
                                                         {"2025-03-01t09:30:00z", 1740821400},
                                                         {"2025-03-01 09:30:00Z", 1740821400},
                                                         {"2025-03-01T11:30:00+02:00", 1740821400},
                                                         {"2025-03-01T04:00:00-05:30", 1740821400},
                                                         {"2025-03-01T09:30:00", 1740821400},
                                                         {"2025-03-01T09:30:00.25Z", 1740821400.25},
                                                         {"2025-03-01T09:30:00.000000000000000000001Z", 1740821400},
                                                         {"2024-02-29T00:00:00Z", 1709164800},
                                                         {"2016-12-31T23:59:60Z", 1483228800},
                                                         {"0001-01-01T00:00:00Z", -62135596800.0},
                                                         {"1969-12-31T23:59:59Z", -1},
                                                         {"12.5", 12.5},
                                                         {" -3 ", -3},
                                                         {"1e3", 1000}};
    for (const auto& row : times) {
      CAPTURE(row.first);
      CHECK(attune::parse_time(row.first) == row.second);
    }
    for (const std::string_view text : {"",
                                        " ",
                                        "noon",
                                        "nan",
                                        "inf",
                                        "1e999",
                                        "0x10",
                                        "12,5",
                                        "3 pm",
                                        "2025-02-29T00:00:00Z",
                                        "2025-13-01T00:00:00Z",
                                        "2025-00-01T00:00:00Z",
                                        "2025-04-31T00:00:00Z",
                                        "2025-03-01T24:00:00Z",
                                        "2025-03-01T09:60:00Z",
                                        "2025-03-01T09:30:61Z",
                                        "2025-03-01T09:30:00.Z",
                                        "2025-03-01T09:30:00+2:00",
                                        "2025-03-01T09:30:00+02:60",
                                        "2025-03-01T09:30:00Zulu",
                                        "2025-03-01",
                                        "2025-3-1T09:30:00Z",
                                        "25-03-01T09:30:00Z",
                                        "2025/03/01 09:30:00",
                                        "--",
                                        "2025-"}) {
      CAPTURE(text);
      CHECK(!attune::parse_time(text));
    }
  }
}
