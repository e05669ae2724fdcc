#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <attune/detail/json_text.hpp>
#include <attune/transcript.hpp>
#include <attune/unicode.hpp>

#include "directory.hpp"

namespace {

using attune::ErrorCode;
using attune::ReadOptions;
using attune::Role;
using attune::Transcript;
using attune::TranscriptFormat;
using attune::TranscriptReader;
using attune::Utterance;

struct Contents {
  std::vector<Transcript> transcripts;
  std::vector<std::string> errors;
  std::string order;  // "tet": a transcript, an error, a transcript
  std::uint64_t n_tool_messages = 0;
};

Contents read(const std::vector<std::filesystem::path>& files, ReadOptions options = {}) {
  attune::Result<TranscriptReader> reader = TranscriptReader::open(files, options);
  Contents contents;
  TranscriptReader& conversations = reader.value();
  std::uint64_t bytes_before = 0;
  while (std::optional<attune::Result<Transcript>> next = conversations.next()) {
    CHECK(conversations.bytes_read() >= bytes_before);
    bytes_before = conversations.bytes_read();
    contents.order += *next ? 't' : 'e';
    if (*next) {
      contents.transcripts.push_back(std::move(**next));
    } else {
      CHECK(next->error().code() == ErrorCode::invalid_data);
      contents.errors.emplace_back(next->error().message());
    }
  }
  CHECK(conversations.bytes_read() == conversations.bytes_total());
  CHECK_FALSE(conversations.next().has_value());
  contents.n_tool_messages = conversations.n_tool_messages();
  return contents;
}

/// What a file of that name and content holds.
Contents read_content(const std::string& name, std::string_view content, ReadOptions options = {}) {
  const Directory directory("transcript");
  return read({directory.write(name, content)}, options);
}

/// One line a turn: "agent Dana 3: text".
std::string show(const Transcript& transcript) {
  std::string out;
  for (const Utterance& turn : transcript.turns) {
    out += to_string(turn.role);
    if (!turn.agent.empty()) out += " " + turn.agent;
    if (turn.time) out += " " + std::to_string(static_cast<long long>(*turn.time * 1000));
    out += ": " + turn.text + "\n";
  }
  return out;
}

std::string show(const Contents& contents) {
  std::string out;
  for (const Transcript& transcript : contents.transcripts) out += "[" + transcript.id + "]\n" + show(transcript);
  for (const std::string& error : contents.errors) out += "error: " + error + "\n";
  return out;
}

std::optional<std::filesystem::path> outside_data() {
  const char* const data = std::getenv("ATTUNE_DATA");
  if (data == nullptr) MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
  return data == nullptr ? std::nullopt : std::optional<std::filesystem::path>(data);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_SUITE("names in transcripts") {
  TEST_CASE("speakers have many names") {
    for (const std::string_view name : {"customer", "user", "User", "CLIENT", "caller", "Customer 2", "end-user", "human"}) {
      CAPTURE(name);
      CHECK(attune::role_from_synonym(name) == Role::customer);
    }
    for (const std::string_view name : {"agent", "assistant", "Rep", "Agent Name", "agent_1", "AGENT", "support agent", "Customer Service"}) {
      CAPTURE(name);
      CHECK(attune::role_from_synonym(name) == Role::agent);
    }
    for (const std::string_view name : {"bot", "Chatbot", "virtual assistant"}) CHECK(attune::role_from_synonym(name) == Role::bot);
    for (const std::string_view name : {"tool", "Tool", "system", "action", "function", "developer"}) CHECK(!attune::role_from_synonym(name));
    for (const std::string_view name : {"martian", "", "speaker 1", "unknown", "useragent", "\xFF", "ágent", "agent\xC3\xA9"})
      CHECK(attune::role_from_synonym(name) == Role::unknown);
    CHECK(attune::role_from_synonym("agent" + std::string(100, ' ')) == Role::unknown);
  }

  TEST_CASE("fields have many names") {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"id", "id"},           {"convo_id", "id"},          {"ConversationId", "id"}, {"task_id", "id"},      {"turns", "turns"},
        {"traj", "turns"},      {"Messages", "turns"},       {"original", "turns"},    {"dialogue", "turns"},  {"Transcript", "turns"},
        {"customer", "customer"}, {"customer_id", "customer"}, {"team", "team"},       {"Queue", "team"},      {"conversation", "conversation"},
        {"Role", "role"},       {"speaker", "role"},         {"ParticipantId", "role"}, {"Content", "text"},   {"message", "text"},
        {"TEXT", "text"},       {"utterance", "text"},       {"time", "time"},         {"timestamp", "time"},  {"Agent Name", "agent"},
        {"agent", "agent"},     {"x", ""},                   {"", ""},                 {"turnNumber", ""},     {"\xFF", ""}};
    for (const auto& [key, field] : cases) {
      CAPTURE(key);
      CHECK(attune::field_from_synonym(key) == field);
    }
  }

