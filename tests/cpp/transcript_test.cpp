#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/transcript.hpp>

#include "transcript_contents.hpp"

using attune::ErrorCode;
using attune::TranscriptFormat;
using attune::TranscriptReader;

TEST_SUITE("transcripts in JSON") {
  TEST_CASE("a line is a conversation, in any of the usual words") {
    const std::string expected = "customer: Where is my parcel?\nagent: Let me look.\n";
    for (
        const std::string_view line :
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
    const Contents contents = read_content(
        "a.jsonl",
        R"({"id":1,"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"hi"},)"
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
        "a.jsonl",
        R"({"id":"c","customer":77,"team":"North","agent":"Dana","turns":[{"role":"user","text":"a","time":"2025-03-01T09:30:00.5Z","agent":"x"},)"
        R"({"role":"agent","text":"b","time":3},["agent","c",4.25,"Kim"],{"role":"agent","text":"d","time":null,"agent":null},{"role":"bot","text":"e","time":""}]})");
    REQUIRE(contents.order == "t");
    CHECK(contents.transcripts[0].customer == "77");
    CHECK(contents.transcripts[0].team == "North");
    CHECK(show(contents.transcripts[0]) ==
          "customer 1740821400500: a\nagent Dana 3000: b\nagent Kim 4250: c\nagent Dana: d\nbot: e\n");
  }

  TEST_CASE("of two names of one field its own counts, and a value before null") {
    const Contents contents = read_content(
        "a.jsonl",
        R"({"task_id":9,"id":"own","turns":[{"content":"no","text":"yes","role":"user"},{"text":null,"content":"still","speaker":"agent","participantId":"user"}]})");
    CHECK(show(contents) == "[own]\ncustomer: yes\nagent: still\n");
  }

  TEST_CASE("a conversation without an id is called by its place") {
    CHECK(read_content("a.jsonl", "\n[[\"user\",\"hi\"],[\"agent\",\"hello\"]]\n").transcripts.at(0).id == "a.jsonl:2");
    CHECK(read_content("call 1%3A.json", R"({"turns":[]})").transcripts.at(0).id == "call 1%3A.json");
    CHECK(read_content("a.txt", "hi").transcripts.at(0).id == "a.txt");
    const Contents array =
        read_content("a.json", R"([{"turns":[]},{"id":null,"turns":[]},{"task_id":3,"trial":1,"turns":[]}])");
    CHECK(show(array) == "[a.json[0]]\n[a.json[1]]\n[3-1]\n");
  }

  TEST_CASE("a file may be an array, one conversation, its messages, or hold a list of conversations") {
    const std::string expected = "customer: hi\nagent: hello\n";
    for (const std::string_view content :
         {R"([{"turns":[{"role":"user","text":"hi"},{"role":"agent","text":"hello"}]}])",
          "{\n \"turns\": [\n  {\"role\": \"user\", \"text\": \"hi\"},\n  {\"role\": \"agent\", \"text\": \"hello\"}\n "
          "]\n}\n",
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
        "call.json",
        R"({"Participants":[{"ParticipantId":"p-7","ParticipantRole":"CUSTOMER"}],"Transcript":[)"
        R"({"ParticipantId":"p-7","Content":"my line is dead","BeginOffsetMillis":250,"Id":"x"},{"ParticipantId":"AGENT","Content":"let me check","BeginOffsetMillis":4000},)"
        R"({"ParticipantId":"AGENT","Type":"EVENT"}]})");
    CHECK(show(contents) == "[call.json]\ncustomer 250: my line is dead\nagent 4000: let me check\n");
    CHECK(contents.n_tool_messages == 1);
  }

  TEST_CASE("broken characters do not lose a conversation") {
    const auto text_of = [](std::string_view written) {
      const Contents contents =
          read_content("a.jsonl", R"({"id":"a","turns":[["user",")" + std::string(written) + "\"]]}");
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
    CHECK(turns_of("Thanks for calling. My router blinks: red, then green.\n") ==
          "unknown: Thanks for calling. My router blinks: red, then green.\n");
    CHECK(turns_of("Sign-in fails.\nUser: kim@example.com\nError: 403\n") ==
          "unknown: Sign-in fails.\nUser: kim@example.com\nError: 403\n");
  }

  TEST_CASE("marks at the start of lines split the turns, and other lines go on") {
    CHECK(turns_of("Call 17\n\nAgent: Good morning,\nhow can I help?\n\nCustomer: My order: 3 cups,\n\n  all "
                   "broken\nNote: I sent photos\n Bot : noted\n") ==
          "unknown: Call 17\nagent: Good morning,\nhow can I help?\ncustomer: My order: 3 cups,\n\n  all broken\nNote: "
          "I sent photos\nbot: noted\n");
    CHECK(turns_of("Speaker 1: hi\nSpeaker 2: hello") == "unknown: hi\nunknown: hello\n");
    CHECK(turns_of("Agent:hi\rthere\nUser:\nUser: ok") == "agent: hi\rthere\ncustomer: \ncustomer: ok\n");
  }

  TEST_CASE("lines of tools are counted and skipped") {
    const Contents contents = read_content("a.txt",
                                           "user: where?\nassistant: None\ntool: {\"a\": 1,\n\"b\": 2}\nassistant: In "
                                           "Graz.\nuser: None\nsystem: closed\nassistant: None\n");
    CHECK(show(contents.transcripts.at(0)) == "customer: where?\nagent: In Graz.\ncustomer: None\nagent: None\n");
    CHECK(contents.n_tool_messages == 3);
  }

  TEST_CASE("names and times beside the mark are kept") {
    CHECK(turns_of("[09:31] Agent (Dana): hi\n[09:32] Customer: hello\nKim (Agent): hey\n") ==
          "agent Dana 34260000: hi\ncustomer 34320000: hello\nagent Kim: hey\n");
    CHECK(turns_of("9:31:02 Agent: hi\n09:31:04.5 - Customer: hello\nAgent [09:31:10]: so\n") ==
          "agent 34262000: hi\ncustomer 34264500: hello\nagent 34270000: so\n");
    CHECK(turns_of(
              "[2025-03-01 09:30:00] Agent: hi\n2025-03-01T09:30:01Z Customer: hello\n2025-03-01 09:30:02 Agent: so") ==
          "agent 1740821400000: hi\ncustomer 1740821401000: hello\nagent 1740821402000: so\n");
    CHECK(turns_of("[23:59:58] Agent: hi\n[00:00:03] User: ho\n") == "agent 86398000: hi\ncustomer 86403000: ho\n");
    CHECK(turns_of("[00:40] Agent: minutes or hours?\n[01:10] User: nobody knows\n") ==
          "agent: minutes or hours?\ncustomer: nobody knows\n");
  }
}

