// Spans, cues and reasons as JSON, offsets in code points.
#pragma once

#include <span>

#include <attune/cues.hpp>
#include <attune/detail/json_writer.hpp>
#include <attune/empathy.hpp>
#include <attune/unicode.hpp>

namespace attune::detail {

template <class SpanLike>
void write_offsets(JsonWriter& json, const SpanLike& span, const OffsetMap& offsets) {
  json.field("start", offsets.to_code_point(span.start));
  json.field("end", offsets.to_code_point(span.end));
}

inline void write_phrases(JsonWriter& json, std::span<const Phrase> phrases, const OffsetMap& offsets) {
  json.begin_array();
  for (const Phrase& phrase : phrases) {
    json.begin_object();
    write_offsets(json, phrase, offsets);
    json.field("tag", to_string(phrase.tag));
    json.field("kind", to_string(phrase.kind));
    json.field("score", phrase.score);
    json.field("source", phrase.source);
    json.end_object();
  }
  json.end_array();
}

inline void write_cues(JsonWriter& json, std::span<const Cue> cues, const OffsetMap& offsets) {
  json.begin_array();
  for (const Cue& cue : cues) {
    json.begin_object();
    write_offsets(json, cue, offsets);
    json.field("cue", to_string(cue.cue));
    json.field("score", cue.score);
    json.field("source", cue.source);
    json.end_object();
  }
  json.end_array();
}

inline void write_evidence(JsonWriter& json, std::span<const attune::Evidence> why, const OffsetMap& offsets) {
  json.begin_array();
  for (const attune::Evidence& evidence : why) {
    json.begin_object();
    write_offsets(json, evidence, offsets);
    json.field("reason", evidence.reason);
    json.end_object();
  }
  json.end_array();
}

}  // namespace attune::detail
