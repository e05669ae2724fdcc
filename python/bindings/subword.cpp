#include <attune/subword.hpp>

#include <pybind11/numpy.h>

#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

std::filesystem::path path_or_shipped(const py::object& path) {
  return to_path(path.is_none() ? py::module_::import("attune").attr("model_dir")() : path);
}

PieceModelType choose_type(const py::object& type) {
  const Text name(type, {"type"});
  if (name.view() == "unigram") return PieceModelType::unigram;
  if (name.view() == "bpe") return PieceModelType::bpe;
  raise_choice_error("type", {"unigram", "bpe"}, name.view());
}

py::list encode(const SubwordTokenizer& self, const py::object& text) {
  const Text utf8(text, {"text"});
  const std::vector<Piece> pieces = unlocked(utf8.view().size(), [&] { return self.encode(utf8.view()); });
  const OffsetMap offsets(utf8.view());
  py::list out(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i)
    out[i] = make_record(record_types().piece, offsets.to_code_point(pieces[i].start), offsets.to_code_point(pieces[i].end), pieces[i].id);
  return out;
}

py::object encode_batch(const SubwordTokenizer& self, const py::object& batch) {
  const std::vector<Text> texts = to_texts(batch, "texts");
  std::vector<std::int64_t> message, start, end, id;
  {
    const py::gil_scoped_release released;
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      self.encode(texts[i].view(), pieces);
      const OffsetMap offsets(texts[i].view());
      for (const Piece& piece : pieces) {
        message.push_back(static_cast<std::int64_t>(i));
        start.push_back(offsets.to_code_point(piece.start));
        end.push_back(offsets.to_code_point(piece.end));
        id.push_back(piece.id);
      }
    }
  }
  const auto column = [](const std::vector<std::int64_t>& values) { return py::array_t<std::int64_t>(static_cast<py::ssize_t>(values.size()), values.data()); };
  return make_record(record_types().piece_batch, column(message), column(start), column(end), column(id));
}

py::str decode(const SubwordTokenizer& self, const py::object& ids) {
  std::vector<std::uint32_t> values;
  Py_ssize_t index = 0;
  for (const py::handle item : iterate(ids, "ids", "int")) {
    const py::object number = py::reinterpret_steal<py::object>(PyNumber_Index(item.ptr()));  // an int, or NumPy's
    if (!number) {
      PyErr_Clear();
      raise_type_error({"ids", index}, "int", item);
    }
    const unsigned long long value = PyLong_AsUnsignedLongLong(number.ptr());
    if (PyErr_Occurred() != nullptr || value >= self.size()) {
      PyErr_Clear();
      throw py::value_error(Argument{"ids", index}.to_string() + ": the model has pieces 0 to " + std::to_string(self.size() - 1));
    }
    values.push_back(static_cast<std::uint32_t>(value));
    ++index;
  }
  return to_str(self.decode(values));
}

SubwordTokenizer train(const py::object& texts, const py::object& path, std::size_t vocab_size, const py::object& type, const py::object& license) {
  PieceTexts data;
  for (const Text& text : to_texts(texts, "texts")) data.texts.push_back(text.string());
  const std::filesystem::path out = to_path(path);
  const PieceTrainingOptions options{.vocab_size = vocab_size, .type = choose_type(type), .license = Text(license, {"license"}).string()};
  const py::gil_scoped_release released;
  const std::string hash = train_pieces(data, out, options).value().hash;
  return SubwordTokenizer::load(out, hash).value();
}

py::object or_none(const std::optional<std::uint32_t>& id) { return id ? py::object(py::int_(*id)) : py::none(); }

}  // namespace

