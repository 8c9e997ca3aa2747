#include "engine/trust/openssl_trust.h"

#include <algorithm>
#include <vector>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"

namespace smime::trust {
namespace {

std::optional<std::vector<std::string>> read_uses(Bytes contents) {
  std::vector<std::string> uses;
  for (asn1::DerReader in(contents); !in.at_end();) {
    const auto value = in.read(asn1::kOid);
    auto use = value ? asn1::oid(value->value) : std::nullopt;
    if (!use) return std::nullopt;
    uses.push_back(std::move(*use));
  }
  return uses;
}

bool names(const std::vector<std::string>& uses, std::string_view use) {
  return std::find(uses.begin(), uses.end(), use) != uses.end();
}

}  // namespace

std::optional<OpensslTrust> read_openssl_trust(Bytes settings) {
  const auto outer = asn1::read_whole(settings, asn1::kSequence);
  if (!outer) return std::nullopt;
  asn1::DerReader in(outer->value);
  OpensslTrust read;
  std::optional<std::vector<std::string>> trust;
  std::optional<std::vector<std::string>> reject;
  if (const auto uses = in.read(asn1::kSequence)) {
    if (!(trust = read_uses(uses->value))) return std::nullopt;
  }
  if (const auto uses = in.read(asn1::context_set(0))) {
    if (!(reject = read_uses(uses->value))) return std::nullopt;
  }
  for (const std::uint8_t tag : {asn1::kUtf8String, asn1::kOctetString, asn1::context_set(1)}) {
    static_cast<void>(in.read(tag));
  }
  if (!in.at_end()) return std::nullopt;
  if (reject && names(*reject, oid::kAnyExtendedKeyUsage)) {
    read.distrusted = "OpenSSL's trust settings reject it for every use";
  } else if (reject && names(*reject, oid::kEmailProtection)) {
    read.distrusted = "OpenSSL's trust settings reject it for e-mail protection";
  } else if (trust && !names(*trust, oid::kEmailProtection) &&
             !names(*trust, oid::kAnyExtendedKeyUsage)) {
    read.distrusted = "OpenSSL's trust settings trust it, but not for e-mail protection";
  }
  return read;
}

}  // namespace smime::trust