TEST_SUITE("transcripts in CSV") {
  TEST_CASE("a row is a message, with quotes as RFC 4180 has them") {
    const Contents contents =
        read_content("a.csv",
                     "\xEF\xBB\xBF"
                     "Conversation,Time,Speaker,Message,Agent,Team,Customer,other\r\n"
                     "c1,10,customer,\"Two cups, \"\"blue\"\", broke\r\nand a plate\",,North,k-1,\r\n"
                     "\r\n"
                     "c1,12.5,agent,\"\",Dana,,,x\r\n"
                     ",,,,,,,\r\n"
                     "c1,,tool,lookup,,,,\n"
                     "c2,,\"user\",say \"cheese\",,,,\n"
                     "c2,,rep,\"a\"b,Kim");
    CHECK(show(contents) ==
          "[c1]\ncustomer 10000: Two cups, \"blue\", broke\r\nand a plate\nagent Dana 12500: \n[c2]\ncustomer: say "
          "\"cheese\"\nagent Kim: ab\n");
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
    for (int i = 0; i < 17; ++i) {
      const std::string id = std::string("c").append(std::to_string(i));
      content += id + ",user," + filler + "\n" + id + ",agent,ok\n";
    }
    content += "first,agent,late\nfirst,agent,later\nlast,user,bye\n";
    const Contents contents = read_content("a.csv", content);
    CHECK(contents.order == std::string(18, 't') + "et");
    CHECK(contents.transcripts.at(0).id == "first");
    CHECK(contents.transcripts.at(1).turns.size() == 2);
    CHECK(contents.transcripts.at(18).id == "last");
    CHECK(contents.errors.at(0).find("line 37: rows of a conversation that ended before") != std::string::npos);
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
        {"line 3: 6 fields where the header has 4", "quote"},
        {"line 4: no conversation", "names"},
        {"line 5: too few fields", "role"},
        {"line 6: a quote that is never closed", "double"},
        {"line 7: a time", "RFC 3339"}};
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
    const Contents contents = read({directory.write("a.csv", "case number,who,text\n1,user,hi\n"),
                                    directory.write("b.csv", "conversation,role,text\n1,user,hi\n")});
    CHECK(contents.order == "et");
    CHECK(contents.errors.at(0).find("a.csv, line 1: a header without conversation, role; name the columns") !=
          std::string::npos);
  }
}