  TEST_CASE("formats have names") {
    for (const std::string_view name : {"detect", "jsonl", "json", "csv", "tsv", "text"}) CHECK(to_string(attune::transcript_format_from_name(name).value()) == name);
    CHECK(!attune::transcript_format_from_name("parquet"));
    CHECK(!attune::transcript_format_from_name(""));
  }

  TEST_CASE("times are RFC 3339 or numbers") {
    const std::pair<std::string_view, double> times[] = {
        {"1970-01-01T00:00:00Z", 0},
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
    for (const auto& [text, seconds] : times) {
      CAPTURE(text);
      CHECK(attune::parse_time(text) == seconds);
    }
    for (const std::string_view text :
         {"", " ", "noon", "nan", "inf", "1e999", "0x10", "12,5", "3 pm", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z",
          "2025-04-31T00:00:00Z", "2025-03-01T24:00:00Z", "2025-03-01T09:60:00Z", "2025-03-01T09:30:61Z", "2025-03-01T09:30:00.Z", "2025-03-01T09:30:00+2:00",
          "2025-03-01T09:30:00+02:60", "2025-03-01T09:30:00Zulu", "2025-03-01", "2025-3-1T09:30:00Z", "25-03-01T09:30:00Z", "2025/03/01 09:30:00", "--", "2025-"}) {
      CAPTURE(text);
      CHECK(!attune::parse_time(text));
    }
  }
}

TEST_SUITE("transcripts in JSON") {
  TEST_CASE("a line is a conversation, in any of the usual words") {
    const std::string expected = "customer: Where is my parcel?\nagent: Let me look.\n";
    for (const std::string_view line :
         {R"({"id":"c-1","turns":[{"role":"customer","text":"Where is my parcel?"},{"role":"agent","text":"Let me look."}]})",
          R"({"convo_id":"c-1","Messages":[{"Role":"User","Content":"Where is my parcel?"},{"Role":"Assistant","Content":"Let me look."}]})",
          R"({"ConversationId":"c-1","traj":[{"speaker":"client","message":"Where is my parcel?"},{"speaker":"Rep","message":"Let me look."}]})",
          R"({"id":"c-1","original":[["customer","Where is my parcel?"],["action","order looked up"],["agent","Let me look."]]})",
          R"({"id":"c-1","conversation":[{"role":"user","text":"Where is my parcel?"},{"role":"agent name","text":"Let me look."}]})",
          R"({"conversation":"c-1","turns":[{"role":"user","text":"Where is my parcel?"},{"role":"agent","text":"Let me look."}]})",
          R"({"id":"c-1","text":"Customer: Where is my parcel?\nAgent: Let me look."})",
          R"({"id":"c-1","Content":"\n\n USER: Where is my parcel?\r\n\r\nASSISTANT:   Let me look.  \r\n"})",
          R"({"id":"c-1","transcript":["Customer: Where is my parcel?","Agent: Let me look."]})",
          R"({"id":"c-1","turns":[{"role":"user","content":[{"type":"text","text":"Where is my parcel?"},{"type":"image"}]},{"role":"agent","content":"Let me look."}]})"}) {
      CAPTURE(line);
      const Contents contents = read_content("a.jsonl", line);
      REQUIRE(contents.order == "t");
      CHECK(contents.transcripts[0].id == "c-1");
      CHECK(show(contents.transcripts[0]) == expected);
    }
  }

  TEST_CASE("tools and the system are counted and skipped, and so are messages without words") {
    const Contents contents = read_content("a.jsonl", R"({"id":1,"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"hi"},)"
                                                      R"({"role":"assistant","content":null,"tool_calls":[{"name":"find"}]},{"role":"tool","content":"{}"},)"
                                                      R"({"role":"assistant","tool_calls":[{}]},{"role":"assistant","content":"","tool_calls":[{}]},)"
                                                      R"({"role":"assistant","content":"One moment.","tool_calls":[{}]},{"role":"user","content":""}]})");
    REQUIRE(contents.order == "t");
    CHECK(contents.transcripts[0].id == "1");
    CHECK(show(contents.transcripts[0]) == "customer: hi\nagent: One moment.\ncustomer: \n");
    CHECK(contents.n_tool_messages == 5);
  }

  TEST_CASE("times, agents, customers and teams are kept") {
    const Contents contents = read_content(
        "a.jsonl", R"({"id":"c","customer":77,"team":"North","agent":"Dana","turns":[{"role":"user","text":"a","time":"2025-03-01T09:30:00.5Z","agent":"x"},)"
                   R"({"role":"agent","text":"b","time":3},["agent","c",4.25,"Kim"],{"role":"agent","text":"d","time":null,"agent":null},{"role":"bot","text":"e","time":""}]})");
    REQUIRE(contents.order == "t");
    CHECK(contents.transcripts[0].customer == "77");
    CHECK(contents.transcripts[0].team == "North");
    CHECK(show(contents.transcripts[0]) == "customer 1740821400500: a\nagent Dana 3000: b\nagent Kim 4250: c\nagent Dana: d\nbot: e\n");
  }

  TEST_CASE("of two names of one field its own counts, and a value before null") {
    const Contents contents = read_content(
        "a.jsonl", R"({"task_id":9,"id":"own","turns":[{"content":"no","text":"yes","role":"user"},{"text":null,"content":"still","speaker":"agent","participantId":"user"}]})");
    CHECK(show(contents) == "[own]\ncustomer: yes\nagent: still\n");
  }

  TEST_CASE("a conversation without an id is called by its place") {
    CHECK(read_content("a.jsonl", "\n[[\"user\",\"hi\"],[\"agent\",\"hello\"]]\n").transcripts.at(0).id == "a.jsonl:2");
    CHECK(read_content("call 1%3A.json", R"({"turns":[]})").transcripts.at(0).id == "call 1%3A.json");
    CHECK(read_content("a.txt", "hi").transcripts.at(0).id == "a.txt");
    const Contents array = read_content("a.json", R"([{"turns":[]},{"id":null,"turns":[]},{"task_id":3,"trial":1,"turns":[]}])");
    CHECK(show(array) == "[a.json[0]]\n[a.json[1]]\n[3-1]\n");
  }

  TEST_CASE("a file may be an array, one conversation, its messages, or hold a list of conversations") {
    const std::string expected = "customer: hi\nagent: hello\n";
    for (const std::string_view content : {R"([{"turns":[{"role":"user","text":"hi"},{"role":"agent","text":"hello"}]}])",
                                           "{\n \"turns\": [\n  {\"role\": \"user\", \"text\": \"hi\"},\n  {\"role\": \"agent\", \"text\": \"hello\"}\n ]\n}\n",
                                           R"([{"role":"user","text":"hi"},{"role":"tool","text":"x"},{"role":"agent","text":"hello"}])",
                                           R"([["user","hi"],["agent","hello"]])", R"([[["user","hi"],["agent","hello"]]])",
                                           R"({"conversations":[{"messages":[["user","hi"],["agent","hello"]]}]})",
                                           R"({"conversations":[{"from":"human","value":"hi"},{"from":"gpt","value":"hello"}]})",
                                           R"(["User: hi","Agent: hello"])"}) {
      CAPTURE(content);
      const Contents contents = read_content("a.json", content);
      REQUIRE(contents.order == "t");
      CHECK(show(contents.transcripts[0]) == expected);
    }
    CHECK(read_content("a.json", "{\n\"turns\":[]}\n{\"turns\":[]}\n").order == "tt");
    CHECK(read_content("a.json", "[]").order.empty());
  }

  TEST_CASE("call analytics with participants and offsets are read") {
    const Contents contents = read_content(
        "call.json", R"({"Participants":[{"ParticipantId":"p-7","ParticipantRole":"CUSTOMER"}],"Transcript":[)"
                     R"({"ParticipantId":"p-7","Content":"my line is dead","BeginOffsetMillis":250,"Id":"x"},{"ParticipantId":"AGENT","Content":"let me check","BeginOffsetMillis":4000},)"
                     R"({"ParticipantId":"AGENT","Type":"EVENT"}]})");
    CHECK(show(contents) == "[call.json]\ncustomer 250: my line is dead\nagent 4000: let me check\n");
    CHECK(contents.n_tool_messages == 1);
  }

  TEST_CASE("broken characters do not lose a conversation") {
    const auto text_of = [](std::string_view written) {
      const Contents contents = read_content("a.jsonl", R"({"id":"a","turns":[["user",")" + std::string(written) + "\"]]}");
      REQUIRE(contents.order == "t");
      return contents.transcripts[0].turns.at(0).text;
    };
    CHECK(text_of(R"(\ud83d\ude00 \u00e9)") == "😀 é");
    CHECK(text_of(R"(a\ud83db)") == "a\uFFFDb");
    CHECK(text_of(R"(a\udE00b)") == "a\uFFFDb");
    CHECK(text_of(R"(\ud83d\ud83d\ude00)") == "\uFFFD😀");
    CHECK(text_of(R"(\ud83d\n)") == "\uFFFD\n");
    CHECK(text_of(R"(\\ud83d)") == R"(\ud83d)");
    CHECK(text_of(R"(\u0000)") == std::string(1, '\0'));
    CHECK(text_of("a\xFF\xC3 b\xE2\x82") == "a\uFFFD\uFFFD b\uFFFD");
    CHECK(text_of("\xED\xA0\xBD") == "\uFFFD\uFFFD\uFFFD");
  }
}

