// What a SubjectPublicKeyInfo holds (RFC 5280 4.1.2.7; RFC 3279, 5480, 8410).
#include <algorithm>
#include <bit>
#include <iterator>

#include "engine/asn1/der.h"
#include "engine/crypto/degenerate.h"
#include "engine/crypto/handles.h"
#include "engine/crypto/roca.h"
#include "engine/crypto/signature.h"

namespace smime::crypto {
namespace {

using Kind = KeyFacts::Kind;

struct Curve {
  std::string_view oid, name;
  std::uint32_t bits;
};
// Named curves only: explicit parameters are how CVE-2020-0601 forged roots.
constexpr Curve kCurves[] = {
    {"1.2.840.10045.3.1.7", "P-256", 256},
    {"1.3.132.0.34", "P-384", 384},
    {"1.3.132.0.35", "P-521", 521},
    {"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256},
    {"1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384},
    {"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512},
};

/// Bits of a positive INTEGER; 0 if it is not one.
std::uint32_t bit_length(Bytes integer) {
  if (integer.empty() || integer[0] >= 0x80) return 0;
  while (!integer.empty() && integer[0] == 0) integer = integer.subspan(1);
  if (integer.empty()) return 0;
  return static_cast<std::uint32_t>((integer.size() - 1) * 8) +
         static_cast<std::uint32_t>(std::bit_width(integer[0]));
}

bool is_shortest(Bytes positive) {
  return positive.size() < 2 || positive[0] != 0 || positive[1] >= 0x80;
}

// Dss-Parms ::= SEQUENCE { p, q, g } and DSAPublicKey ::= INTEGER (RFC 3279 2.3.2)
void describe_dsa(Bytes parameters, Bytes public_key, KeyFacts& key) {
  // Without parameters they are inherited from the issuer; bits stay 0 then.
  const auto sequence = asn1::read_whole(parameters, asn1::kSequence);
  if (!sequence) return;
  asn1::DerReader dss(sequence->value);
  const auto p = dss.read(asn1::kInteger);
  const auto q = dss.read(asn1::kInteger);
  const auto g = dss.read(asn1::kInteger);
  const auto y = asn1::read_whole(public_key, asn1::kInteger);
  if (p) key.bits = bit_length(p->value);
  if (!q || !g || !y || !dss.at_end() || !is_plausible_dsa(p->value, q->value, g->value, y->value))
    key.flaw = "no key of FIPS 186-4";
}

void describe_rsa(Bytes public_key, KeyFacts& key) {
  key.flaw = "no RSA public key";
  const auto sequence = asn1::read_whole(public_key, asn1::kSequence);
  if (!sequence) return;
  asn1::DerReader in(sequence->value);
  const auto modulus = in.read(asn1::kInteger);
  const auto exponent = in.read(asn1::kInteger);
  if (!modulus || !exponent || !in.at_end()) return;
  key.bits = bit_length(modulus->value);
  key.exponent_bits = bit_length(exponent->value);
  if (key.bits == 0 || key.exponent_bits == 0) return;
  key.small_exponent = key.exponent_bits < 17;
  const auto even = [](Bytes integer) { return (integer.back() & 1U) == 0; };
  // X.690 8.3.2: each number has one form; a second one fools whoever compares octets.
  if (!is_shortest(modulus->value) || !is_shortest(exponent->value))
    key.flaw = "number not in its shortest form";
  else if (even(modulus->value))
    key.flaw = "even modulus";
  else if (even(exponent->value))
    key.flaw = "even exponent";
  else if (key.exponent_bits == 1)
    key.flaw = "exponent 1";
  else if (has_roca_pattern(modulus->value))
    key.flaw = "predictable primes (CVE-2017-15361)";
  else
    key.flaw = {};
}

// RFC 5480 2.2: a point begins with 02, 03 or 04, and any other key must be rejected. OpenSSL takes
// the hybrid form and the point at infinity, too; it refuses a point that is not on the curve.
std::string_view flaw_of_form(Bytes point) {
  if (point.size() == 1 && point[0] == 0) return "point at infinity";
  if (point.empty() || point[0] < 2 || point[0] > 4) return "point in no form of RFC 5480";
  return "";
}

bool is_on_curve(Bytes subject_public_key_info) {
  const QuietErrors quiet;
  return read_public_key(subject_public_key_info) != nullptr;
}

}  // namespace

KeyFacts describe_key(Bytes subject_public_key_info, PointCheck point) {
  KeyFacts key;
  const auto sequence = asn1::read_whole(subject_public_key_info, asn1::kSequence);
  if (!sequence) return key;
  asn1::DerReader in(sequence->value);
  const auto algorithm = in.read(asn1::kSequence);
  const auto bits = in.read(asn1::kBitString);
  if (!algorithm || !bits || !in.at_end()) return key;
  const auto public_key = asn1::bit_string(bits->value);
  asn1::DerReader inner(algorithm->value);
  const auto id = inner.read(asn1::kOid);
  if (!id || !public_key || public_key->unused != 0) return key;
  const std::string oid = asn1::oid(id->value).value_or("");

  if (oid == "1.2.840.113549.1.1.1" || oid == "1.2.840.113549.1.1.10") {
    key.kind = oid.ends_with(".10") ? Kind::RsaPss : Kind::Rsa;
    describe_rsa(public_key->octets, key);
    // RFC 3279 2.3.1, RFC 4055 1.2: NULL or nothing, and RSASSA-PSS-params or nothing.
    const auto parameters = inner.read();
    const bool fits = !parameters || (parameters->tag == asn1::kNull && key.kind == Kind::Rsa) ||
                      (parameters->tag == asn1::kSequence && key.kind == Kind::RsaPss);
    if (key.flaw.empty() && (!fits || !inner.at_end())) key.flaw = "parameters that do not fit";
    key.name = "RSA " + std::to_string(key.bits);
  } else if (oid == "1.2.840.10045.2.1") {
    const auto named = inner.read(asn1::kOid);
    const std::string curve_oid = named ? asn1::oid(named->value).value_or("") : "";
    const auto* const curve = std::find_if(std::begin(kCurves), std::end(kCurves),
                                           [&](const Curve& c) { return c.oid == curve_oid; });
    if (curve == std::end(kCurves)) {
      key.name = named ? "EC " + curve_oid : "EC with explicit parameters";
      // RFC 5480 2.1.1: neither implicitCurve nor specifiedCurve may be used.
      if (!named) key.flaw = "curve given in full";
      return key;
    }
    key.kind = Kind::Ec;
    key.bits = curve->bits;
    key.name = "EC " + std::string(curve->name);
    key.flaw = flaw_of_form(public_key->octets);
    if (key.flaw.empty() && point == PointCheck::Now && !is_on_curve(subject_public_key_info))
      key.flaw = "point not on the curve";
  } else if (oid == "1.3.101.112" || oid == "1.3.101.113") {
    const bool small = oid == "1.3.101.112";
    key.kind = small ? Kind::Ed25519 : Kind::Ed448;
    key.name = small ? "Ed25519" : "Ed448";
    key.bits = small ? 256 : 448;
    if (public_key->octets.size() != (small ? 32U : 57U) || !inner.at_end())
      key.flaw = "no key of RFC 8410";
    else if (has_small_order(public_key->octets))
      key.flaw = "point of small order";
  } else if (oid == "1.2.840.10040.4.1") {
    key.kind = Kind::Dsa;
    describe_dsa(inner.rest(), public_key->octets, key);
    key.name = key.bits == 0 ? "DSA" : "DSA " + std::to_string(key.bits);
  } else {
    key.name = oid;
  }
  return key;
}

const char* exceeded_limit(const KeyFacts& key, const Limits& limits) {
  const bool rsa = key.kind == Kind::Rsa || key.kind == Kind::RsaPss;
  if (rsa && key.bits > limits.rsa_bits) return "rsa_bits";
  if (key.kind == Kind::Dsa && key.bits > limits.dsa_bits) return "dsa_bits";
  return key.exponent_bits > limits.rsa_exponent_bits ? "rsa_exponent_bits" : nullptr;
}

}  // namespace smime::crypto
