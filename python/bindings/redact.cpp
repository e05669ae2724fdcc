#include <attune/redact.hpp>

#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

void bind_redact(py::module_& m) {
  m.def(
      "redact",
      [](const py::object& text, bool email, bool phone, bool card, bool iban, bool ip, bool ssn, bool url_token, bool reference) {
        const RedactOptions options{.email = email, .phone = phone, .card = card, .iban = iban, .ip = ip, .ssn = ssn, .url_token = url_token, .reference = reference};
        const Text utf8(text, {"text"});
        const Redaction redacted = unlocked(utf8.view().size(), [&] { return redact(utf8.view(), options); });
        const OffsetMap source(utf8.view()), target(redacted.text);
        py::list spans(redacted.spans.size());
        for (std::size_t i = 0; i < redacted.spans.size(); ++i) {
          const RedactedSpan& span = redacted.spans[i];
          spans[i] = make_record(record_types().redacted_span, source.to_code_point(span.start), source.to_code_point(span.end), to_name(to_string(span.kind)),
                                 target.to_code_point(span.placeholder_start), target.to_code_point(span.placeholder_end));
        }
        return make_record(record_types().redaction, to_str(redacted.text), std::move(spans));
      },
      py::arg("text"), py::kw_only(), py::arg("email") = true, py::arg("phone") = true, py::arg("card") = true, py::arg("iban") = true, py::arg("ip") = true,
      py::arg("ssn") = true, py::arg("url_token") = true, py::arg("reference") = true,
      R"(redact(text, *, email=True, phone=True, card=True, iban=True, ip=True, ssn=True, url_token=True, reference=True)
--

Replace personal data that can be told by its form with typed placeholders: ``[EMAIL]``, ``[PHONE]``, ``[CARD]`` and so on.

What has a check digit is found by it; the rest by its form and the words before it, so that dates, times, prices, versions
and model names stay. Names and postal addresses are not looked for. Redacting again changes nothing.

Source: RFC 5321 and 3986; ITU-T E.164 and national numbering plans; ISO/IEC 7812-1 annex B (Luhn); ISO 13616 and the lengths
of the IBAN registry; RFC 4291.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.
email, phone, card, iban, ip, ssn, url_token, reference : bool
    Which kinds are replaced: e-mail addresses; phone numbers; payment cards; bank accounts (IBAN); IPv4 and IPv6 addresses;
    US social security numbers; in URLs user, password, secret parameters and long opaque parts; order, booking, account and
    other numbers behind the word that says so. A kind that is left out stays, and no part of it is taken for another.

Returns
-------
redaction : Redaction
    ``text`` with placeholders, and ``spans``: RedactedSpan(start, end, kind, placeholder_start, placeholder_end), in order and
    apart; the first two are indices of the given ``text``, the last two of the redacted one.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If the text takes 4 GiB or more.

Examples
--------
>>> text = "Order #88231 😡 call 020 7946 0958 or mail ana@example.com"
>>> redacted, spans = attune.redact(text)
>>> redacted
'Order #[REFERENCE] 😡 call [PHONE] or mail [EMAIL]'
>>> [(span.kind, text[span.start:span.end]) for span in spans]
[('reference', '88231'), ('phone', '020 7946 0958'), ('email', 'ana@example.com')]
)");
}

}  // namespace attune::python
