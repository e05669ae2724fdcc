#include <attune/emotion.hpp>

#include <pybind11/numpy.h>

#include "module.hpp"
#include "records.hpp"
#include "text.hpp"

namespace attune::python {

namespace {

View choose_view(const py::object& view) {
  return choose(view, "view", {View::goemotions, View::ekman, View::sentiment, View::support, View::tones});
}

py::list labels(const EmotionClassifier& self, View view) {
  py::list out;
  for (const std::string_view label : self.labels(view)) out.append(to_name(label));
  return out;
}

py::array_t<float> thresholds(const EmotionClassifier& self, View view) {
  const std::span<const float> values = self.thresholds(view);
  return py::array_t<float>(static_cast<py::ssize_t>(values.size()), values.data());
}

py::array_t<float> classify_batch(const EmotionClassifier& self, const py::object& batch, const py::object& view, unsigned threads) {
  const View chosen = choose_view(view);
  const std::vector<Text> texts = to_texts(batch, "texts");
  const std::vector<std::string_view> views = to_views(texts);
  const std::size_t width = self.labels(chosen).size();
  py::array_t<float> scores({static_cast<py::ssize_t>(texts.size()), static_cast<py::ssize_t>(width)});
  const std::span<float> out(scores.mutable_data(), static_cast<std::size_t>(scores.size()));
  {
    const py::gil_scoped_release released;
    if (chosen == View::goemotions) {
      self.classify_batch(views, out, {.threads = threads});
    } else {
      const std::size_t base_width = self.labels().size();
      std::vector<float> base(texts.size() * base_width);
      self.classify_batch(views, base, {.threads = threads});
      for (std::size_t i = 0; i < texts.size(); ++i)
        self.project(std::span(base).subspan(i * base_width, base_width), chosen, out.subspan(i * width, width));
    }
  }
  return scores;
}

}  // namespace

void bind_emotion(py::module_& m) {
  py::class_<EmotionClassifier> type(m, "EmotionClassifier",
                                     R"(Emotions of a customer's text: probability per label, with the words behind each.

Meant for customers' text: of an agent's text nobody's emotion is inferred. Immutable; threads may share one.

Source: models/emotion-en.md.)", py::is_final());
  finish_class(type, "pickle the path, and load it where it is needed");
  type.def_static(
      "load",
      [](const py::object& path) {
        const std::filesystem::path file = to_path(path);
        const py::gil_scoped_release released;
        return EmotionClassifier::load(file).value();
      },
      py::arg("path"),
      R"(load(path)
--

Load a model file.

Parameters
----------
path : str or path-like

Raises
------
attune.Error
    If the file cannot be read ('io'), is damaged ('corrupt') or newer than this build ('unsupported_version').
)");
  type.def_property_readonly(
      "labels", [](const EmotionClassifier& self) { return labels(self, View::goemotions); },
      "The 28 labels of the model, in column order: list of str.");
  type.def_property_readonly(
      "thresholds", [](const EmotionClassifier& self) { return thresholds(self, View::goemotions); },
      "float32 array of shape (n_labels,): a label is said when its probability is at least this.");
  type.def_property_readonly(
      "hash", [](const EmotionClassifier& self) { return to_name(self.hash()); }, "SHA-256 of the model file, in hex.");
  type.def(
      "labels_of", [](const EmotionClassifier& self, const py::object& view) { return labels(self, choose_view(view)); },
      py::arg("view"),
      R"(labels_of(self, view)
--

Labels of a view, in column order.

Parameters
----------
view : {'goemotions', 'ekman', 'sentiment', 'support', 'tones'}

Returns
-------
labels : list of str
)");
  type.def(
      "thresholds_of", [](const EmotionClassifier& self, const py::object& view) { return thresholds(self, choose_view(view)); },
      py::arg("view"),
      R"(thresholds_of(self, view)
--

Thresholds of a view's labels.

Parameters
----------
view : {'goemotions', 'ekman', 'sentiment', 'support', 'tones'}

Returns
-------
thresholds : float32 array of shape (n_labels,)
    A label is said when its probability is at least this.
)");
  type.def(
      "classify",
      [](const EmotionClassifier& self, const py::object& text, const py::object& view) {
        const Text utf8(text, {"text"});
        const View chosen = choose_view(view);
        py::dict out;
        for (const auto& [label, probability] :
             unlocked(utf8.view().size(), [&] { return self.classify(utf8.view(), chosen); }))
          out[to_name(label)] = probability;
        return out;
      },
      py::arg("text"), py::arg("view") = "goemotions",
      R"(classify(self, text, view='goemotions')
--

Probability of each label of a view, highest first.

Source: models/emotion-en.md.

Parameters
----------
text : str
    Lone surrogates are read as U+FFFD; an empty text has the probabilities of the bias alone.
view : {'goemotions', 'ekman', 'sentiment', 'support', 'tones'}

Returns
-------
scores : dict of str to float
    Values in [0, 1]; labels are independent: they need not sum to 1.

Raises
------
TypeError
    If ``text`` is not a str.
ValueError
    If there is no such view, or ``text`` takes 4 GiB or more.

Examples
--------
>>> a = attune.load()
>>> scores = a.emotions.classify("Thank you, that was quick!")
>>> next(iter(scores))
'gratitude'
)");
  type.def("classify_batch", &classify_batch, py::arg("texts"), py::kw_only(), py::arg("view") = "goemotions",
           py::arg("threads") = 1u,
           R"(classify_batch(self, texts, *, view='goemotions', threads=1)
--

Probability of each label for each text; the GIL is released.

Source: models/emotion-en.md.

Parameters
----------
texts : iterable of str, of length n_texts
view : {'goemotions', 'ekman', 'sentiment', 'support', 'tones'}
threads : int
    How many threads share the work, 0 for one per core. The bits are the same for any number.

Returns
-------
scores : float32 array of shape (n_texts, n_labels), C order, newly allocated
    Values in [0, 1]; columns follow ``labels`` (of another view ``labels_of(view)``), which are independent:
    rows need not sum to 1.

Raises
------
TypeError
    If an item is not a str; the message names its index.
ValueError
    If there is no such view, or an item takes 4 GiB or more.

Examples
--------
>>> a = attune.load()
>>> a.emotions.classify_batch(["Where is my order?", "Thanks!"]).shape
(2, 28)
)");
  type.def(
      "explain",
      [](const EmotionClassifier& self, const py::object& text, const py::object& label) {
        const Text utf8(text, {"text"});
        const Text name(label, {"label"});
        const auto parts = unlocked(utf8.view().size(), [&] { return self.explain(utf8.view(), name.view()); });
        const OffsetMap offsets(utf8.view());
        py::list out;
        for (const Contribution& part : parts)
          out.append(make_record(record_types().contribution, offsets.to_code_point(part.start), offsets.to_code_point(part.end),
                                 part.value));
        return out;
      },
      py::arg("text"), py::arg("label"),
      R"(explain(self, text, label)
--

What each part of a text adds to the logit of one label, before calibration.

Parameters
----------
text : str
label : str
    One of ``labels``.

Returns
-------
contributions : list of Contribution
    (start, end, value); the bias and whole-message features have the span (0, len(text)). The values add up
    to ``logit(text, label)``.

Raises
------
TypeError
    If ``text`` or ``label`` is not a str.
ValueError
    If the model has no such label.
)");
  type.def(
      "logit",
      [](const EmotionClassifier& self, const py::object& text, const py::object& label) {
        const Text utf8(text, {"text"});
        const Text name(label, {"label"});
        return unlocked(utf8.view().size(), [&] { return self.logit(utf8.view(), name.view()); });
      },
      py::arg("text"), py::arg("label"),
      R"(logit(self, text, label)
--

The logit of one label, before calibration.

Parameters
----------
text : str
label : str
    One of ``labels``.

Returns
-------
logit : float

Raises
------
TypeError
    If ``text`` or ``label`` is not a str.
ValueError
    If the model has no such label.
)");
}

}  // namespace attune::python
