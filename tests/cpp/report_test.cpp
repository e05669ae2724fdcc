#include <doctest/doctest.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <attune/detail/html.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/report.hpp>
#include <attune/span.hpp>

#include "html_reader.hpp"

using attune::Conversation;
using attune::Cue;
using attune::CueKind;
using attune::Phrase;
using attune::Reading;
using attune::Report;
using attune::Role;
using attune::Tag;
using attune::Transcript;
using attune::detail::Html;
using attune::detail::HtmlAttr;
using attune::detail::HtmlText;
using test::HtmlPart;
using test::read_html;

namespace {

template <class T>
concept Writable = requires(Html html, T value) { html << value; };

static_assert(Writable<HtmlText> && Writable<HtmlAttr> && Writable<int> && Writable<std::uint64_t>);
static_assert(!Writable<std::string> && !Writable<std::string_view> && !Writable<const char*> && !Writable<char*> && !Writable<char> && !Writable<bool>);

struct Chat {
  Transcript transcript;
  Conversation conversation;

  void say(Role role, std::string text, Reading reading = {}) {
    transcript.turns.push_back({role, std::move(text), {}, {}});
    reading.role = role;
    conversation.turns.push_back(std::move(reading));
  }
};

Phrase phrase(std::uint32_t start, std::uint32_t end, Tag tag) { return {start, end, tag, attune::kind_of(tag), 0.9f, "rule"}; }

Reading stressed(float stress, std::uint8_t level) {
  Reading reading;
  reading.stress = stress;
  reading.stress_level = level;
  reading.high_stress = level == 2;
  return reading;
}

std::string page(const std::vector<Chat>& chats, attune::ReportOptions options = {}) {
  Report report(std::move(options));
  for (const Chat& chat : chats) report.add(chat.transcript, chat.conversation);
  return report.html();
}

/// `text` in every field that holds anyone's words.
Chat chat_of(const std::string& words) {
  static std::set<std::string> kept;  // labels and sources are views
  const std::string& text = *kept.insert(words).first;
  Chat chat;
  const auto size = static_cast<std::uint32_t>(text.size());
  chat.transcript.id = chat.conversation.id = chat.transcript.customer = chat.transcript.team = text;
  Reading customer = stressed(0.9f, 2);
  customer.labels = {text};
  customer.cues = {{0, size, CueKind::waiting, 0.5f, text}};
  customer.why = {{0, size, text}};
  chat.say(Role::customer, text, customer);
  Reading agent;
  agent.spans = {phrase(0, size, Tag::blaming)};
  agent.spans[0].source = text;
  chat.say(Role::agent, text, agent);
  chat.say(Role::bot, text);
  Reading unknown = customer;
  unknown.spans = agent.spans;
  chat.say(Role::unknown, text, unknown);
  for (attune::Utterance& turn : chat.transcript.turns) turn.agent = text;
  Conversation& c = chat.conversation;
  c.first_turn_high_stress = c.needs_human = true;
  c.first_turn_why = c.needs_human_why = {{0, 0, size, text}};
  c.empathy.detracting = 1;
  return chat;
}

/// What HTML can hold of `text`: no U+0000, and no ill-formed bytes.
std::string holdable(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\0') out += "\uFFFD";
    else out += c;
  return attune::to_well_formed(out);
}

/// The parts without the elements that isolate direction controls.
std::vector<HtmlPart> without_controls(const std::vector<HtmlPart>& parts) {
  std::vector<HtmlPart> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].kind == HtmlPart::open && parts[i].has_class("control")) i = test::element_end(parts, i) - 1;
    else out.push_back(parts[i]);
  }
  return out;
}

/// Checks that a page with `text` everywhere has the elements of one with a harmless text, and shows all of `text`.
void check_harmless(const std::string& text) {
  static const std::string benign_page = test::skeleton(read_html(page({chat_of("hello")}, {"hello", 9})));
  static const std::string benign_fragment = test::skeleton(read_html(attune::to_html(chat_of("hello").transcript, chat_of("hello").conversation)));
  const Chat chat = chat_of(text);
  const std::vector<HtmlPart> parts = read_html(page({chat}, {text, 9}));
  CHECK(test::skeleton(without_controls(parts)) == benign_page);
  const std::vector<HtmlPart> fragment = read_html(attune::to_html(chat.transcript, chat.conversation));
  CHECK(test::skeleton(without_controls(fragment)) == benign_fragment);
  CHECK(test::texts_of_class(parts, "text") == std::vector<std::string>(4, holdable(text)));
  CHECK(test::texts_of_class(fragment, "text") == std::vector<std::string>(4, holdable(text)));
}

