#include <optional>
#include <utility>
#include <vector>

#include "engine/asn1/der.h"
#include "engine/cryptoapi/element_checks.h"
#include "engine/pki/extensions.h"
#include "engine/pki/name_constraints.h"
#include "engine/pki/names.h"

namespace smime::cryptoapi {
namespace {

constexpr unsigned kOther = 0, kRfc822 = 1, kDirectory = 4;
constexpr std::uint32_t kOutOfBudget = kInvalidNameConstraints;

/// otherName of the type that Windows gives user principal names: alice@example.com.
bool is_principal(const pki::GeneralName& name) {
  if (name.tag != kOther) return false;
  const auto type = asn1::DerReader(name.value).read(asn1::kOid);
  const auto dotted = type ? asn1::oid(type->value) : std::nullopt;
  return dotted && *dotted == "1.3.6.1.4.1.311.20.2.3";
}

/// It has the form of an address and is constrained like one.
pki::GeneralName as_address(const pki::GeneralName& principal) {
  return {kRfc822, pki::other_name_text(principal.value).value_or(Bytes{})};
}

/// "@example.com" is what Windows' tools write for all addresses, or principal names, of a host.
pki::GeneralName without_at(pki::GeneralName base) {
  if (as_text(base.value).starts_with('@')) base.value = base.value.subspan(1);
  return base;
}

using Subtrees = std::vector<pki::NameConstraints::Subtree>;

/// The constraints as Windows means them.
pki::NameConstraints as_meant(const pki::NameConstraints& all) {
  const auto convert = [](Subtrees subtrees) {
    for (pki::NameConstraints::Subtree& subtree : subtrees) {
      if (subtree.base.tag == kRfc822) subtree.base = without_at(subtree.base);
    }
    return subtrees;
  };
  return {convert(all.permitted), convert(all.excluded)};
}

/// Those of principal names, as those of addresses.
pki::NameConstraints of_principals(const pki::NameConstraints& all) {
  const auto convert = [](const Subtrees& subtrees) {
    Subtrees converted;
    for (const pki::NameConstraints::Subtree& subtree : subtrees) {
      if (is_principal(subtree.base))
        converted.push_back({without_at(as_address(subtree.base)), subtree.bounded, {}});
    }
    return converted;
  };
  return {convert(all.permitted), convert(all.excluded)};
}

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
    if (name.tag != kDirectory) {
      if (!comparisons.spend(1 + name.value.size() / 32)) return std::nullopt;
      names->push_back({name, {}});
      continue;
    }
    auto canonical = pki::paid_canonical_name(name.value, comparisons);
    if (!canonical) return std::nullopt;
    names->push_back({name, std::move(*canonical)});
  }
  return names;
}

std::uint32_t bits_of(pki::NameVerdict verdict) {
  switch (verdict) {
    case pki::NameVerdict::Inside:
      return 0;
    case pki::NameVerdict::Excluded:
      return kHasExcludedNameConstraint;
    case pki::NameVerdict::NotSupported:
      return kHasNotSupportedNameConstraint;
    case pki::NameVerdict::NotPermitted:
      return kHasNotPermittedNameConstraint;
    case pki::NameVerdict::Malformed:
      return kInvalidExtension | kInvalidNameConstraints;
    case pki::NameVerdict::LimitReached:
      break;
  }
  return kOutOfBudget;
}

/// A NUL in a name cannot be evaluated. Anything else that makes no sense ("*.example.com" as a
/// constraint) matches nothing: it permits nothing, and excludes nothing.
std::uint32_t name_bits(const pki::NameConstraints& constraints, const pki::ConstrainedName& name,
                        Budget& comparisons) {
  pki::NameVerdict verdict = pki::judge_name(constraints, name, comparisons);
  const bool nul = as_text(name.name.value).find('\0') != std::string_view::npos;
  if (verdict == pki::NameVerdict::Malformed && !nul)
    verdict = pki::judge_name(constraints, name, comparisons, pki::Unreadable::MatchesNothing);
  return bits_of(verdict);
}

}  // namespace

std::uint32_t name_constraint_errors(const Elements& elements, std::size_t i, Budget& comparisons) {
  const auto& constraints = elements.at(i).name_constraints;
  if (!constraints) return 0;
  const pki::NameConstraints of_names = as_meant(*constraints);
  const pki::NameConstraints of_upns = of_principals(*constraints);
  std::uint32_t bits = 0;
  for (std::size_t below = 0; below < i; ++below) {
    if (below != 0 && elements.at(below).self_issued()) continue;
    const auto names = names_of(elements.at(below), comparisons);
    if (!names) return bits | kOutOfBudget;
    for (const pki::ConstrainedName& name : *names) {
      bits |= is_principal(name.name) ? name_bits(of_upns, {as_address(name.name), {}}, comparisons)
                                      : name_bits(of_names, name, comparisons);
    }
  }
  return bits;
}

}  // namespace smime::cryptoapi
