#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/facts.h"
#include "engine/given.h"

namespace smime::test {

/// The trust list and the clock of the corpus, and `strict` alone.
[[nodiscard]] Given given_for_corpus();

/// True with SMIMECHECK_SWEEP=full: every variant instead of a sample.
[[nodiscard]] bool full_sweep();

[[nodiscard]] inline bool is_accepted(Word word) { return word >= Word::ValidWithNotes; }

/// What a message that `strict` accepts makes its reader believe.
struct Claim {
  std::vector<std::string> from;  // addresses in ASCII lower case, which strict does not tell apart
  std::set<std::string> signers;  // SHA-256 of the certificates that are shown as the sender's
  std::string content;            // the octets that the signatures of the deciding layer cover
};

/// Nothing: `message` is not accepted.
[[nodiscard]] std::optional<Claim> claim_of(Bytes message, const Given& given);

/// How `now` tells its reader something else than `original` did; empty: it does not. A signature
/// that was taken away is no such difference: whoever still signs, signed this content.
[[nodiscard]] std::string difference(const Claim& original, const Claim& now);

}  // namespace smime::test
