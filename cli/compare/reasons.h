#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/compare/engine.h"
#include "cli/compare/ours.h"

/// Why an engine and this program differ: one list, reasons.def, of classes that rest on what was
/// found in the message and on the engine's own words, never on the name of a file.
namespace smime::cli::compare {

/// Which question two answers belong to.
enum class Question : std::uint8_t { Parts, Mail };
enum class Subject : std::uint8_t { Signature, Chain, Content };
/// Stricter: the engine accepts what is refused here. Laxer: the other way round. Other: both
/// accept, but not the same octets.
enum class Side : std::uint8_t { Stricter, Laxer, Other };
[[nodiscard]] std::string_view wire_name(Question question);  // "parts", "mail"
[[nodiscard]] std::string_view wire_name(Subject subject);    // "signature", "chain", "content"
[[nodiscard]] std::string_view wire_name(Side side);  // "stricter", "laxer", "other_content"

/// One class of differences. All views are static.
struct Reason {
  std::string_view name;      // "openssl.content_type_not_compared"
  std::string_view engines;   // names separated by blanks; "*": every one
  std::string_view question;  // "parts", "mail"; "*": both
  Subject subject;
  Side side;
  /// Facts of Ours, separated by blanks; "x*" stands for all that begin with x, "x&y" for x where y
  /// is a fact too. Stricter: the refusing findings that the engine lets pass. Otherwise one of
  /// them must be there.
  std::string_view facts;
  std::string_view words;  // one of these, separated by '|', stands in the engine's words; or empty
  std::string_view text;   // one sentence
  std::string_view citation;  // of the rule that is followed here
};
[[nodiscard]] const std::vector<Reason>& all_reasons();

/// A class, and the facts of the message for which it applies.
struct Explanation {
  const Reason* reason = nullptr;
  std::vector<std::string> facts;
};

/// A difference between an engine and this program about one subject.
struct Difference {
  Subject subject = Subject::Signature;
  Side side = Side::Stricter;
  std::vector<Explanation> explanations;  // empty or incomplete: see unexplained
  std::vector<std::string> unexplained;  // Stricter: findings that no class explains; else one line
};

/// What differs between the two, with the classes that explain it. Nothing where one of them did
/// not answer.
[[nodiscard]] std::vector<Difference> differences(std::string_view engine, Question question,
                                                  const Ours& ours, const Answer& theirs);

}  // namespace smime::cli::compare
