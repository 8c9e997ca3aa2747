#include <optional>
#include <vector>

#include "engine/asn1/der.h"
#include "engine/crypto/name.h"
#include "engine/cryptoapi/element_checks.h"
#include "engine/pki/extensions.h"
#include "engine/pki/name_constraints.h"

namespace smime::cryptoapi {
namespace {

constexpr std::uint8_t kDirectory = 4;  // directoryName in a GeneralName

/// The names that RFC 5280 constrains, and those of the subjectAltName of 1993 (2.5.29.7), which
/// Windows reads like the present one. Nothing: `comparisons` ran out.
std::optional<std::vector<pki::ConstrainedName>> names_of(const pki::Certificate& certificate,
                                                          Budget& comparisons) {
  auto names = pki::constrained_names(certificate, comparisons);
  if (!names) return names;
  const pki::Extension* const old = certificate.extension("2.5.29.7");
  const auto sequence = old ? asn1::read_whole(old->value, asn1::kSequence) : std::nullopt;
  const auto found = sequence ? pki::read_general_names(sequence->value) : std::nullopt;
  if (!found) return names;
  for (const pki::GeneralName& name : *found) {
    if (!comparisons.spend(1 + static_cast<std::uint32_t>(name.value.size() / 32)))
      return std::nullopt;
    names->push_back(
        {name, name.tag == kDirectory ? crypto::canonical_name(name.value) : Octets()});
  }
  return names;
}

std::uint32_t bits_of(pki::NameVerdict verdict, const pki::ConstrainedName& name) {
  switch (verdict) {
    case pki::NameVerdict::Inside:
      return 0;
    case pki::NameVerdict::Excluded:
      return kHasExcludedNameConstraint;
    case pki::NameVerdict::NotSupported:
      return kHasNotSupportedNameConstraint;
    case pki::NameVerdict::Malformed:
      // A constraint that makes no sense matches nothing; a NUL in a name cannot be evaluated.
      if (as_text(name.name.value).find('\0') == std::string_view::npos)
        return kHasNotPermittedNameConstraint;
      return kInvalidExtension | kInvalidNameConstraints;
    case pki::NameVerdict::NotPermitted:
      return kHasNotPermittedNameConstraint;
    case pki::NameVerdict::LimitReached:
      break;
  }
  return kInvalidNameConstraints;
}

}  // namespace

std::uint32_t name_constraint_errors(const Elements& elements, std::size_t i, Budget& comparisons) {
  const auto& constraints = elements.at(i).name_constraints;
  if (!constraints) return 0;
  std::uint32_t bits = 0;
  for (std::size_t below = 0; below < i; ++below) {
    if (below != 0 && elements.at(below).self_issued()) continue;
    const auto names = names_of(elements.at(below), comparisons);
    if (!names) return bits | kInvalidNameConstraints;
    for (const pki::ConstrainedName& name : *names)
      bits |= bits_of(pki::judge_name(*constraints, name, comparisons), name);
  }
  return bits;
}

}  // namespace smime::cryptoapi
