// The linear model beside the packs: how likely each tag is for a clause in which no pattern found a phrase.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <attune/detail/clause_features.hpp>
#include <attune/detail/empathy_message.hpp>
#include <attune/detail/exact_math.hpp>
#include <attune/detail/linear_table.hpp>
#include <attune/model_file.hpp>

namespace attune::detail {

inline constexpr std::string_view clause_kind = "empathy";
inline constexpr std::uint32_t clause_format = 1;
inline constexpr std::string_view clause_source = "model";  // of a phrase that the model found

/// The tags in the order of a model's columns, as its file names them.
inline std::string tag_list() {
  std::string list;
  for (std::size_t t = 0; t < n_tags; ++t) (list += t == 0 ? "" : ",") += to_string(static_cast<Tag>(t));
  return list;
}

/// Immutable: `const` is safe from many threads.
class ClauseModel {
 public:
  /// Errors: `io`, `corrupt`, `unsupported_version`.
  static Result<ClauseModel> load(const std::filesystem::path& path) {
    return check(ModelFile::open(path, clause_kind, clause_format), path.filename().string());
  }

  /// Adds phrases to the settled trial where none stands. Says whether it added any: rules have to be applied then.
  bool propose(const Message& message, Trial& trial) const {
    const std::size_t n_clauses = message.clauses().size(), n = trial.open.size();
    // What a rule has taken back does not return by another door.
    std::vector<std::array<bool, n_tags>> barred(n_clauses);
    for (const Candidate& fallen : trial.fallen)
      for (std::uint32_t c = fallen.clause; c <= fallen.last_clause; ++c) barred[c][static_cast<std::size_t>(fallen.tag)] = true;
    const ClauseFeatureReader reader(message);
    Scratch scratch;
    std::size_t next = 0;
    std::uint32_t covered = 0;  // to this byte, by the phrases before `next`
    for (std::uint32_t c = 0; c < n_clauses; ++c) {
      const Clause& clause = message.clause(c);
      for (; next < n && trial.open[next].start < clause.end; ++next) covered = std::max(covered, trial.open[next].end);
      if (message.is_bare(c) || covered > clause.start) continue;
      read(reader, c, scratch);
      for (std::size_t t = 0; t < n_tags; ++t) {
        const float probability = exact_sigmoid(static_cast<float>(scratch.logits[t]));
        if (probability < said_from_[t] || barred[c][t]) continue;
        trial.open.push_back({.start = clause.start, .end = clause.end, .first = clause.body, .last = clause.body_end, .clause = c, .last_clause = c,
                              .tag = static_cast<Tag>(t), .score = probability, .source = clause_source});
      }
    }
    return trial.open.size() > n;
  }

  std::string hash() const { return file_->hash(); }
  bool trained_on(std::string_view text, std::string_view id) const { return table_.trained_on(text, id); }

 private:
  struct Scratch {
    std::vector<ClauseFeature> features;
    LinearTable::Sums sums;
    std::vector<double> logits;
  };

  static Result<ClauseModel> check(Result<ModelFile> file, std::string_view name) {
    if (!file) return file.error();
    ClauseModel model;
    model.file_ = std::make_shared<const ModelFile>(std::move(*file));
    if (const std::string_view problem = model.find(); !problem.empty())
      return Error(ErrorCode::corrupt, std::string(name) + ", byte 8: " + std::string(problem) + "; fetch or train the model again");
    return model;
  }

  /// Says what is wrong, nothing when all is well.
  std::string_view find() {
    const auto tags = file_->metadata().find("tags");
    if (tags == file_->metadata().end() || tags->second != tag_list()) return "it is for other tags than this build's";
    TensorReader tensors{*file_};
    table_.take(tensors, n_tags, n_clause_blocks);
    tensors.take(said_from_, "said_from", {n_tags});
    if (!tensors.complete) return "a tensor is missing or has another shape";
    if (!within(said_from_, 0, 1)) return "a threshold is not in [0, 1]";
    return table_.check();
  }

  /// Logits into `scratch.logits`.
  void read(const ClauseFeatureReader& reader, std::uint32_t clause, Scratch& scratch) const {
    reader.read(clause, scratch.features);
    table_.clear(scratch.sums);
    table_.add(scratch.features, scratch.sums);
    scratch.logits.assign(table_.bias().begin(), table_.bias().end());
    table_.add_logits(scratch.sums, scratch.logits);
  }

  std::shared_ptr<const ModelFile> file_;
  LinearTable table_;
  std::span<const float> said_from_;  // the probability of each tag
};

}  // namespace attune::detail