TEST_SUITE("transcripts in text") {
  std::string turns_of(std::string_view text) {
    const Contents contents = read_content("a.txt", text);
    REQUIRE(contents.order == "t");
    return show(contents.transcripts[0]);
  }

  TEST_CASE("text that marks no speakers is one turn of unknown role") {
    CHECK(turns_of("Thanks for calling. My router blinks: red, then green.\n") == "unknown: Thanks for calling. My router blinks: red, then green.\n");
    CHECK(turns_of("Sign-in fails.\nUser: kim@example.com\nError: 403\n") == "unknown: Sign-in fails.\nUser: kim@example.com\nError: 403\n");
  }

  TEST_CASE("marks at the start of lines split the turns, and other lines go on") {
    CHECK(turns_of("Call 17\n\nAgent: Good morning,\nhow can I help?\n\nCustomer: My order: 3 cups,\n\n  all broken\nNote: I sent photos\n Bot : noted\n") ==
          "unknown: Call 17\nagent: Good morning,\nhow can I help?\ncustomer: My order: 3 cups,\n\n  all broken\nNote: I sent photos\nbot: noted\n");
    CHECK(turns_of("Speaker 1: hi\nSpeaker 2: hello") == "unknown: hi\nunknown: hello\n");
    CHECK(turns_of("Agent:hi\rthere\nUser:\nUser: ok") == "agent: hi\rthere\ncustomer: \ncustomer: ok\n");
  }

  TEST_CASE("lines of tools are counted and skipped") {
    const Contents contents = read_content("a.txt", "user: where?\nassistant: None\ntool: {\"a\": 1,\n\"b\": 2}\nassistant: In Graz.\nuser: None\nsystem: closed\nassistant: None\n");
    CHECK(show(contents.transcripts.at(0)) == "customer: where?\nagent: In Graz.\ncustomer: None\nagent: None\n");
    CHECK(contents.n_tool_messages == 3);
  }

  TEST_CASE("names and times beside the mark are kept") {
    CHECK(turns_of("[09:31] Agent (Dana): hi\n[09:32] Customer: hello\nKim (Agent): hey\n") == "agent Dana 34260000: hi\ncustomer 34320000: hello\nagent Kim: hey\n");
    CHECK(turns_of("9:31:02 Agent: hi\n09:31:04.5 - Customer: hello\nAgent [09:31:10]: so\n") == "agent 34262000: hi\ncustomer 34264500: hello\nagent 34270000: so\n");
    CHECK(turns_of("[2025-03-01 09:30:00] Agent: hi\n2025-03-01T09:30:01Z Customer: hello\n2025-03-01 09:30:02 Agent: so") ==
          "agent 1740821400000: hi\ncustomer 1740821401000: hello\nagent 1740821402000: so\n");
    CHECK(turns_of("[23:59:58] Agent: hi\n[00:00:03] User: ho\n") == "agent 86398000: hi\ncustomer 86403000: ho\n");
    CHECK(turns_of("[00:40] Agent: minutes or hours?\n[01:10] User: nobody knows\n") == "agent: minutes or hours?\ncustomer: nobody knows\n");
  }
}

