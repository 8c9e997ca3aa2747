#include <algorithm>
#include <string>
#include <vector>

#include "engine/asn1/oids.h"
#include "engine/cryptoapi/element_checks.h"

namespace smime::cryptoapi {
namespace {

constexpr std::uint32_t kEnhkeyUsage = 9, kDisallowedEnhkeyUsage = 122;  // CERT_…_PROP_ID

/// What a certificate says of usages. The application policies stand for the extended key usage
/// where both are there; where they cannot be decoded (`malformed`), they stand for all.
struct Own {
  const pki::Usages* usages = nullptr;  // null: all
  bool malformed = false;
};
Own own_usages(const pki::Certificate& certificate) {
  Own own;
  if (certificate.extension(oid::kApplicationPolicies) != nullptr) {
    own.malformed = !certificate.application_policies;
    if (certificate.application_policies) own.usages = &*certificate.application_policies;
  } else if (certificate.extended_key_usage) {
    own.usages = &*certificate.extended_key_usage;
  }
  if (own.usages != nullptr && own.usages->contains(oid::kAnyExtendedKeyUsage))
    own.usages = nullptr;
  return own;
}

/// Which of the usages that are asked for every certificate so far allows. No set of all usages is
/// made: a certificate may name thousands.
class Effective {
 public:
  explicit Effective(const RequestedUsage& usage) : usage_(usage), left_(usage.oids) {}

  void narrow_to(const Own& own) {
    if (own.usages == nullptr) return;
    std::erase_if(left_, [&](const std::string& wanted) { return !own.usages->contains(wanted); });
  }
  [[nodiscard]] bool allowed() const {
    if (usage_.oids.empty()) return true;
    return usage_.any ? !left_.empty() : left_.size() == usage_.oids.size();
  }

 private:
  const RequestedUsage& usage_;
  std::vector<std::string> left_;
};

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
  Effective effective(usage);
  for (std::size_t i = elements.size(); i-- > 0;) {
    const Own own = own_usages(elements.at(i));
    effective.narrow_to(own);
    if (own.malformed) errors[i] |= kInvalidExtension | kInvalidPolicyConstraints;
    if (taken || !effective.allowed()) errors[i] |= kIsNotValidForUsage;
  }
  return errors;
}

}  // namespace smime::cryptoapi
