/// Everything: #include <attune/attune.hpp>
#pragma once

#include <attune/alert_budget.hpp>
#include <attune/aligned_text.hpp>
#include <attune/analyzer.hpp>
#include <attune/channel.hpp>
#include <attune/clauses.hpp>
#include <attune/coach.hpp>
#include <attune/conversation.hpp>
#include <attune/cues.hpp>
#include <attune/emotion.hpp>
#include <attune/empathy.hpp>
#include <attune/error.hpp>
#include <attune/evaluate.hpp>
#include <attune/features.hpp>
#include <attune/model_file.hpp>
#include <attune/monitor.hpp>
#include <attune/normalization.hpp>
#include <attune/pack.hpp>
#include <attune/redact.hpp>
#include <attune/redacted_conversation.hpp>
#include <attune/report.hpp>
#include <attune/role.hpp>
#include <attune/safety.hpp>
#include <attune/segment.hpp>
#include <attune/span.hpp>
#if defined(ATTUNE_SUBWORD)  // by the target attune::subword
#include <attune/subword.hpp>
#endif
#include <attune/support.hpp>
#include <attune/tag.hpp>
#include <attune/terms.hpp>
#include <attune/tokenizer.hpp>
#include <attune/train.hpp>
#include <attune/transcript.hpp>
#include <attune/unicode.hpp>