TEST_SUITE("transcripts in CSV") {
  TEST_CASE("a row is a message, with quotes as RFC 4180 has them") {
    const Contents contents = read_content("a.csv",
                                           "\xEF\xBB\xBF" "Conversation,Time,Speaker,Message,Agent,Team,Customer,other\r\n"
                                           "c1,10,customer,\"Two cups, \"\"blue\"\", broke\r\nand a plate\",,North,k-1,\r\n"
                                           "\r\n"
                                           "c1,12.5,agent,\"\",Dana,,,x\r\n"
                                           ",,,,,,,\r\n"
                                           "c1,,tool,lookup,,,,\n"
                                           "c2,,\"user\",say \"cheese\",,,,\n"
                                           "c2,,rep,\"a\"b,Kim");
    CHECK(show(contents) == "[c1]\ncustomer 10000: Two cups, \"blue\", broke\r\nand a plate\nagent Dana 12500: \n[c2]\ncustomer: say \"cheese\"\nagent Kim: ab\n");
    CHECK(contents.transcripts.at(0).team == "North");
    CHECK(contents.transcripts.at(0).customer == "k-1");
    CHECK(contents.n_tool_messages == 1);
  }

  TEST_CASE("tabs and semicolons delimit too") {
    const std::string expected = "[7]\ncustomer: a, b\nagent: c\n";
    CHECK(show(read_content("a.tsv", "conversation_id\trole\ttext\n7\tuser\ta, b\n7\tagent\tc\n")) == expected);
    CHECK(show(read_content("a.csv", "conversation_id\trole\ttext\n7\tuser\ta, b\n7\tagent\tc\n")) == expected);
    CHECK(show(read_content("a.csv", "id;ConversationId;role;text\n1;7;user;a, b\n2;7;agent;c\n")) == expected);
    CHECK(show(read_content("a.csv", "id;role;text\r7;user;a, b\r7;agent;c")) == expected);
    CHECK(show(read_content("a", "ConversationId,id,role,text\n7,1,user,\"a, b\"\n7,2,agent,c\n")) == expected);
  }

  TEST_CASE("rows of several conversations may alternate in a file that is not large") {
    CHECK(show(read_content("a.csv", "conversation,role,text\nx,user,1\ny,user,2\nx,agent,3\nz,user,4\ny,agent,5\n")) ==
          "[x]\ncustomer: 1\nagent: 3\n[y]\ncustomer: 2\nagent: 5\n[z]\ncustomer: 4\n");
  }

  TEST_CASE("in a large file a conversation that goes on later is reported, and the rest is read") {
    std::string content = "conversation,role,text\nfirst,user,hello\n";
    const std::string filler(1 << 20, 'x');
    for (int i = 0; i < 33; ++i) {
      const std::string id = std::string("c").append(std::to_string(i));
      content += id + ",user," + filler + "\n" + id + ",agent,ok\n";
    }
    content += "first,agent,late\nfirst,agent,later\nlast,user,bye\n";
    const Contents contents = read_content("a.csv", content);
    CHECK(contents.order == std::string(34, 't') + "et");
    CHECK(contents.transcripts.at(0).id == "first");
    CHECK(contents.transcripts.at(1).turns.size() == 2);
    CHECK(contents.transcripts.at(34).id == "last");
    CHECK(contents.errors.at(0).find("line 69: rows of a conversation that ended before") != std::string::npos);
  }

  TEST_CASE("bad rows are reported by line and the others are read") {
    const Contents contents = read_content("a.csv",
                                           "conversation,role,text,time\n"
                                           "c1,user,one,1\n"
                                           "c1,agent,commas, commas, commas,2\n"
                                           ",agent,whose?,3\n"
                                           "c1\n"
                                           "c1,agent,\"never\n"
                                           "c1,user,two,noon\n"
                                           "c1,agent,three,\n");
    CHECK(show(contents.transcripts.at(0)) == "customer 1000: one\ncustomer: two\nagent: three\n");
    const std::pair<std::string_view, std::string_view> expected[] = {
        {"line 3: 6 fields where the header has 4", "quote"}, {"line 4: no conversation", "names"}, {"line 5: too few fields", "role"},
        {"line 6: a quote that is never closed", "double"},   {"line 7: a time", "RFC 3339"}};
    REQUIRE(contents.errors.size() == std::size(expected));
    for (std::size_t i = 0; i < contents.errors.size(); ++i) {
      CAPTURE(contents.errors[i]);
      CHECK(contents.errors[i].find(expected[i].first) != std::string::npos);
      CHECK(contents.errors[i].find(expected[i].second) != std::string::npos);
      CHECK(contents.errors[i].find("a.csv, ") != std::string::npos);
    }
  }

  TEST_CASE("a header without what is needed is reported, and the next file is read") {
    const Directory directory("transcript");
    const Contents contents = read({directory.write("a.csv", "case number,who,text\n1,user,hi\n"), directory.write("b.csv", "conversation,role,text\n1,user,hi\n")});
    CHECK(contents.order == "et");
    CHECK(contents.errors.at(0).find("a.csv, line 1: a header without conversation, role; name the columns") != std::string::npos);
  }
}

