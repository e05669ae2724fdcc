#include "records.hpp"

#include <pybind11/gil_safe_call_once.h>

namespace attune::python {

const RecordTypes& record_types() {
  PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<RecordTypes> types;
  return types
      .call_once_and_store_result([] {
        const py::module_ m = py::module_::import("attune._records");
        return RecordTypes{m.attr("Token"),        m.attr("TokenBatch"), m.attr("Piece"),        m.attr("PieceBatch"), m.attr("Phrase"),
                           m.attr("PhraseBatch"),  m.attr("Veto"),
                           m.attr("Cue"),          m.attr("Evidence"), m.attr("Contribution"), m.attr("Reason"),
                           m.attr("Acknowledgement"), m.attr("EmpathySummary"),
                           m.attr("Alert"),        m.attr("Unacknowledged"), m.attr("MonitorSummary"), m.attr("Advice"), m.attr("Redaction"), m.attr("RedactedSpan")};
      })
      .get_stored();
}

}  // namespace attune::python