std::vector<std::string> payloads() {
  using namespace std::string_literals;
  return {
      "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "</title><svg onload=alert(1)>",
      "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' autofocus='", "--><b>out</b><!--", "]]><b>out</b>", "<!--", "<![CDATA[x]]>", "<?php x ?>",
      "&lt;b&gt; &amp;lt; &#60;b&#62; &#x3c;b&#x3e; &nbsp &notit;", "<a href=\"javascript:alert(1)\">x</a>", "<base href=//x.example>",
      "<meta http-equiv=refresh content=0>", "<template><p>x</template>", "<plaintext>", "<textarea>", "<math><mi><mglyph><style><!--</style>",
      "</p></li></ol></div></article></main>", "<bdi class=\"control\">", "`${alert(1)}`", "{{7*7}}", "a\0b<i>\0</i>"s, "\0"s, "\r\nline\rline\n\tline\n",
      "\nfirst", "  spaces  ", "\x01\x02\x07\x08\x1B[31mred\x7F", "\xC2\x80\xC2\x9B", "\xFF\xFE<b>", "\xE2\x82", "\xF0\x9F\x98", "\xED\xA0\x80<i>",
      "\xC0\xBCscript\xC0\xBE", "\xEF\xBB\xBF<b>", "\u202Egnp.exe\u202C", "\u2066a\u2067b\u2068c\u2069", "\u202A\u202B\u202D<b>", "\u200Fabc\u200E",
      "\u2028line\u2029para", "\u05E9\u05DC\u05D5\u05DD \u202E<b>x</b>", "\U0001F469\u200D\U0001F4BB\uFE0F\u20E3", "\uFDD0\uFFFE\U0010FFFF", "z\u0301\u0301\u0301",
      "=cmd|' /C calc'!A0", std::string(300, '<'), std::string(500, '"') + "&",
  };
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("escapes text for the place it stands in") {
    const auto text = [](std::string_view raw) { return (Html() << HtmlText(raw)).bytes(); };
    const auto attribute = [](std::string_view raw) { return (Html() << HtmlAttr(raw)).bytes(); };
    CHECK(text("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
    CHECK(attribute("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
    CHECK(text("\u202Ex") == "<bdi class=\"control\" data-code=\"U+202e\">\u202E</bdi>x");
    CHECK(attribute("\u202Ex") == "\uFFFDx");
    CHECK(text(std::string_view("\0\xFF\r", 3)) == "\uFFFD\uFFFD&#13;");
    CHECK((Html() << 12 << " " << attune::detail::Fixed{0.125, 2} << " " << attune::detail::Fixed{1.0 / 0.0, 1}).bytes() == "12 0.12 0.0");
  }

  TEST_CASE("lets no text of any field make an element") {
    for (const std::string& payload : payloads()) {
      CAPTURE(payload);
      check_harmless(payload);
    }
  }

  TEST_CASE("lets no pair of payloads work together") {
    const std::vector<std::string> all = payloads();
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAPTURE(i);
      check_harmless(all[i] + all[(i * 7 + 3) % all.size()]);
    }
  }

  TEST_CASE("lets no payload of DOMPurify's tests make an element") {
    const char* const data = std::getenv("ATTUNE_DATA");
    if (!data) {
      MESSAGE("skipped: ATTUNE_DATA does not say where the data sets are");
      return;
    }
    std::ifstream file(std::string(data) + "/hostile/dompurify/test/fixtures/expect.mjs");
    std::size_t n = 0;
    for (std::string line; std::getline(file, line);) {
      const std::size_t key = line.find("\"payload\":");
      if (key == std::string::npos) continue;
      const std::size_t begin = line.find('"', key + 10), end = line.rfind('"');
      const nlohmann::json payload = nlohmann::json::parse(line.substr(begin, end - begin + 1), nullptr, false);
      if (!payload.is_string()) continue;
      CAPTURE(payload);
      check_harmless(payload.get<std::string>());
      ++n;
    }
    CHECK(n >= 200);
  }

  TEST_CASE("shows every byte once, whatever the spans are") {
    std::mt19937 random(20250304);
    const std::vector<std::string> pieces{"a", "<b>", "&amp;", "\u00E9", "\U0001F62D", "\xFF", "\u202E", "\n", " word ", std::string(1, '\0')};
    for (int round = 0; round < 400; ++round) {
      std::string text;
      for (std::size_t n = random() % 20; n > 0; --n) text += pieces[random() % pieces.size()];
      Reading reading;
      for (std::size_t n = random() % 8; n > 0; --n) {
        const auto start = static_cast<std::uint32_t>(random() % (text.size() + 3)), end = static_cast<std::uint32_t>(random() % (text.size() + 3));
        reading.spans.push_back(phrase(start, end, static_cast<Tag>(random() % attune::n_tags)));
      }
      Chat chat;
      chat.say(Role::agent, text, reading);
      const std::vector<HtmlPart> parts = read_html(attune::to_html(chat.transcript, chat.conversation));
      CHECK(test::texts_of_class(parts, "text") == std::vector<std::string>{holdable(text)});
      int depth = 0;  // a mark in a mark would cross another sooner or later
      for (const HtmlPart& part : parts) {
        if (part.name != "mark") continue;
        depth += part.kind == HtmlPart::open ? 1 : -1;
        CHECK((depth == 0 || depth == 1));
      }
    }
  }

  TEST_CASE("marks the words of overlapping spans, each with its tag") {
    const std::string text = "\U0001F64F As I already said, the rules do not allow it.";
    const auto at = [&](std::string_view words) { return static_cast<std::uint32_t>(text.find(words)); };
    Reading reading;
    reading.spans = {phrase(at("As"), at("."), Tag::defensive), phrase(at("the rules"), at(" it."), Tag::policy_shield),
                     phrase(at("rules"), at("."), Tag::dismissive)};
    Chat chat;
    chat.say(Role::agent, text, reading);
    const std::vector<HtmlPart> parts = read_html(attune::to_html(chat.transcript, chat.conversation));
    for (const Phrase& span : reading.spans) {
      std::string words;
      for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i].kind == HtmlPart::open && parts[i].name == "mark" && parts[i].attributes.at("title").find(to_string(span.tag)) != std::string::npos)
          words += test::text_between(parts, i, test::element_end(parts, i));
      CHECK(words == attune::slice(text, span));
    }
    CHECK(test::texts_of_class(parts, "tags") == std::vector<std::string>{"1 defensive2 policy shield3 dismissive"});
    const std::string evidence = test::texts_of_class(parts, "evidence").at(0);
    CHECK(evidence.find("policy_shield the rules do not allow characters 21\u201343, rule rule, sureness 0.90") != std::string::npos);
  }

  TEST_CASE("gives the same bytes for the same conversations") {
    std::vector<Chat> chats;
    for (const std::string& payload : payloads()) chats.push_back(chat_of(payload));
    CHECK((page(chats) == page(chats)));  // in parentheses: doctest prints no pages
    CHECK((attune::to_html(chats[0].transcript, chats[0].conversation) == attune::to_html(chats[0].transcript, chats[0].conversation)));
  }

  TEST_CASE("shows those that need attention most, and counts all") {
    const auto chat = [](std::string id, std::uint8_t first, std::uint8_t last) {
      Chat made;
      made.transcript.id = made.conversation.id = std::move(id);
      made.say(Role::customer, "one", stressed(0.4f * first, first));
      made.say(Role::customer, "two", stressed(0.4f * last, last));
      made.conversation.first_turn_high_stress = first == 2;
      made.conversation.shift = last < first ? attune::Shift::down : last > first ? attune::Shift::up : attune::Shift::flat;
      return made;
    };
    std::vector<Chat> chats{chat("calm", 0, 0), chat("unheard", 2, 0), chat("heard", 2, 0), chat("up", 0, 1), chat("furious", 1, 2), chat("crisis", 0, 0),
                            chat("error", 0, 0), chat("detracting", 0, 0)};
    chats[2].conversation.acknowledged = {0, 1, {}};
    for (const std::size_t i : {5u, 6u}) {
      chats[i].conversation.needs_human = true;
      chats[i].conversation.needs_human_why = {{0, 0, 3, chats[i].conversation.id}};
    }
    chats[7].conversation.empathy.detracting = 1;
    const auto shown = [&](std::size_t max) {
      std::vector<std::string> ids;
      const std::vector<HtmlPart> parts = read_html(page(chats, {"t", max}));
      for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i].kind == HtmlPart::open && parts[i].name == "article") ids.push_back(test::text_between(parts, i + 1, test::element_end(parts, i + 1)));
      return ids;
    };
    const std::vector<std::string> order{"crisis", "error", "furious", "unheard", "up", "detracting", "heard", "calm"};
    CHECK(shown(100) == order);
    CHECK(shown(3) == std::vector<std::string>(order.begin(), order.begin() + 3));
    CHECK(shown(0).empty());
    for (const std::size_t max : {0u, 3u, 100u}) CHECK(page(chats, {"t", max}).find("8 conversations, 16 messages. <b>2 need a person") != std::string::npos);
  }

  TEST_CASE("holds no more for many conversations than for few") {
    Report few({"t", 5}), many({"t", 5});
    for (int i = 0; i < 20'000; ++i) {
      Chat chat = chat_of("hello");
      chat.transcript.turns[0].time = 86400.0 * (10'000 + 7 * i);
      if (i < 5) few.add(chat.transcript, chat.conversation);
      many.add(chat.transcript, chat.conversation);
    }
    CHECK(many.html().size() < few.html().size() + 6000);  // longer numbers, and up to 31 points of the trend
    CHECK(many.html().find("20000 conversations") != std::string::npos);
  }

  TEST_CASE("cuts what is too long to read, and says so") {
    Chat chat;
    for (int i = 0; i < 1000; ++i) chat.say(Role::customer, i == 0 ? std::string(100'000, 'x') + "\u00E9" : "y", stressed(0.5f, 1));
    const std::string html = attune::to_html(chat.transcript, chat.conversation);
    CHECK(html.size() < 500'000);
    CHECK(html.find("600 more messages") != std::string::npos);
    CHECK(html.find("80002 more bytes") != std::string::npos);
  }

  TEST_CASE("counts no life event and no crisis, and shows both where they were said") {
    const std::string text = "my father died and I cannot go on";
    Chat plain, told;
    plain.say(Role::customer, text, stressed(0.3f, 0));
    plain.conversation.needs_human = true;
    told = plain;
    told.conversation.turns[0].cues = {{0, 14, CueKind::life_event, 1, "r"}, {19, 33, CueKind::crisis, 1, "r"}};
    told.conversation.needs_human_why = {{0, 0, 14, "life_event"}, {0, 19, 33, "crisis"}};
    const auto overview = [](const Chat& chat) {
      const std::string html = page({chat});
      return html.substr(0, html.find("<section id=\"attention\""));
    };
    // What is emotional may be taken up: that figure alone moves.
    const std::string without = overview(plain), with = overview(told);
    CHECK(without.substr(without.find("<div class=\"cards\">")) == with.substr(with.find("<div class=\"cards\">")));
    const std::string why = test::texts_of_class(read_html(page({told})), "why").at(0);
    CHECK(why.find("my father died") != std::string::npos);
    CHECK(why.find("I cannot go on") != std::string::npos);
    CHECK(why.find("self-harm") != std::string::npos);
  }

  TEST_CASE("says who took an emotion up, and when") {
    Chat chat;
    chat.say(Role::customer, "I'm upset", stressed(0.6f, 1));
    chat.say(Role::agent, "I can see why");
    chat.conversation.acknowledged = {0, 1, 125.0};
    const std::vector<HtmlPart> parts = read_html(page({chat}));
    CHECK(test::texts_of_class(parts, "facts").at(0).find("yes, message\u00A01 in message\u00A02, after 2\u00A0min\u00A05\u00A0s") != std::string::npos);
    CHECK(test::texts_of_class(parts, "answers") == std::vector<std::string>{"\u21A9 takes up the emotion of message\u00A01"});
  }

  TEST_CASE("draws a trend by day when conversations have dates, by order otherwise") {
    std::vector<Chat> chats(4);
    for (Chat& chat : chats) chat.say(Role::customer, "x", stressed(0.5f, 1));
    CHECK(page(chats).find("in the order of the file") != std::string::npos);
    for (std::size_t i = 0; i < chats.size(); ++i) chats[i].transcript.turns[0].time = 40.0 * static_cast<double>(i);  // from the start of a call
    CHECK(page(chats).find("in the order of the file") != std::string::npos);
    for (std::size_t i = 0; i < chats.size(); ++i) chats[i].transcript.turns[0].time = 1740960000.0 + 86400 * static_cast<double>(i);
    const std::string html = page(chats);
    CHECK(html.find("by the day (UTC)") != std::string::npos);
    CHECK(html.find("2025-03-03") != std::string::npos);
    CHECK(html.find("2025-03-06") != std::string::npos);
  }

  TEST_CASE("allows its own style and script by their hashes, and nothing else") {
    const std::vector<HtmlPart> parts = read_html(page({chat_of("x")}));
    std::string policy;
    std::vector<std::string> raw;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].name == "meta" && parts[i].attributes.count("http-equiv")) policy = parts[i].attributes.at("content");
      if (parts[i].kind == HtmlPart::open && (parts[i].name == "style" || parts[i].name == "script")) raw.push_back(parts[i + 1].content);
      CHECK(parts[i].attributes.count("style") == 0);
      for (const auto& [name, value] : parts[i].attributes) {
        CHECK(name.substr(0, 2) != "on");
        CHECK((name != "href" || value.front() == '#'));
        CHECK(name != "src");
      }
    }
    REQUIRE(raw.size() == 2);
    const auto base64 = [](const std::string& text) {
      const std::string hex = attune::detail::sha256(text);
      std::string bits;
      for (const char c : hex)
        for (int bit = 3; bit >= 0; --bit) bits += static_cast<char>('0' + ((c <= '9' ? c - '0' : c - 'a' + 10) >> bit & 1));
      std::string out;
      for (std::size_t i = 0; i < bits.size(); i += 6) {
        std::string six = bits.substr(i, 6);
        six.resize(6, '0');
        out += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[std::stoul(six, nullptr, 2)];
      }
      return out + "=";
    };
    CHECK(base64("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    CHECK(policy == "default-src 'none'; style-src 'sha256-" + base64(raw[0]) + "'; script-src 'sha256-" + base64(raw[1]) +
                        "'; base-uri 'none'; form-action 'none'");
  }

  TEST_CASE("makes fragments that leave the page around them alone") {
    const Chat chat = chat_of("x");
    const std::vector<HtmlPart> parts = read_html(attune::to_html(chat.transcript, chat.conversation));
    std::string style;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      CHECK(parts[i].name != "script");
      CHECK(parts[i].attributes.count("id") == 0);
      CHECK(parts[i].attributes.count("href") == 0);
      if (parts[i].kind == HtmlPart::open && parts[i].name == "style") style = parts[i + 1].content;
    }
    std::istringstream lines(style);
    std::size_t n = 0;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t brace = line.find('{');
      if (brace == std::string::npos || line.substr(0, 6) == "@media") continue;
      std::istringstream selectors(line.substr(0, brace));
      for (std::string selector; std::getline(selectors, selector, ',');) {
        CAPTURE(selector);
        CHECK(selector.find(".attune") != std::string::npos);
        ++n;
      }
    }
    CHECK(n > 50);
  }

  TEST_CASE("takes conversations of no turns, of times that are no times, and of fewer readings than messages") {
    Chat empty, odd;
    CHECK(page({}).find("0 conversations, 0 messages") != std::string::npos);
    CHECK(page({empty}).find("1 conversation, 0 messages") != std::string::npos);
    for (const double time : {0.0 / 0.0, 1.0 / 0.0, -1e300, 1e300}) {
      odd.say(Role::customer, "x", stressed(0.0f / 0.0f, 200));
      odd.transcript.turns.back().time = time;
    }
    odd.transcript.turns.push_back({Role::agent, "not read", {}, {}});
    odd.conversation.acknowledged = {90, 91, 1.0 / 0.0};
    odd.conversation.needs_human = true;
    odd.conversation.needs_human_why = {{77, 5, 2, "error"}};
    CHECK(test::texts_of_class(read_html(page({odd})), "text").size() == 4);
    CHECK(attune::to_html(empty.transcript, empty.conversation).find("<div class=\"attune fragment\">") == 0);
  }
}
