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
  /// The last element issued itself: Windows goes by names and authority key identifier, not by the
  /// signature.
  bool ends_in_root = false;

  [[nodiscard]] std::size_t size() const { return candidates.size(); }
  [[nodiscard]] const pki::Certificate& at(std::size_t i) const {
    return *candidates[i].certificate;
  }
  [[nodiscard]] bool is_root(std::size_t i) const { return ends_in_root && i + 1 == size(); }
};

/// Of a path and its `candidates`; whether they end in a root may cost `comparisons` of names.
[[nodiscard]] Elements elements_of(const pki::Path& path, std::vector<pki::Candidate> candidates,
                                   const pki::Environment& environment, Budget& comparisons);

/// The error bits of each element, rule by rule, each on the element that Windows flags.
[[nodiscard]] std::vector<std::uint32_t> element_errors(const Elements& elements,
                                                        const RequestedUsage& usage,
                                                        pki::ChainWork& work);

/// Whether a signature could not be checked: by a limit, or since its algorithm or the key is not
/// supported here. No bit says so, as Windows may know the algorithm.
[[nodiscard]] bool has_unchecked_signature(const Elements& elements);

/// How element `i` was matched with its issuer, and what else is said of it. `errors`: its own.
[[nodiscard]] std::uint32_t element_info(const Elements& elements, std::size_t i,
                                         std::uint32_t errors, Budget& comparisons);

/// The bits of name constraints on the CA `i` that carries them, for all names below it. How
/// Windows compares addresses and user principal names is not public: here as RFC 5280 has
/// addresses, "@host" being all of a host, as the documentation of its certification authority has
/// it.
[[nodiscard]] std::uint32_t name_constraint_errors(const Elements& elements, std::size_t i,
                                                   Budget& comparisons);

/// The bits of usage on each element: effective usages narrow from the root down, so what a root
/// lacks is missing everywhere below.
[[nodiscard]] std::vector<std::uint32_t> usage_errors(const Elements& elements,
                                                      const RequestedUsage& usage);

}  // namespace smime::cryptoapi
