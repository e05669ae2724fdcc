// The card that a trained model gets: what it was made from and how good it was.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <attune/detail/decimals.hpp>
#include <attune/train.hpp>

namespace attune::detail {

struct CardContent {
  struct Label {
    std::string name;
    std::size_t n = 0;
    double f1 = 0, average_precision = 0;
    float threshold = 0;
  };
  std::string name, license, what;
  TrainingReport report;
  std::vector<std::pair<std::string, std::string>> sources;  // name, SHA-256
  std::vector<Label> labels;
  std::vector<std::string> notes;  // what else is to be said of the training, a line each
};

inline std::string write_card(const CardContent& card) {
  const TrainingReport& r = card.report;
  std::string out = "# " + card.name + "\n\n" + card.what + ", trained by attune.\n\n";
  if (!r.hash.empty()) out += "- Model file: SHA-256 " + r.hash + "\n";  // the card in the file itself cannot say it
  out += "- Rows: " + std::to_string(r.n_rows) + ", labels: " + std::to_string(r.n_labels) +
         ", features kept: " + std::to_string(r.n_features) + ", rows that could not be used: " + std::to_string(r.bad_rows.size()) + "\n";
  for (const std::string& note : card.notes) out += "- " + note + "\n";
  out += "- License of the data: " + card.license + "\n";
  for (const auto& [name, hash] : card.sources) out += "- Data: " + name + ", SHA-256 " + hash + "\n";
  out += "\nIn cross-validation, each text scored by a model, calibration and thresholds that have not seen it: macro-F1 " + decimals(r.macro_f1) +
         ", macro average precision " + decimals(r.macro_average_precision) + ".\n\n";
  out += "| label | rows | F1 | average precision | threshold |\n|---|---|---|---|---|\n";
  for (const CardContent::Label& label : card.labels)
    out += "| " + label.name + " | " + std::to_string(label.n) + " | " + decimals(label.f1) + " | " + decimals(label.average_precision) + " | " +
           decimals(static_cast<double>(label.threshold)) + " |\n";
  out += "\nNot to be used for automatic action against a person, for scoring staff without review, or for decisions in a crisis.\n";
  return out;
}

}  // namespace attune::detail
