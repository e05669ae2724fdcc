#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <attune/clauses.hpp>
#include <attune/detail/clause_model.hpp>
#include <attune/detail/labelled_jsonl.hpp>
#include <attune/detail/linear_model.hpp>
#include <attune/detail/parallel.hpp>
#include <attune/detail/sha256.hpp>
#include <attune/detail/span_match.hpp>
#include <attune/empathy.hpp>
#include <attune/train.hpp>

namespace attune {

namespace detail {

/// How the clause model is trained, and when it speaks. Source of the numbers: models/empathy-en.md, "Training".
struct ClauseRecipe {
  std::array<BlockRecipe, n_clause_blocks> blocks{{{2, 3, 1, true}, {2, 30, 1, true}, {2, 3, 1.5f, false}, {2, 6, 1.5f, true}}};
  float c = 10;
  std::size_t iterations = 60;
  float said_from = 0.8f;  // the probability from which a phrase is added
};

/// A message as rows for the trainer.
struct LabelledClauses {
  std::vector<CountedText> features;            // of each clause of the writer's own
  std::vector<std::array<float, n_tags>> tags;  // 1 where the clause has the tag
  std::string family;
  std::uint64_t row = 0;                        // for "trained on"
};

/// A clause has the tags of the spans that it lies in or shares at least half with.
struct ClauseLabeller {
  LabelledClauses operator()(const LabelledRow& row) const {
    const std::string text = row.string("text"), context = row.string_or("context", "");
    const auto spans = row.spans("spans", "tag", tag_from_name);
    const OffsetMap offsets(text);
    ClauseList list;
    split_clauses(text, list);
    const Message message(list, Role::agent, context);
    const ClauseFeatureReader reader(message);
    LabelledClauses out;
    out.family = row.string_or("family", "");
    out.row = row_hash(text, row.string_or("id", ""));
    std::vector<ClauseFeature> features;
    for (std::uint32_t c = 0; c < list.clauses.size(); ++c) {
      if (message.is_bare(c)) continue;
      const Clause& clause = list.clauses[c];
      const LabelledSpan<Tag> own{offsets.to_code_point(clause.start), offsets.to_code_point(clause.end)};
      std::array<float, n_tags> tags{};
      for (const LabelledSpan<Tag>& span : spans)
        if ((own.start >= span.start && own.end <= span.end) || overlap(own, span) >= 0.5) tags[static_cast<std::size_t>(span.name)] = 1;
      reader.read(c, features);
      out.features.push_back(count_features(features, n_clause_blocks));
      out.tags.push_back(tags);
    }
    return out;
  }
};

}  // namespace detail

ATTUNE_INLINE Result<PhraseTrainingReport> train_phrases(const std::filesystem::path& jsonl, const std::filesystem::path& out,
                                                         const PhraseTrainingOptions& options, const TrainingProgress& progress) {
  if (options.max_features < 1 || options.max_features > 1'000'000) return Error(ErrorCode::invalid_data, "max_features must be 1 to 1,000,000");
  Result<std::vector<detail::LabelledClauses>> messages = detail::read_labelled_jsonl<detail::LabelledClauses>(jsonl, detail::ClauseLabeller{});
  if (!messages) return messages.error();
  if (!options.leave_out.empty()) std::erase_if(*messages, [&](const detail::LabelledClauses& message) { return message.family == options.leave_out; });

  PhraseTrainingReport report;
  report.n_messages = messages->size();
  std::vector<const detail::CountedText*> texts;
  std::vector<std::uint64_t> training_rows;
  for (const detail::LabelledClauses& message : *messages) {
    training_rows.push_back(message.row);
    for (const detail::CountedText& clause : message.features) texts.push_back(&clause);
  }
  report.n_clauses = texts.size();
  detail::LabelMatrix y(static_cast<Eigen::Index>(texts.size()), static_cast<Eigen::Index>(n_tags));
  std::size_t row = 0;
  for (const detail::LabelledClauses& message : *messages)
    for (const auto& tags : message.tags) {
      report.n_tagged += std::find(tags.begin(), tags.end(), 1.0f) != tags.end();
      std::copy(tags.begin(), tags.end(), detail::row(y, row++).data());
    }
  if (report.n_tagged == 0 || report.n_tagged == report.n_clauses)
    return Error(ErrorCode::invalid_data, jsonl.string() + ": clauses with a tag and clauses without one are needed");

  const detail::ClauseRecipe recipe;
  std::size_t done = 0;
  const auto step = [&] {
    if (progress) progress("train", ++done, 2 * recipe.iterations);
  };
  const detail::LinearModel model = detail::train_linear(
      texts, y, {.blocks = recipe.blocks, .c = recipe.c, .iterations = recipe.iterations, .max_features = options.max_features}, detail::count_threads(options.threads), step);
  report.n_features = model.kept.size();

  ModelWriter file(detail::clause_kind, detail::clause_format);
  file.set("tags", detail::tag_list());
  file.set("license", options.license);
  detail::add_linear_table(file, model, recipe.blocks, std::move(training_rows));
  std::array<float, n_tags> threshold{};
  threshold.fill(recipe.said_from);
  file.add("said_from", {n_tags}, std::span<const float>(threshold));
  const std::string bytes = file.bytes();
  report.hash = detail::sha256(bytes);
  if (const Status written = detail::write_file(out, bytes); !written) return written.error();
  return report;
}

}  // namespace attune
