#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.h"
#include "engine/pki/path_builder.h"

namespace smime::pki {

/// What is wrong with a path, certificate by certificate; `where` of each finding is
/// "<where>/cert/<n>", n counting from the signer.
struct CheckedPath {
  std::vector<Findings> certificates;
  Word word = Word::Valid;  // the worst word of all findings
  std::size_t faults = 0;   // errors and warnings
  /// For whoever finds out about revocation; check_path() does not.
  std::vector<RevocationFacts> revocation;  // per certificate, or empty
  Revocation revocation_state = Revocation::NotChecked;

  /// One more finding at certificate `i`.
  void add(std::size_t i, Finding finding);
};

/// What checking the paths of one message may still cost.
struct ChainWork {
  explicit ChainWork(const Limits& limits)
      : name_comparisons(limits.name_comparisons), policy_nodes(limits.policy_nodes) {}
  Budget name_comparisons, policy_nodes;
};

/// The first limit that a finding of `checked` names; empty: none.
[[nodiscard]] std::string limit_in(const CheckedPath& checked);

/// More rules for a finished path than those of this room.
using FurtherChecks = std::function<void(const Path&, CheckedPath&)>;

/// Checks a path after RFC 5280 6.1 and RFC 8550 4.4, for a signer of mail, at one time. Every rule
/// is applied to every certificate and reports on its own; none stops another.
///
/// Where RFC 5280 leaves a choice:
/// - Both ends of a validity are inside it.
/// - An anchor is a certificate here, as for Windows, not only a name and a key: its validity,
///   basic constraints, path length, name constraints, usages and critical extensions count. Its
///   own signature does not, nor do its policies; in version 1 it needs no basic constraints.
/// - The hash of a signature counts for each certificate but an anchor and a self-signed end.
/// - Name constraints are reported at the CA that carries them (details: name, certificate).
/// - What the properties of a trust list take from the anchor is trust.restricted_root, a warning
///   (details: property, restricts, and bites: 1 if it holds for this signer at this time, 0 if
///   not, absent if that is not known).
/// Not checked here: revocation, the strength of the signer's own key, the sender's address.
[[nodiscard]] CheckedPath check_path(const Path& path, const Environment& environment,
                                     std::string_view where, const Limits& limits, ChainWork& work);

}  // namespace smime::pki