TEST_SUITE("transcripts of any make") {
  TEST_CASE("a bad record is an error with file, line and remedy, the rest is read, and order is kept") {
    const Contents contents =
        read_content("a.jsonl",
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
    const std::string_view expected[] = {"line 3: not JSON at byte 50",
                                         "line 4: turns[1]: no text",
                                         "line 6: no turns",
                                         "line 7: not a conversation",
                                         "line 8: one message where",
                                         "line 9: turns[0]: no role",
                                         "line 10: turns[0]: a text of a wrong type",
                                         "line 11: turns[0]: not a message",
                                         "line 12: turns of a wrong type",
                                         "line 13: turns[0]: a time",
                                         "line 14: JSON that ends too early"};
    REQUIRE(contents.errors.size() == std::size(expected));
    for (std::size_t i = 0; i < contents.errors.size(); ++i) {
      CAPTURE(contents.errors[i]);
      CHECK(contents.errors[i].find("a.jsonl, " + std::string(expected[i])) != std::string::npos);
      CHECK(contents.errors[i].find("secret") == std::string::npos);
      CHECK(contents.errors[i].find(';') != std::string::npos);
    }
  }

  TEST_CASE("in an array a bad conversation does not take the others along") {
    const Contents contents = read_content(
        "a.json", "[\n{\"id\":1,\"turns\":[]},\n{\"id\":2,\n\"turns\":[}},\n3,\n{\"id\":4,\"turns\":[]}\n]");
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
    const std::string_view lines = "{\"id\":1,\"turns\":[]}\n{\"id\":2,\"turns\":[]}\n";
    for (const char* const name : {"a.jsonl", "a.json", "a.ndjson", "a", "a.txt", "a.csv"})
      CHECK(read_content(name, lines).order == "tt");
    const std::string_view array = "[\n{\"id\":1,\"turns\":[]},\n{\"id\":2,\"turns\":[]}\n]";
    for (const char* const name : {"a.json", "a.jsonl", "a", "a.txt", "a.csv"})
      CHECK(read_content(name, array).order == "tt");
    for (const char* const name : {"a", "a.log", "a.txt", "a.csv"})
      CHECK(read_content(name, "conversation,role,text\n1,user,hi\n2,user,hi\n").order == "tt");
    for (const char* const name : {"a", "a.log", "a.txt", "a.csv"})
      CHECK(read_content(name, "[09:31] Agent: hi\n[09:32] User: hi\n").order == "t");
    CHECK(read_content("a.jsonl", "").order.empty());
    CHECK(read_content("a", " \n").order.empty());
    CHECK(read_content("a.csv", "").order.empty());
    CHECK(read_content("a.json", "").order == "e");
    CHECK(read_content("a.txt", "\n").order == "e");
  }

  TEST_CASE("a format that cannot be told is refused by name") {
    const Directory directory("transcript");
    const std::filesystem::path good = directory.write("good.jsonl", "{\"turns\":[]}");
    const auto open = [&](const std::filesystem::path& path) {
      return TranscriptReader::open(std::vector<std::filesystem::path>{good, path});
    };
    const auto unclear = open(directory.write("notes.md", "hello, world\n"));
    REQUIRE(!unclear);
    CHECK(unclear.error().code() == ErrorCode::invalid_data);
    CHECK(std::string(unclear.error().message()).find("notes.md: the format cannot be told; give it with --format") !=
          std::string::npos);
    const auto wide = open(directory.write("wide.csv", std::string_view("\xFF\xFE"
                                                                        "c\0o\0",
                                                                        6)));
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
    const std::vector<std::filesystem::path> files{directory.write("a.jsonl", "{\"turns\":[]}"),
                                                   directory.write("b.jsonl", "{\"turns\":[]}"),
                                                   directory.write("c.jsonl", "{\"turns\":[]}")};
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
    CHECK(read_content("a.csv", "conversation,role,text\n1,user,hi\n1,user," + filler + "\n2,user,hi\n").order ==
          "ett");
    CHECK(read_content("a.csv", "conversation,role,text\n1,user,hi\n1,user,\"" + filler + "\n2,user,hi\n").order ==
          "ett");
    CHECK(read_content("a.txt", "Agent: " + filler).order == "e");
  }

  TEST_CASE("records that lie across the blocks of reading are whole") {
    std::string jsonl, csv = "conversation,role,text\r\n", json = "[";
    for (int i = 0; i < 3000; ++i) {
      const std::string id = std::string("c").append(std::to_string(i)),
                        text = std::string(static_cast<std::size_t>(i * 37 % 700), 'x') + " é😀\\n\\\"q\\\"";
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
}