void bind_subword(py::module_& m) {
  py::class_<SubwordTokenizer> type(m, "SubwordTokenizer",
                                    R"(Text to the pieces of a sentencepiece model, with offsets.

Immutable; threads may share one.

Source: Kudo and Richardson, EMNLP 2018; models/pieces-en.md.)", py::is_final());
  finish_class(type, "pickle the path, and load it where it is needed");
  type.def_static(
      "load",
      [](const py::object& path, const py::object& sha256) {
        const std::filesystem::path file = path_or_shipped(path);
        const std::string pin = sha256.is_none() ? std::string() : Text(sha256, {"sha256"}).string();
        const py::gil_scoped_release released;
        return SubwordTokenizer::load(file, pin).value();
      },
      py::arg("path") = py::none(), py::kw_only(), py::arg("sha256") = py::none(),
      R"(load(path=None, *, sha256=None)
--

Load a model file of sentencepiece (unigram, BPE, word or character), checked before it is used.

Parameters
----------
path : str or path-like, optional
    The model that came with the package by default.
sha256 : str, optional
    What the file's SHA-256 must be, in hex.

Raises
------
attune.Error
    If the file cannot be read ('io'), or is damaged or not one to be trusted ('corrupt').
)");
  type.def_static("train", &train, py::arg("texts"), py::arg("path"), py::kw_only(), py::arg("vocab_size") = 8000, py::arg("type") = "unigram",
                  py::arg("license") = "not stated",
                  R"(train(texts, path, *, vocab_size=8000, type='unigram', license='not stated')
--

Learn pieces from texts, and write the model file and its card; the same texts give the same bytes.

Parameters
----------
texts : iterable of str
path : str or path-like
    The model file; the card beside it ends in .md.
vocab_size : int
    Number of pieces, 256 of which spell bytes.
type : {'unigram', 'bpe'}
license : str
    License of the data, for the card.

Returns
-------
tokenizer : SubwordTokenizer

Raises
------
TypeError
    If an item is not a str; the message names its index.
attune.Error
    If the texts do not hold as many pieces ('invalid_data'), or the file cannot be written ('io').
)");
  type.def("encode", &encode, py::arg("text"),
           R"(encode(self, text)
--

The pieces of a text, the same as sentencepiece's own.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD.

Returns
-------
pieces : list of Piece
    In order. White space before a word is part of its first piece; a run of unknown characters is one piece; of a
    character that is spelt as bytes the last spans it, and the others are empty.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If ``text`` takes 4 GiB or more.

Examples
--------
>>> tokenizer = attune.SubwordTokenizer.load()
>>> text = "Thanks, understandably"
>>> [text[start:end] for start, end, id in tokenizer.encode(text)]
['Thanks', ',', ' understand', 'ably']
)");
  type.def("encode_batch", &encode_batch, py::arg("texts"),
           R"(encode_batch(self, texts)
--

The pieces of many texts in columns; the GIL is released.

Parameters
----------
texts : iterable of str

Returns
-------
pieces : PieceBatch
    int64 arrays (message, start, end, id) of one length. ``message`` is the index of the text, never falling.

Raises
------
TypeError
    If an item is not a str; the message names its index.
ValueError
    If an item takes 4 GiB or more.
)");
  type.def("decode", &decode, py::arg("ids"),
           R"(decode(self, ids)
--

The text that pieces stand for, normalized as they are.

Parameters
----------
ids : iterable of int

Returns
-------
text : str
    Bytes that make no character are U+FFFD.

Raises
------
TypeError
    If an item is not an int; the message names its index.
ValueError
    If the model has no such piece.
)");
  type.def("__len__", [](const SubwordTokenizer& self) { return self.size(); }, "__len__(self)\n--\n\nThe number of pieces.");
  type.def(
      "piece",
      [](const SubwordTokenizer& self, std::uint32_t id) { return to_str(self.piece(id)); }, py::arg("id"),
      R"(piece(self, id)
--

The piece with this id as the model spells it, a space as '▁' (U+2581); ValueError when there is none.
)");
  type.def(
      "id", [](const SubwordTokenizer& self, const py::object& piece) { return or_none(self.id(Text(piece, {"piece"}).view())); }, py::arg("piece"),
      R"(id(self, piece)
--

The id of a piece as the model spells it, or None.
)");
  type.def_property_readonly("unk_id", [](const SubwordTokenizer& self) { return self.unk_id(); }, "Id of the unknown piece.");
  type.def_property_readonly("bos_id", [](const SubwordTokenizer& self) { return or_none(self.bos_id()); }, "Id for the beginning of a text, or None; ``encode`` does not add it.");
  type.def_property_readonly("eos_id", [](const SubwordTokenizer& self) { return or_none(self.eos_id()); }, "Id for the end of a text, or None; ``encode`` does not add it.");
  type.def_property_readonly("hash", [](const SubwordTokenizer& self) { return to_name(self.hash()); }, "SHA-256 of the model file, in hex.");
}

}  // namespace attune::python
