#include "engine/trust/properties.h"

#include <algorithm>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/trust/property_values.h"

namespace smime::trust {
namespace {

struct Name {
  std::uint32_t id;
  std::string_view name;
};
// wincrypt.h, in order of id.
constexpr Name kNames[] = {
    {1, "KEY_PROV_HANDLE"},
    {2, "KEY_PROV_INFO"},
    {3, "SHA1_HASH"},
    {4, "MD5_HASH"},
    {5, "KEY_CONTEXT"},
    {6, "KEY_SPEC"},
    {7, "IE30_RESERVED"},
    {8, "PUBKEY_HASH_RESERVED"},
    {9, "ENHKEY_USAGE"},
    {10, "NEXT_UPDATE_LOCATION"},
    {11, "FRIENDLY_NAME"},
    {12, "PVK_FILE"},
    {13, "DESCRIPTION"},
    {14, "ACCESS_STATE"},
    {15, "SIGNATURE_HASH"},
    {16, "SMART_CARD_DATA"},
    {17, "EFS"},
    {18, "FORTEZZA_DATA"},
    {19, "ARCHIVED"},
    {20, "KEY_IDENTIFIER"},
    {21, "AUTO_ENROLL"},
    {22, "PUBKEY_ALG_PARA"},
    {23, "CROSS_CERT_DIST_POINTS"},
    {24, "ISSUER_PUBLIC_KEY_MD5_HASH"},
    {25, "SUBJECT_PUBLIC_KEY_MD5_HASH"},
    {26, "ENROLLMENT"},
    {27, "DATE_STAMP"},
    {28, "ISSUER_SERIAL_NUMBER_MD5_HASH"},
    {29, "SUBJECT_NAME_MD5_HASH"},
    {30, "EXTENDED_ERROR_INFO"},
    {64, "RENEWAL"},
    {65, "ARCHIVED_KEY_HASH"},
    {66, "AUTO_ENROLL_RETRY"},
    {67, "AIA_URL_RETRIEVED"},
    {68, "AUTHORITY_INFO_ACCESS"},
    {69, "BACKED_UP"},
    {70, "OCSP_RESPONSE"},
    {71, "REQUEST_ORIGINATOR"},
    {72, "SOURCE_LOCATION"},
    {73, "SOURCE_URL"},
    {74, "NEW_KEY"},
    {75, "OCSP_CACHE_PREFIX"},
    {76, "SMART_CARD_ROOT_INFO"},
    {77, "NO_AUTO_EXPIRE_CHECK"},
    {78, "NCRYPT_KEY_HANDLE"},
    {79, "HCRYPTPROV_OR_NCRYPT_KEY_HANDLE"},
    {80, "SUBJECT_INFO_ACCESS"},
    {81, "CA_OCSP_AUTHORITY_INFO_ACCESS"},
    {82, "CA_DISABLE_CRL"},
    {83, "ROOT_PROGRAM_CERT_POLICIES"},
    {84, "ROOT_PROGRAM_NAME_CONSTRAINTS"},
    {85, "SUBJECT_OCSP_AUTHORITY_INFO_ACCESS"},
    {86, "SUBJECT_DISABLE_CRL"},
    {87, "CEP"},
    {89, "SIGN_HASH_CNG_ALG"},
    {90, "SCARD_PIN_ID"},
    {91, "SCARD_PIN_INFO"},
    {92, "SUBJECT_PUB_KEY_BIT_LENGTH"},
    {93, "PUB_KEY_CNG_ALG_BIT_LENGTH"},
    {94, "ISSUER_PUB_KEY_BIT_LENGTH"},
    {95, "ISSUER_CHAIN_SIGN_HASH_CNG_ALG"},
    {96, "ISSUER_CHAIN_PUB_KEY_CNG_ALG_BIT_LENGTH"},
    {97, "NO_EXPIRE_NOTIFICATION"},
    {98, "AUTH_ROOT_SHA256_HASH"},
    {99, "NCRYPT_KEY_HANDLE_TRANSFER"},
    {100, "HCRYPTPROV_TRANSFER"},
    {101, "SMART_CARD_READER"},
    {102, "SEND_AS_TRUSTED_ISSUER"},
    {103, "KEY_REPAIR_ATTEMPTED"},
    {104, "DISALLOWED_FILETIME"},
    {105, "ROOT_PROGRAM_CHAIN_POLICIES"},
    {106, "SMART_CARD_READER_NON_REMOVABLE"},
    {107, "SHA256_HASH"},
    {108, "SCEP_SERVER_CERTS"},
    {109, "SCEP_RA_SIGNATURE_CERT"},
    {110, "SCEP_RA_ENCRYPTION_CERT"},
    {111, "SCEP_CA_CERT"},
    {112, "SCEP_SIGNER_CERT"},
    {113, "SCEP_NONCE"},
    {114, "SCEP_ENCRYPT_HASH_CNG_ALG"},
    {115, "SCEP_FLAGS"},
    {116, "SCEP_GUID"},
    {117, "SERIALIZABLE_KEY_CONTEXT"},
    {118, "ISOLATED_KEY"},
    {119, "SERIAL_CHAIN"},
    {120, "KEY_CLASSIFICATION"},
    {121, "OCSP_MUST_STAPLE"},
    {122, "DISALLOWED_ENHKEY_USAGE"},
    {123, "NONCOMPLIANT_ROOT_URL"},
    {124, "PIN_SHA256_HASH"},
    {125, "CLR_DELETE_KEY"},
    {126, "NOT_BEFORE_FILETIME"},
    {127, "NOT_BEFORE_ENHKEY_USAGE"},
    {128, "DISALLOWED_CA_FILETIME"},
    {129, "SHA1_SHA256_HASH"},
};

constexpr std::uint32_t kFirstUserId = 0x8000;

std::optional<std::size_t> hash_size(std::uint32_t id) {
  switch (id) {
    case 3:    // SHA1_HASH
    case 109:  // SCEP_…: thumbprints
    case 110:
    case 111:
    case 112:
      return 20;
    case 4:  // MD5_HASH
    case 24:
    case 25:
    case 28:
    case 29:
      return 16;
    case 98:  // AUTH_ROOT_SHA256_HASH
    case 107:
    case 124:  // PIN_SHA256_HASH
      return 32;
    case 129:  // SHA1_SHA256_HASH
      return 52;
    default:
      return std::nullopt;
  }
}

bool allows_email(const std::vector<std::string>& usages) {
  return std::any_of(usages.begin(), usages.end(), [](const std::string& usage) {
    return usage == oid::kEmailProtection || usage == oid::kAnyExtendedKeyUsage;
  });
}

std::string time_text(Bytes value) {
  if (value.empty()) return std::string(kBeginningOfTime);
  const auto time = filetime(value);
  return time ? to_rfc3339(*time) : "an unreadable time";
}

}  // namespace

std::string_view property_name(std::uint32_t id) {
  if (id >= kFirstUserId) return "USER_DEFINED";
  const auto* found =
      std::lower_bound(std::begin(kNames), std::end(kNames), id,
                       [](const Name& name, std::uint32_t wanted) { return name.id < wanted; });
  return found != std::end(kNames) && found->id == id ? found->name : "UNKNOWN";
}

std::optional<Decoded> decode(const Property& property) {
  const Bytes value = property.value;
  if (const auto size = hash_size(property.id)) {
    if (value.size() != *size) return std::nullopt;
    return Decoded(hex(value));
  }
  switch (property.id) {
    case kKeyProviderInfo:
    case 12:  // PVK_FILE
      return Decoded("names a private key; never followed");
    case kFriendlyName:
    case kDescription:
    case 21:   // AUTO_ENROLL
    case 30:   // EXTENDED_ERROR_INFO
    case 71:   // REQUEST_ORIGINATOR
    case 72:   // SOURCE_LOCATION
    case 73:   // SOURCE_URL
    case 75:   // OCSP_CACHE_PREFIX
    case 89:   // SIGN_HASH_CNG_ALG
    case 101:  // SMART_CARD_READER
    case 116:  // SCEP_GUID
    case 123:  // NONCOMPLIANT_ROOT_URL
      return values::wide_text(value);
    case kEnhancedKeyUsage:
    case kRootProgramChainPolicies:
    case kDisallowedEnhancedKeyUsage:
    case kNotBeforeEnhancedKeyUsage:
      if (auto usages = key_usages(value)) return Decoded(std::move(*usages));
      return std::nullopt;
    case kDateStamp:
    case 103:  // KEY_REPAIR_ATTEMPTED
    case kDisallowedFiletime:
    case kNotBeforeFiletime:
    case kDisallowedCaFiletime:
      if (!value.empty() && !filetime(value)) return std::nullopt;
      return Decoded(time_text(value));
    case kRootProgramPolicies:
      return values::policies(value);
    case kRootProgramNameConstraints:
      return values::name_constraints(value);
    case kArchived:  // being there is what counts
      return Decoded("archived");
    case 15:  // SIGNATURE_HASH and others whose length follows another algorithm
    case kKeyIdentifier:
    case 64:
    case 65:
      return Decoded(hex(value));
    default:
      return Decoded();
  }
}

std::optional<Time> filetime(Bytes value) {
  if (value.size() != 8) return std::nullopt;
  std::uint64_t ticks = 0;
  for (std::size_t i = 8; i-- > 0;) ticks = ticks << 8U | value[i];
  // From 1601-01-01 to 1970-01-01, and to the end of the year 9999.
  constexpr std::int64_t kEpoch = 11'644'473'600, kLast = 253'402'300'799;
  const auto time = static_cast<std::int64_t>(ticks / 10'000'000U) - kEpoch;
  return time <= kLast ? std::optional<Time>(time) : std::nullopt;
}

std::optional<std::vector<std::string>> key_usages(Bytes value) {
  const auto outer = asn1::read_whole(value, asn1::kSequence);
  if (!outer) return std::nullopt;
  std::vector<std::string> usages;
  asn1::DerReader items(outer->value);
  while (!items.at_end()) {
    const auto item = items.read(asn1::kOid);
    auto dotted = item ? asn1::oid(item->value) : std::nullopt;
    if (!dotted) return std::nullopt;
    usages.push_back(std::move(*dotted));
  }
  return usages;
}

const Property* find(const std::vector<Property>& properties, std::uint32_t id) {
  const auto found = std::find_if(properties.rbegin(), properties.rend(),
                                  [id](const Property& property) { return property.id == id; });
  return found == properties.rend() ? nullptr : &*found;
}

std::vector<pki::AnchorRestriction> email_restrictions(const std::vector<Property>& properties) {
  using Rule = pki::AnchorRestriction::Rule;
  std::vector<pki::AnchorRestriction> restrictions;
  const auto add = [&](std::string text, std::uint32_t id, Rule rule) {
    restrictions.push_back({id, std::move(text), rule, 0});
  };
  const auto add_from = [&](std::string_view text, const Property& property, Rule rule) {
    const auto from = filetime(property.value);
    if (!from && rule != Rule::NotEvaluated)
      rule = property.value.empty() ? Rule::Always : Rule::NotEvaluated;
    restrictions.push_back(
        {property.id, std::string(text) + time_text(property.value), rule, from.value_or(0)});
  };
  /// An unreadable list of purposes may name any of them.
  const auto concerns_email = [](const Property* list) {
    const auto usages = list != nullptr ? key_usages(list->value) : std::nullopt;
    return !usages || allows_email(*usages);
  };
  if (const Property* allowed = find(properties, kEnhancedKeyUsage)) {
    const auto usages = key_usages(allowed->value);
    if (!usages || !allows_email(*usages)) {
      add("purposes without e-mail protection", kEnhancedKeyUsage, Rule::Always);
    }
  }
  const Property* taken = find(properties, kDisallowedEnhancedKeyUsage);
  if (const Property* from = find(properties, kDisallowedFiletime)) {
    if (concerns_email(taken)) add_from("disallowed ", *from, Rule::JudgedFrom);
  } else if (taken != nullptr && concerns_email(taken)) {
    add("e-mail protection taken away", kDisallowedEnhancedKeyUsage, Rule::Always);
  }
  if (const Property* from = find(properties, kNotBeforeFiletime)) {
    if (concerns_email(find(properties, kNotBeforeEnhancedKeyUsage))) {
      add_from("not for certificates issued at or after ", *from, Rule::IssuedFrom);
    }
  }
  if (const Property* from = find(properties, kDisallowedCaFiletime)) {
    add_from("CA disallowed ", *from, Rule::NotEvaluated);
  }
  // Windows passes over it where it lists a store, and finds it where it is asked for by its hash.
  if (find(properties, kArchived) != nullptr) add("archived", kArchived, Rule::NotEvaluated);
  if (find(properties, kRootProgramNameConstraints) != nullptr) {
    add("name constraints", kRootProgramNameConstraints, Rule::NotEvaluated);
  }
  return restrictions;
}

}  // namespace smime::trust