TEST_SUITE("transcripts of any make") {
  TEST_CASE("a bad record is an error with file, line and remedy, the rest is read, and order is kept") {
    const Contents contents = read_content("a.jsonl",
                                           "{\"id\":\"1\",\"turns\":[]}\r\n"
                                           "   \r\n"
                                           "{\"id\":\"2\",\"turns\":[{\"role\":\"user\",\"text\":\"secret\"]}\n"
                                           "{\"id\":\"3\",\"turns\":[{\"role\":\"user\",\"text\":\"secret\"},{\"role\":\"user\"}]}\n"
                                           "{\"id\":\"4\",\"turns\":[]}\n"
                                           "{\"id\":\"5\"}\n"
                                           "17\n"
                                           "{\"role\":\"user\",\"text\":\"secret\"}\n"
                                           "{\"id\":\"6\",\"turns\":[{\"text\":\"secret\"}]}\n"
                                           "{\"id\":\"7\",\"turns\":[{\"role\":\"user\",\"text\":{}}]}\n"
                                           "{\"id\":\"8\",\"turns\":[[\"user\"]]}\n"
                                           "{\"id\":\"9\",\"turns\":{\"a\":1}}\n"
                                           "{\"id\":\"10\",\"turns\":[{\"role\":\"user\",\"text\":\"secret\",\"time\":\"noon\"}]}\n"
                                           "{\"id\":\"11\",\"turns\":[]");
    CHECK(contents.order == "teeteeeeeeeee");
    CHECK(contents.transcripts.at(1).id == "4");
    const std::string_view expected[] = {"line 3: not JSON at byte 50", "line 4: turns[1]: no text", "line 6: no turns", "line 7: not a conversation",
                                         "line 8: one message where", "line 9: turns[0]: no role", "line 10: turns[0]: a text of a wrong type", "line 11: turns[0]: not a message",
                                         "line 12: turns of a wrong type", "line 13: turns[0]: a time", "line 14: JSON that ends too early"};
    REQUIRE(contents.errors.size() == std::size(expected));
    for (std::size_t i = 0; i < contents.errors.size(); ++i) {
      CAPTURE(contents.errors[i]);
      CHECK(contents.errors[i].find("a.jsonl, " + std::string(expected[i])) != std::string::npos);
      CHECK(contents.errors[i].find("secret") == std::string::npos);
      CHECK(contents.errors[i].find(';') != std::string::npos);
    }
  }

  TEST_CASE("in an array a bad conversation does not take the others along") {
    const Contents contents = read_content("a.json", "[\n{\"id\":1,\"turns\":[]},\n{\"id\":2,\n\"turns\":[}},\n3,\n{\"id\":4,\"turns\":[]}\n]");
    CHECK(contents.order == "teet");
    CHECK(contents.errors.at(0).find("line 4: not JSON at byte 10") != std::string::npos);
    CHECK(read_content("a.json", R"([{"turns":[]},{"turns":[]} {"turns":[]}])").order == "tte");
    CHECK(read_content("a.json", R"([{"turns":[]},{"turns":[]})").order == "tte");
    CHECK(read_content("a.json", R"([{"turns":[]},{"turns":[)").order == "te");
    CHECK(read_content("a.json", R"([{"turns":[]},])").order == "te");
    CHECK(read_content("a.json", R"([{"turns":[]}] [])", {.format = TranscriptFormat::json}).order == "te");
    CHECK(read_content("a.json", R"([["user","hi"],["agent","hello"],7,8])").order == "e");
    CHECK(read_content("a.json", R"([["user","hi"],["agent","hello")").order == "e");
  }

  TEST_CASE("the format is told by the content, then by the name") {
    struct Case {
      const char* name;
      std::string_view content;
      TranscriptFormat same_as;
    };
    const std::string_view lines = "{\"id\":1,\"turns\":[]}\n{\"id\":2,\"turns\":[]}\n";
    for (const char* const name : {"a.jsonl", "a.json", "a.ndjson", "a", "a.txt", "a.csv"}) CHECK(read_content(name, lines).order == "tt");
    const std::string_view array = "[\n{\"id\":1,\"turns\":[]},\n{\"id\":2,\"turns\":[]}\n]";
    for (const char* const name : {"a.jsonl", "a.json", "a", "a.txt"}) {
      CAPTURE(name);
      CHECK(read_content(name, array, {.format = TranscriptFormat::json}).order == "tt");
    }
    for (const char* const name : {"a.json", "a", "a.txt", "a.csv"}) CHECK(read_content(name, array).order == "tt");
    for (const char* const name : {"a", "a.log", "a.txt", "a.csv"}) CHECK(read_content(name, "conversation,role,text\n1,user,hi\n2,user,hi\n").order == "tt");
    for (const char* const name : {"a", "a.log", "a.txt", "a.csv"}) CHECK(read_content(name, "[09:31] Agent: hi\n[09:32] User: hi\n").order == "t");
    CHECK(read_content("a.jsonl", "").order.empty());
    CHECK(read_content("a", " \n").order.empty());
    CHECK(read_content("a.csv", "").order.empty());
    CHECK(read_content("a.json", "").order == "e");
    CHECK(read_content("a.txt", "\n").order == "e");
  }

  TEST_CASE("a format that cannot be told is refused by name") {
    const Directory directory("transcript");
    const std::filesystem::path good = directory.write("good.jsonl", "{\"turns\":[]}");
    const auto open = [&](const std::filesystem::path& path) { return TranscriptReader::open(std::vector<std::filesystem::path>{good, path}); };
    const auto unclear = open(directory.write("notes.md", "hello, world\n"));
    REQUIRE(!unclear);
    CHECK(unclear.error().code() == ErrorCode::invalid_data);
    CHECK(std::string(unclear.error().message()).find("notes.md: the format cannot be told; give it with --format") != std::string::npos);
    const auto wide = open(directory.write("wide.csv", std::string_view("\xFF\xFE" "c\0o\0", 6)));
    REQUIRE(!wide);
    CHECK(std::string(wide.error().message()).find("wide.csv: UTF-16") != std::string::npos);
    for (const std::filesystem::path& path : {directory / "missing.jsonl", directory / "."}) {
      const auto absent = open(path);
      REQUIRE(!absent);
      CHECK(absent.error().code() == ErrorCode::io);
    }
    CHECK(read({}).order.empty());
  }

  TEST_CASE("a file that is gone before its turn is an error, and the next is read") {
    const Directory directory("transcript");
    const std::vector<std::filesystem::path> files{directory.write("a.jsonl", "{\"turns\":[]}"), directory.write("b.jsonl", "{\"turns\":[]}"), directory.write("c.jsonl", "{\"turns\":[]}")};
    auto reader = TranscriptReader::open(files);
    REQUIRE(reader);
    std::filesystem::remove(files[1]);
    CHECK(reader->next()->has_value());
    const auto gone = reader->next();
    REQUIRE(gone);
    CHECK(gone->error().code() == ErrorCode::io);
    CHECK(reader->next()->has_value());
    CHECK(!reader->next());
    CHECK(reader->bytes_read() == reader->bytes_total());
  }

  TEST_CASE("a record that is too long is an error, and the next is read") {
    const std::string filler(17 << 20, 'x');
    const std::string good = R"({"id":"good","turns":[]})";
    const std::string bad = R"({"id":"bad","turns":[["user",")" + filler + "\"]]}";
    const Contents lines = read_content("a.jsonl", good + "\n" + bad + "\n" + good + "\n");
    CHECK(lines.order == "tet");
    CHECK(lines.errors.at(0).find("line 2: more than 16 MiB") != std::string::npos);
    CHECK(read_content("a.json", "[" + good + "," + bad + "," + good + "]").order == "tet");
    CHECK(read_content("a.csv", "conversation,role,text\n1,user,hi\n1,user," + filler + "\n2,user,hi\n").order == "ett");
    CHECK(read_content("a.csv", "conversation,role,text\n1,user,hi\n1,user,\"" + filler + "\n2,user,hi\n").order == "ett");
    CHECK(read_content("a.txt", "Agent: " + filler).order == "e");
  }

  TEST_CASE("records that lie across the blocks of reading are whole") {
    std::string jsonl, csv = "conversation,role,text\r\n", json = "[";
    for (int i = 0; i < 3000; ++i) {
      const std::string id = std::string("c").append(std::to_string(i)), text = std::string(static_cast<std::size_t>(i * 37 % 700), 'x') + " é😀\\n\\\"q\\\"";
      jsonl += R"({"id":")" + id + R"(","turns":[["user",")" + text + "\"]]}\r\n";
      json += (i > 0 ? ",\n" : "") + std::string(R"({"id":")") + id + R"(","turns":[["user",")" + text + "\"]]}";
      csv += id + ",user,\"" + std::string(static_cast<std::size_t>(i * 37 % 700), 'x') + " é😀\n\"\"q\"\"\"\r\n";
    }
    const std::string expected = show(read_content("a.jsonl", jsonl));
    CHECK(jsonl.size() > (1u << 20));
    CHECK(expected.find("error") == std::string::npos);
    CHECK(expected.find("[c2999]\ncustomer: ") != std::string::npos);
    CHECK(show(read_content("a.csv", csv)) == expected);
    CHECK(show(read_content("a.json", json + "]")) == expected);
  }

  TEST_CASE("hostile input is an error or text, never more") {
    const std::string deep_arrays(100000, '['), deep_objects = [] {
      std::string s;
      for (int i = 0; i < 50000; ++i) s += "{\"turns\":";
      return s;
    }();
    const std::string contents[] = {
        deep_arrays, deep_objects, "[" + deep_arrays + std::string(100000, ']') + "]", std::string(1000, '\0'), std::string("{\"id\":\"a\0b\",\"turns\":[]}", 23),
        "{\"turns\":[{\"role\":[],\"text\":[[]]}]}", "{\"turns\":[null,true,1,\"\",[],{}]}", "{\"Participants\":[1,{\"ParticipantId\":{},\"ParticipantRole\":[]}],\"turns\":[]}",
        "{\"Participants\":7,\"turns\":[{\"role\":\"user\",\"content\":[{\"text\":7}]}]}", "{\"turns\":[[\"user\",{}],[\"user\",1,[],{}]]}", "{\"turns\":[{\"role\":\"user\",\"text\":1e999}]}",
        "{\"turns\":[{\"role\":\"user\",\"text\":\"\",\"time\":1e308}]}", "\"", "]", "}", ",", ":", "[,", "[}", "[]]", "{]", "[\"", "[\"\\", "\\", "\xEF\xBB", "\xEF\xBB\xBF", "\xEF\xBB\xBF[",
        "conversation,role,text\n\"", "conversation,role,text\n\"\"\"", "conversation,role,text\n,,\n,,,,\n\",\n", "text,role,conversation\r\r\n\r", "role,text,conversation\n=cmd|' /C x'!A0,@SUM(1),-2+3\n",
        "Agent:", ":", "::", "[:", "(:)", "Agent (:", "[] :", "() Agent:", "Agent ():", "( (Agent):", "[99:99] Agent: x", "99999999999999999999:1 Agent: x", "- Agent: x\n- User: y"};
    for (const std::string& content : contents)
      for (const TranscriptFormat format : {TranscriptFormat::jsonl, TranscriptFormat::json, TranscriptFormat::csv, TranscriptFormat::tsv, TranscriptFormat::text}) {
        CAPTURE(content.substr(0, 60));
        CAPTURE(to_string(format));
        const Contents read_back = read_content("a", content, {.format = format});
        for (const Transcript& transcript : read_back.transcripts)
          for (const Utterance& turn : transcript.turns) CHECK(attune::is_well_formed(turn.text + turn.agent + transcript.id));
      }
    CHECK(read_content("a.json", deep_arrays).errors.at(0).find("nested more than 128 deep") != std::string::npos);
    CHECK(read_content("a.jsonl", "{\"a\":" + std::string(127, '[') + std::string(127, ']') + ",\"turns\":[]}\n{\"a\":" + std::string(128, '[') + std::string(128, ']') + ",\"turns\":[]}\n").order == "te");
  }

  TEST_CASE("files with random faults never crash, and their texts are well-formed") {
    const std::string seeds[] = {
        R"({"id":"a","turns":[{"role":"user","text":"h\u00e9 \ud83d\ude00","time":3},["agent","ok"],{"role":"tool","content":null}]})" "\n" R"({"text":"Agent: hi\nUser: ho"})" "\n",
        R"([{"id":1,"turns":[]},{"Transcript":[{"ParticipantId":"AGENT","Content":"x","BeginOffsetMillis":1}]}])",
        "conversation,role,text,time\r\nc1,user,\"a \"\"b\"\" c\r\nd\",2025-03-01T09:30:00Z\r\nc2,agent,ok,4\r\n", "[09:31] Agent (Dana): hi\n09:32:01 User: ho\ntool: x\n"};
    constexpr std::string_view alphabet("\"\\[]{},:;\t\r\n\0\xFF\xC3\xED" "aAu0179-+ .", 32);
    std::uint32_t state = 1;
    const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(((state = state * 1664525u + 1013904223u) >> 8) % below); };
    const Directory directory("transcript");
    for (int i = 0; i < 1500; ++i) {
      std::string content = seeds[draw(std::size(seeds))];
      for (std::size_t n = draw(6) + 1; n > 0 && !content.empty(); --n) {
        const std::size_t at = draw(content.size());
        switch (draw(4)) {
          case 0: content[at] = alphabet[draw(alphabet.size())]; break;
          case 1: content.insert(at, 1, alphabet[draw(alphabet.size())]); break;
          case 2: content.erase(at, draw(8)); break;
          default: content.insert(at, content.substr(draw(content.size()), draw(20))); break;
        }
      }
      const std::filesystem::path file = directory.write("a.json", content);
      const auto format = static_cast<TranscriptFormat>(draw(6));
      CAPTURE(content);
      const Contents contents = read({file}, {.format = format});
      for (const Transcript& transcript : contents.transcripts)
        for (const Utterance& turn : transcript.turns) CHECK(attune::is_well_formed(turn.text + turn.agent + transcript.id + transcript.team));
    }
  }
}

