/// A conversation as a row of CSV (RFC 4180), safe to open in a spreadsheet.
#pragma once

#include <string>

#include <attune/conversation.hpp>

namespace attune::cli {

std::string csv_header();

/// Columns as `csv_header` names them. A cell that a spreadsheet might run as a formula, or that starts with an apostrophe, gets an
/// apostrophe in front: take one off to have the text back.
std::string csv_row(const Transcript& transcript, const Conversation& conversation);

}  // namespace attune::cli
