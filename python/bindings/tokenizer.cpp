#include <attune/tokenizer.hpp>

#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

void bind_tokenizer(py::module_& m) {
  m.def(
      "tokenize",
      [](const py::object& text, const py::object& mode) {
        const Text utf8(text, {"text"});
        const TokenMode chosen = choose(mode, "mode", {TokenMode::social, TokenMode::uax29, TokenMode::dictionary});
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
}

}  // namespace attune::python
