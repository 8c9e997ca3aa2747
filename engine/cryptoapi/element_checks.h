#pragma once
#include <vector>

#include "base/limits.h"
#include "engine/cryptoapi/chain_context.h"
#include "engine/pki/path_checks.h"

namespace smime::cryptoapi {

/// What every rule needs: a path, its elements' certificates with the repeated one of a cycle.
struct Elements {
  const pki::Path& path;
  std::vector<pki::Candidate> candidates;
  const pki::Environment& environment;

  [[nodiscard]] std::size_t size() const { return candidates.size(); }
  [[nodiscard]] const pki::Certificate& at(std::size_t i) const {
    return *candidates[i].certificate;
  }
  /// The last element, where it issued itself: Windows goes by names and authority key identifier,
  /// not by the signature.
  [[nodiscard]] bool is_root(std::size_t i) const;
};

/// The error bits of each element, rule by rule, each on the element that Windows flags.
[[nodiscard]] std::vector<std::uint32_t> element_errors(const Elements& elements,
                                                        const RequestedUsage& usage,
                                                        pki::ChainWork& work);

/// How element `i` was matched with its issuer, and what else is said of it. `errors`: its own.
[[nodiscard]] std::uint32_t element_info(const Elements& elements, std::size_t i,
                                         std::uint32_t errors);

/// The bits of name constraints on the CA `i` that carries them, for all names below it.
[[nodiscard]] std::uint32_t name_constraint_errors(const Elements& elements, std::size_t i,
                                                   Budget& comparisons);

/// The bits of usage on each element: effective usages narrow from the root down, so what a root
/// lacks is missing everywhere below.
[[nodiscard]] std::vector<std::uint32_t> usage_errors(const Elements& elements,
                                                      const RequestedUsage& usage);

}  // namespace smime::cryptoapi
