#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/findings.h"
#include "base/time.h"
#include "engine/facts.h"
#include "engine/given.h"

/// One case of corpus/cases: messages, what they are judged with, and what must come out of each;
/// or a trust list, and what must be said of it. corpus/README.md describes the form.
namespace smime::test {

struct ExpectedFinding {
  std::string where;  // "*": anywhere
  Severity severity = Severity::Error;
  Code code{};
  std::vector<std::pair<std::string, std::string>> details;  // those that are named must fit

  [[nodiscard]] bool fits(const Finding& finding) const;
};

struct CaseFile {
  std::string name;                             // "topic/what-it-shows"
  std::vector<std::filesystem::path> messages;  // none: `list` is there
  std::optional<std::filesystem::path> list;
  std::optional<std::size_t> certificates;  // usable ones of `list`; nothing: it is refused
  std::vector<std::filesystem::path> trust, intermediates;
  std::vector<std::filesystem::path> revocation;  // CRLs (.crl) and OCSP responses (.ocsp)
  std::optional<std::filesystem::path> content;
  Time now = 0;
  TimeRule time_rule = TimeRule::Now;
  Word strict = Word::Unknown;
  std::vector<std::pair<std::string, std::string>> clients;  // id, wire name of its word
  bool all_notices = false;  // false: notices count only where they are listed
  std::vector<ExpectedFinding> findings;
};

/// Reads a case. Every mistake in it is a std::runtime_error with file and line.
[[nodiscard]] CaseFile read_case(const std::filesystem::path& file);

/// All findings that bear on `strict`: message, layers, signers, and the chains used by strict.
[[nodiscard]] std::vector<Finding> findings_of(const MessageFacts& facts);

/// One line per expected finding that is absent and per finding that is not expected; empty: none.
[[nodiscard]] std::vector<std::string> differences(const CaseFile& expected,
                                                   const std::vector<Finding>& found);

}  // namespace smime::test
