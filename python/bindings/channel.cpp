#include <attune/channel.hpp>

#include "aligned_text.hpp"
#include "module.hpp"

namespace attune::python {

void bind_channel(py::module_& m) {
  m.def(
      "clean",
      [](const py::object& text, bool entities, bool invisible, bool full_width, bool quotes, bool quoted_mail, bool signature, bool elongation) {
        const ChannelOptions options{.entities = entities,
                                     .invisible = invisible,
                                     .full_width = full_width,
                                     .quotes = quotes,
                                     .quoted_mail = quoted_mail,
                                     .signature = signature,
                                     .elongation = elongation};
        return derive(text, [&](std::string_view utf8) { return clean(utf8, options); });
      },
      py::arg("text"), py::kw_only(), py::arg("entities") = true, py::arg("invisible") = true, py::arg("full_width") = true,
      py::arg("quotes") = true, py::arg("quoted_mail") = true, py::arg("signature") = true, py::arg("elongation") = true,
      R"(clean(text, *, entities=True, invisible=True, full_width=True, quotes=True, quoted_mail=True, signature=True, elongation=True)
--

What a channel (mail, chat, a web form) has done to a text, undone: the plain words of its writer, with offsets back.

Source: RFC 3676, sections 4.3 and 4.5 (signatures, quoting); what mail programs write by themselves.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
entities : bool
    Read HTML entities: ``&#39;``, ``&amp;``.
invisible : bool
    Drop variation selectors (but behind emoji), soft hyphens, word joiners and U+FEFF.
full_width : bool
    Full-width ASCII, space and currency signs become the ordinary ones.
quotes : bool
    Curly apostrophes and quotation marks become ' and ".
quoted_mail : bool
    Drop quoted lines, with "On ..., ... wrote:" before them, and forwarded mail. A text of one line is kept.
signature : bool
    Drop the line "-- " and all behind it; the line "--" when at most eight lines follow.
elongation : bool
    Of three and more equal letters in a row leave two, but not in URLs and the like, nor in "AAA".

Returns
-------
derived : AlignedText

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If the text takes 4 GiB or more.

Examples
--------
>>> text = "I&#39;m sooooo late\n> When is it due?"
>>> derived = attune.clean(text)
>>> derived.text
"I'm soo late\n"
>>> start, end = derived.to_source(4, 7)
>>> text[start:end]
'sooooo'
)");
}

}  // namespace attune::python
