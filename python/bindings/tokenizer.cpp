#include <attune/tokenizer.hpp>

#include <limits>
#include <stdexcept>

#include "column.hpp"
#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

TokenMode choose_mode(const py::object& mode) {
  return choose(mode, "mode", {TokenMode::social, TokenMode::uax29, TokenMode::dictionary});
}

struct TokenColumns {
  Column<std::int32_t> message, start, end;  // narrow: most of the time would go into memory
  Column<std::uint8_t> kind;

  void append(std::size_t index, const Text& text, const std::vector<Token>& tokens) {
    const std::size_t n = tokens.size();
    std::fill_n(message.append(n), n, static_cast<std::int32_t>(index));
    std::int32_t *const starts = start.append(n), *const ends = end.append(n);
    std::uint8_t* const kinds = kind.append(n);
    for (std::size_t i = 0; i < n; ++i) {
      starts[i] = static_cast<std::int32_t>(tokens[i].start);
      ends[i] = static_cast<std::int32_t>(tokens[i].end);
      kinds[i] = static_cast<std::uint8_t>(tokens[i].kind);
    }
    if (text.is_ascii()) return;
    const OffsetMap offsets(text.view());
    for (std::int32_t* const bytes : {starts, ends}) offsets.to_code_points({reinterpret_cast<std::uint32_t*>(bytes), n});
  }
};

py::object tokenize_batch(const py::object& batch, const py::object& mode) {
  const TokenMode chosen = choose_mode(mode);
  const std::vector<Text> texts = to_texts(batch, "texts");
  const std::size_t n_expected = 24 * texts.size() + 64;  // more than most messages have: what is not written costs nothing
  TokenColumns columns{Column<std::int32_t>(n_expected), Column<std::int32_t>(n_expected), Column<std::int32_t>(n_expected),
                       Column<std::uint8_t>(n_expected)};
  {
    const py::gil_scoped_release released;
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string_view text = texts[i].view();
      if (text.size() > std::numeric_limits<std::int32_t>::max()) throw std::length_error("a text of 2 GiB or more does not fit into a batch");
      tokenize(text, chosen, tokens);
      columns.append(i, texts[i], tokens);
    }
  }
  return make_record(record_types().token_batch, columns.message.finish(), columns.start.finish(),
                     columns.end.finish(), columns.kind.finish());
}

py::tuple token_kinds() {
  py::tuple names(n_token_kinds);
  for (std::size_t i = 0; i < n_token_kinds; ++i) names[i] = to_name(to_string(static_cast<TokenKind>(i)));
  return names;
}

}  // namespace

void bind_tokenizer(py::module_& m) {
  m.def(
      "tokenize",
      [](const py::object& text, const py::object& mode) {
        const Text utf8(text, {"text"});
        const TokenMode chosen = choose_mode(mode);
        const std::vector<Token> tokens = unlocked(utf8.view().size(), [&] { return tokenize(utf8.view(), chosen); });
        const OffsetMap offsets(utf8.view());
        py::list out(tokens.size());
        for (std::size_t i = 0; i < tokens.size(); ++i)
          out[i] = make_record(record_types().token, offsets.to_code_point(tokens[i].start), offsets.to_code_point(tokens[i].end),
                               to_name(to_string(tokens[i].kind)));
        return out;
      },
      py::arg("text"), py::arg("mode") = "social",
      R"(tokenize(text, mode='social')
--

Split a text into words, numbers, emoji, URLs and the other things people type to support.

Source: Unicode Standard Annex #29, section 4.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
mode : {'social', 'uax29', 'dictionary'}
    'social' keeps URLs, e-mail addresses, handles, hashtags and emoticons whole; 'uax29' has the strict
    word boundaries; 'dictionary' also splits runs of Thai, Lao, Khmer, Burmese, Chinese and Japanese.

Returns
-------
tokens : list of Token
    In order and apart; only white space lies between them. ``text[token.start:token.end]`` is the token.
    Kinds: word, number, punctuation, symbol, emoji, url, email, handle, hashtag, emoticon, other.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If ``mode`` is none of the three, or ``text`` takes 4 GiB or more.

Examples
--------
>>> text = "still waiting 😡 @acme"
>>> [(text[start:end], kind) for start, end, kind in attune.tokenize(text)]
[('still', 'word'), ('waiting', 'word'), ('😡', 'emoji'), ('@acme', 'handle')]
)");
  m.attr("TOKEN_KINDS") = token_kinds();
  m.def("tokenize_batch", &tokenize_batch, py::arg("texts"), py::arg("mode") = "social",
        R"(tokenize_batch(texts, mode='social')
--

Tokens of many texts in columns; the GIL is released.

Source: Unicode Standard Annex #29, section 4.

Parameters
----------
texts : iterable of str
    Lone surrogates are read as U+FFFD.
mode : {'social', 'uax29', 'dictionary'}
    As for ``tokenize``.

Returns
-------
tokens : TokenBatch
    NumPy arrays (message, start, end, kind) of one length, ordered by text, then by start. ``kind`` counts in
    ``TOKEN_KINDS``; ``tokens.kind_names()`` spells it out.

Raises
------
TypeError
    If an item is not a str; the message names its index.
ValueError
    If ``mode`` is none of the three, or an item takes 2 GiB or more.

Examples
--------
>>> tokens = attune.tokenize_batch(["Thanks!", "still waiting 😡"])
>>> tokens.message.tolist(), tokens.start.tolist(), tokens.kind_names().tolist()
([0, 0, 1, 1, 1], [0, 6, 0, 6, 14], ['word', 'punctuation', 'word', 'word', 'emoji'])
)");
}

}  // namespace attune::python
