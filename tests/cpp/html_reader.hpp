// Reads HTML as a browser's tokenizer would, so that a test sees the elements that a page really has.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

struct HtmlPart {
  enum Kind { open, close, text, comment } kind = text;
  std::string name = {};                                // of an element
  std::map<std::string, std::string> attributes = {};
  std::string content = {};                             // of a text, unescaped

  bool has_class(std::string_view name_of_class) const {
    const auto found = attributes.find("class");
    if (found == attributes.end()) return false;
    std::istringstream classes(found->second);
    for (std::string one; classes >> one;)
      if (one == name_of_class) return true;
    return false;
  }
};

/// Tokenizer of the HTML Standard, section 13.2.5, for all that begins with "<"; of character references it knows those that the
/// report writes, and throws at any other.
class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html) {}

  std::vector<HtmlPart> read() {
    while (at_ < html_.size()) {
      if (html_[at_] != '<') read_text();
      else if (begins("<!--")) read_comment("-->");
      else if (begins("<!") || begins("<?")) read_comment(">");
      else if (begins("</") && is_letter(at_ + 2)) read_close();
      else if (is_letter(at_ + 1)) read_open();
      else read_text();
    }
    return std::move(parts_);
  }

 private:
  bool begins(std::string_view what) const { return html_.substr(at_, what.size()) == what; }
  bool is_letter(std::size_t at) const { return at < html_.size() && std::isalpha(static_cast<unsigned char>(html_[at])); }
  bool is_space() const { return std::string_view(" \t\n\f\r").find(html_[at_]) != std::string_view::npos; }

  void read_text() {
    const std::size_t end = std::min(html_.find('<', at_ + 1), html_.size());
    add_text(html_.substr(at_, end - at_));
    at_ = end;
  }

  void add_text(std::string_view raw) {
    if (!raw.empty()) parts_.push_back({HtmlPart::text, {}, {}, unescape(raw)});
  }

  void read_comment(std::string_view end) {
    const bool doctype = begins("<!doctype html>");
    at_ = std::min(html_.find(end, at_), html_.size() - end.size()) + end.size();
    if (!doctype) parts_.push_back({HtmlPart::comment});
  }

  std::string read_name() {
    std::string name;
    while (at_ < html_.size() && !is_space() && html_[at_] != '/' && html_[at_] != '>')
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(html_[at_++])));
    return name;
  }

  void read_close() {
    at_ += 2;
    parts_.push_back({HtmlPart::close, read_name()});
    at_ = std::min(html_.find('>', at_), html_.size() - 1) + 1;
    if (parts_.back().name == "svg") --svg_;
  }

  void read_open() {
    ++at_;
    HtmlPart part{HtmlPart::open, read_name()};
    while (at_ < html_.size() && html_[at_] != '>') {
      if (is_space() || html_[at_] == '/') ++at_;
      else read_attribute(part);
    }
    ++at_;
    const std::string name = part.name;
    if (name == "svg") ++svg_;
    parts_.push_back(std::move(part));
    if (name == "style" || name == "script") read_raw(name, false);
    if (name == "title" && svg_ == 0) read_raw(name, true);
  }

  void read_attribute(HtmlPart& part) {
    std::string name;
    do name += static_cast<char>(std::tolower(static_cast<unsigned char>(html_[at_++])));
    while (at_ < html_.size() && !is_space() && std::string_view("/>=").find(html_[at_]) == std::string_view::npos);
    std::string_view value;
    if (at_ < html_.size() && html_[at_] == '=') {
      ++at_;
      const char quote = at_ < html_.size() ? html_[at_] : '\0';
      if (quote != '"' && quote != '\'') throw std::runtime_error("an attribute without quotes");
      const std::size_t end = std::min(html_.find(quote, at_ + 1), html_.size());
      value = html_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    }
    if (!part.attributes.emplace(name, unescape(value)).second) throw std::runtime_error("an attribute twice");
  }

  // The content of an element in which no other begins.
  void read_raw(const std::string& name, bool references) {
    const std::size_t end = std::min(html_.find(std::string("</").append(name), at_), html_.size());
    const std::string_view raw = html_.substr(at_, end - at_);
    if (references) add_text(raw);
    else parts_.push_back({HtmlPart::text, {}, {}, std::string(raw)});
    at_ = end;
  }

  static std::string unescape(std::string_view raw) {
    static constexpr std::pair<std::string_view, std::string_view> known[] = {{"&amp;", "&"},  {"&lt;", "<"},  {"&gt;", ">"},
                                                                              {"&quot;", "\""}, {"&#39;", "'"}, {"&#13;", "\r"}};
    std::string out;
    for (std::size_t at = 0; at < raw.size();) {
      if (raw[at] != '&') {
        out += raw[at++];
        continue;
      }
      const auto found = std::find_if(std::begin(known), std::end(known), [&](const auto& k) { return raw.substr(at, k.first.size()) == k.first; });
      if (found == std::end(known)) throw std::runtime_error("a character reference that the report does not write");
      out += found->second;
      at += found->first.size();
    }
    return out;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  int svg_ = 0;
  std::vector<HtmlPart> parts_;
};

inline std::vector<HtmlPart> read_html(std::string_view html) { return HtmlReader(html).read(); }

inline bool is_void(std::string_view name) { return name == "meta" || name == "br" || name == "input"; }

/// The place after the element that opens at `at`.
inline std::size_t element_end(const std::vector<HtmlPart>& parts, std::size_t at) {
  int depth = 0;
  for (; at < parts.size(); ++at) {
    if (parts[at].kind == HtmlPart::open && !is_void(parts[at].name)) ++depth;
    if (parts[at].kind == HtmlPart::close && --depth == 0) return at + 1;
  }
  throw std::runtime_error("an element that is not closed");
}

/// The text in parts [from, to).
inline std::string text_between(const std::vector<HtmlPart>& parts, std::size_t from, std::size_t to) {
  std::string out;
  for (; from < to; ++from) out += parts[from].content;
  return out;
}

/// The text of each element of that class, in order.
inline std::vector<std::string> texts_of_class(const std::vector<HtmlPart>& parts, std::string_view name) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i].kind == HtmlPart::open && parts[i].has_class(name)) out.push_back(text_between(parts, i, element_end(parts, i)));
  return out;
}

/// Elements and the names of their attributes, without the text.
inline std::string skeleton(const std::vector<HtmlPart>& parts) {
  std::string out;
  for (const HtmlPart& part : parts) {
    if (part.kind == HtmlPart::text) continue;
    out += part.kind == HtmlPart::open ? "<" : part.kind == HtmlPart::close ? "</" : "<!--";
    out += part.name;
    for (const auto& [attribute, value] : part.attributes) out.append(" ").append(attribute);
    out += ">\n";
  }
  return out;
}

}  // namespace test
