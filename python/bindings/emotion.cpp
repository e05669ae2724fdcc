#include <attune/emotion.hpp>
#include <attune/train.hpp>

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

// ---- training ---------------------------------------------------------------------------------------------------------

/// One label, or an iterable of them.
std::vector<std::string> to_labels(const py::handle& item, Py_ssize_t index) {
  std::vector<std::string> labels;
  if (PyUnicode_Check(item.ptr())) {
    labels.push_back(Text(item, {"labels", index}).string());
    return labels;
  }
  if (PyBytes_Check(item.ptr()) || !py::isinstance<py::iterable>(item)) raise_type_error({"labels", index}, "str or an iterable of str", item);
  for (const py::handle label : py::reinterpret_borrow<py::iterable>(item)) labels.push_back(Text(label, {"labels", index}).string());
  return labels;
}

LabelledTexts to_labelled_texts(const py::object& texts, const py::object& labels, const py::object& label_names) {
  const std::vector<Text> utf8 = to_texts(texts, "texts");
  std::vector<std::vector<std::string>> of_texts;
  for (const py::handle item : iterate(labels, "labels", "labels")) of_texts.push_back(to_labels(item, static_cast<Py_ssize_t>(of_texts.size())));
  std::vector<std::string> names;
  if (!label_names.is_none())
    for (const Text& name : to_texts(label_names, "label_names")) names.push_back(name.string());
  LabelledTexts data = label_texts(to_views(utf8), of_texts, names);
  std::string bad;
  for (const BadRow& row : data.bad_rows) bad += "\nlabels[" + std::to_string(row.line - 1) + "]: " + row.message;
  if (!bad.empty()) throw Error(ErrorCode::invalid_data, "rows that cannot be used:" + bad);
  return data;
}

EmotionClassifier train(const py::object& texts, const py::object& labels, const py::object& path, const py::object& label_names, const py::object& label_weights,
                        std::uint32_t iterations, bool early_stopping, std::uint32_t folds, std::size_t max_features, unsigned threads, const py::object& name,
                        const py::object& license, const py::object& progress) {
  const LabelledTexts data = to_labelled_texts(texts, labels, label_names);
  const std::filesystem::path out = to_path(path);
  TrainingOptions options{.threads = threads, .folds = folds, .max_features = max_features, .iterations = iterations, .early_stopping = early_stopping,
                          .name = Text(name, {"name"}).string(), .license = Text(license, {"license"}).string()};
  if (!label_weights.is_none())
    for (const auto& [label, weight] : py::cast<py::dict>(label_weights)) options.label_weights.emplace(Text(label, {"label_weights"}).string(), py::cast<float>(weight));
  TrainingProgress show;
  if (!progress.is_none())
    show = [&progress](std::string_view stage, std::size_t done, std::size_t total) {
      const py::gil_scoped_acquire acquired;
      progress(to_str(stage), done, total);
    };
  const py::gil_scoped_release released;
  train_emotion(data, out, options, show).value();
  return EmotionClassifier::load(out).value();
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
  type.def_static("train", &train, py::arg("texts"), py::arg("labels"), py::arg("path"), py::kw_only(), py::arg("label_names") = py::none(),
                  py::arg("label_weights") = py::none(), py::arg("iterations") = 30u, py::arg("early_stopping") = false, py::arg("folds") = 5u,
                  py::arg("max_features") = std::size_t{40'000}, py::arg("threads") = 0u, py::arg("name") = "", py::arg("license") = "not stated",
                  py::arg("progress") = py::none(),
                  R"(train(texts, labels, path, *, label_names=None, label_weights=None, iterations=30, early_stopping=False, folds=5, max_features=40000, threads=0, name='', license='not stated', progress=None)
--

Learn your own labels from your own texts, and write the model file and its card.

Thresholds and calibration come from cross-validation, whose figures the card gives. The same data and
settings give the same bytes, whatever the number of threads; 'attune train emotion' writes the same file.

Source: models/emotion-en.md.

Parameters
----------
texts : iterable of str, of length n_texts
labels : iterable of str or of iterables of str, of length n_texts
    What holds of each text: one label, or any number of them, none included.
path : str or path-like
    The model file; the card beside it ends in .md.
label_names : iterable of str, optional
    Labels in column order; those of the data, sorted, by default.
label_weights : dict of str to float, optional
    What a text that has the label counts for it in learning; 1 for labels that are not named.
iterations : int
    Of the optimizer.
early_stopping : bool
    As many iterations, at most ``iterations``, as give the least log loss on the first fold, held out.
folds : int
    Of the cross-validation. Each label must be on at least as many texts, and missing from as many.
max_features : int
    Rows of weights kept.
threads : int
    0 for one per core.
name : str
    For the card; the file's, without its extension, by default.
license : str
    License of the data, for the card.
progress : callable, optional
    Called as ``progress(stage, done, total)``; what it raises ends the training.

Returns
-------
emotions : EmotionClassifier

Raises
------
TypeError
    If an item is not what it should be; the message names its index.
ValueError
    If there are not as many labels as texts.
attune.Error
    If rows, labels or settings cannot be used, all of them named ('invalid_data'), or a file cannot be written ('io').

Examples
--------
>>> import tempfile
>>> texts = ["late again", "never arrived", "all fine, thanks", "thank you"] * 5
>>> with tempfile.TemporaryDirectory() as folder:
...     model = attune.EmotionClassifier.train(texts, ["angry", "angry", "glad", "glad"] * 5, folder + "/mine.safetensors")
>>> model.labels
['angry', 'glad']
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
