#include <algorithm>
#include <optional>
#include <set>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/cryptoapi/element_checks.h"

namespace smime::cryptoapi {
namespace {

constexpr std::string_view kApplicationPolicies = "1.3.6.1.4.1.311.21.10";
constexpr std::uint32_t kEnhkeyUsage = 9, kDisallowedEnhkeyUsage = 122;  // CERT_…_PROP_ID

/// A set of usages; nothing is the set of all.
using Usages = std::optional<std::set<std::string>>;

/// ApplicationCertPolicies has the form of certificatePolicies. Nothing: it cannot be decoded.
std::optional<std::set<std::string>> application_policies(Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return std::nullopt;
  std::set<std::string> policies;
  for (asn1::DerReader reader(sequence->value); !reader.at_end();) {
    const auto information = reader.read(asn1::kSequence);
    if (!information) return std::nullopt;
    const auto tlv = asn1::DerReader(information->value).read(asn1::kOid);
    auto policy = tlv ? asn1::oid(tlv->value) : std::nullopt;
    if (!policy) return std::nullopt;
    policies.insert(std::move(*policy));
  }
  return policies;
}

/// The usages that one certificate names. The application policies stand for the extended key
/// usage where both are there; where they cannot be decoded (`malformed`), they stand for all.
Usages own_usages(const pki::Certificate& certificate, bool& malformed) {
  Usages usages;
  if (const pki::Extension* const extension = certificate.extension(kApplicationPolicies)) {
    usages = application_policies(extension->value);
    malformed = !usages;
  } else if (certificate.extended_key_usage) {
    usages.emplace(certificate.extended_key_usage->begin(), certificate.extended_key_usage->end());
  }
  if (usages && usages->contains(std::string(oid::kAnyExtendedKeyUsage))) return std::nullopt;
  return usages;
}

bool allows(const Usages& usages, const RequestedUsage& usage) {
  if (!usages || usage.oids.empty()) return true;
  const auto has = [&](const std::string& wanted) { return usages->contains(wanted); };
  return usage.any ? std::any_of(usage.oids.begin(), usage.oids.end(), has)
                   : std::all_of(usage.oids.begin(), usage.oids.end(), has);
}

Usages intersection(const Usages& a, const Usages& b) {
  if (!a) return b;
  if (!b) return a;
  std::set<std::string> both;
  std::set_intersection(a->begin(), a->end(), b->begin(), b->end(),
                        std::inserter(both, both.end()));
  return both;
}

/// True if a property of the store takes mail, and mail alone, from the anchor.
bool taken_by_property(const Elements& elements, const RequestedUsage& usage) {
  if (elements.path.end != pki::PathEnd::Anchor) return false;
  if (usage.oids != std::vector<std::string>{std::string(oid::kEmailProtection)}) return false;
  const auto& restrictions = elements.environment.trust->restrictions;
  const auto found = restrictions.find(elements.at(elements.size() - 1).sha256);
  if (found == restrictions.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const auto& restriction) {
    const bool of_usage =
        restriction.property == kEnhkeyUsage || restriction.property == kDisallowedEnhkeyUsage;
    return of_usage &&
           restriction.bites(elements.environment.at, elements.at(0).not_before).value_or(false);
  });
}

}  // namespace

std::vector<std::uint32_t> usage_errors(const Elements& elements, const RequestedUsage& usage) {
  std::vector<std::uint32_t> errors(elements.size());
  const bool taken = taken_by_property(elements, usage);
  Usages effective;
  for (std::size_t i = elements.size(); i-- > 0;) {
    bool malformed = false;
    effective = intersection(own_usages(elements.at(i), malformed), effective);
    if (malformed) errors[i] |= kInvalidExtension | kInvalidPolicyConstraints;
    if (taken || !allows(effective, usage)) errors[i] |= kIsNotValidForUsage;
  }
  return errors;
}

}  // namespace smime::cryptoapi
