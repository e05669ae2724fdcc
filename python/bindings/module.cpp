#include "module.hpp"

#include <attune/unicode.hpp>

PYBIND11_MODULE(_core, m) {
  using namespace attune::python;
  // Docstrings begin with a signature of their own, in the form that inspect.signature() reads.
  py::options options;
  options.disable_function_signatures();

  m.doc() = "What attune's Python package is made of; import attune instead.";
  m.attr("__version__") = ATTUNE_VERSION;
  m.attr("unicode_version") = std::string(attune::unicode_version);
  bind_error();
  bind_aligned_text(m);
  bind_normalization(m);
  bind_channel(m);
  bind_segment(m);
  bind_tokenizer(m);
  bind_subword(m);
  bind_emotion(m);
  bind_empathy(m);
  bind_cues(m);
  bind_redact(m);
  bind_transcript(m);
  bind_conversation(m);
  bind_analyzer(m);
  bind_monitor(m);
  bind_coach(m);
  bind_cli(m);
}