TEST_SUITE("transcripts of others") {
  TEST_CASE("the JSON test suite is accepted and rejected as it says") {
    const auto data = outside_data();
    if (!data) return;
    std::size_t n_accepted = 0, n_rejected = 0;
    for (const std::filesystem::path& path : files_in(*data / "hostile/jsontestsuite/test_parsing")) {
      CAPTURE(path.filename().string());
      std::ifstream in(path, std::ios::binary);
      std::string text(std::istreambuf_iterator<char>(in), {});
      const bool accepted = attune::detail::parse_json(text).problem.empty();
      const char expected = path.filename().string()[0];
      if (expected == 'y') CHECK(accepted);
      if (expected == 'n') CHECK_FALSE(accepted);
      n_accepted += expected == 'y';
      n_rejected += expected == 'n';
      for (const TranscriptFormat format : {TranscriptFormat::json, TranscriptFormat::jsonl, TranscriptFormat::csv, TranscriptFormat::text})
        if (TranscriptReader::open(std::vector<std::filesystem::path>{path}, {.format = format})) read({path}, {.format = format});
    }
    CHECK(n_accepted == 95);
    CHECK(n_rejected == 188);
  }

  TEST_CASE("hostile files of many kinds are read to their end in every format") {
    const auto data = outside_data();
    if (!data) return;
    std::size_t n_files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*data / "hostile")) {
      if (!entry.is_regular_file()) continue;
      CAPTURE(entry.path().string());
      for (const TranscriptFormat format : {TranscriptFormat::json, TranscriptFormat::jsonl, TranscriptFormat::csv, TranscriptFormat::tsv, TranscriptFormat::text})
        if (TranscriptReader::open(std::vector<std::filesystem::path>{entry.path()}, {.format = format})) read({entry.path()}, {.format = format});
      ++n_files;
    }
    CHECK(n_files > 300);
  }

  TEST_CASE("data sets of support are read without an error") {
    const auto data = outside_data();
    if (!data) return;
    const auto count = [&](const std::vector<std::filesystem::path>& files, std::size_t n_conversations, std::size_t n_turns, std::uint64_t n_tool_messages) {
      CAPTURE(files.at(0).string());
      const Contents contents = read(files);
      CHECK(contents.errors.empty());
      CHECK(contents.transcripts.size() == n_conversations);
      std::size_t n = 0;
      for (const Transcript& transcript : contents.transcripts) n += transcript.turns.size();
      CHECK(n == n_turns);
      CHECK(contents.n_tool_messages == n_tool_messages);
      return contents;
    };
    const std::filesystem::path support = *data / "support";
    const Contents cucom = count({support / "cucom/merged.jsonl"}, 6000, 71686, 0);
    CHECK(cucom.transcripts.front().id == "conv_0001");
    CHECK(cucom.transcripts.back().id == "conv_6000");
    count({support / "tau-bench/gpt-4o-airline.json"}, 200, 2870, 2438);
    count({support / "tau-bench/MockAirlineDomainEnv-few_shot.jsonl"}, 19, 260, 203);
    count({support / "tau-bench/MockRetailDomainEnv-few_shot.jsonl"}, 69, 1036, 919);
    count({support / "abcd/abcd_sample.json"}, 3, 63, 9);
    const Contents calls = count(files_in(support / "ms-ccsa/calls"), 112, 112, 0);
    for (const Transcript& transcript : calls.transcripts) CHECK(transcript.turns.at(0).role == Role::unknown);
  }
}
