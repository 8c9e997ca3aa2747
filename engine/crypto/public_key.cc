// From a SubjectPublicKeyInfo to OpenSSL's key. OpenSSL's own decoder asks every decoder of every
// provider in turn, which costs as much as the signature check itself; so the two forms that nearly
// all mail uses are built from their numbers, and it reads all others.
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "engine/asn1/der.h"
#include "engine/crypto/handles.h"

namespace smime::crypto {
namespace {

using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using ParameterBuilder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Number = Handle<BIGNUM, BN_free>;

struct Curve {
  std::string_view oid;
  const char* group;
  std::size_t point;  // octets of an uncompressed point
};
constexpr Curve kCurves[] = {
    {"1.2.840.10045.3.1.7", "P-256", 65},
    {"1.3.132.0.34", "P-384", 97},
    {"1.3.132.0.35", "P-521", 133},
    {"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 65},
    {"1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 97},
    {"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 129},
};

constexpr std::string_view kRsa = "1.2.840.113549.1.1.1", kEc = "1.2.840.10045.2.1";
// What OpenSSL's decoder reads beside curves: RSA, RSASSA-PSS, DSA, Ed25519, Ed448.
constexpr std::string_view kDecoded[] = {kRsa, "1.2.840.113549.1.1.10", "1.2.840.10040.4.1",
                                         "1.3.101.112", "1.3.101.113"};

Key built(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    EVP_PKEY_free(key);
    return nullptr;
  }
  return Key(key);
}

Number number(Bytes integer) {
  return Number(BN_bin2bn(integer.data(), static_cast<int>(integer.size()), nullptr));
}

/// A positive INTEGER in its shortest form.
bool is_positive(const asn1::Tlv& integer) {
  const Bytes value = integer.value;
  if (value.empty() || value[0] >= 0x80U || (value.size() == 1 && value[0] == 0)) return false;
  return value[0] != 0 || value[1] >= 0x80U;
}

// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017 A.1.1)
Key rsa_key(Bytes public_key) {
  const auto sequence = asn1::read_whole(public_key, asn1::kSequence);
  if (!sequence) return nullptr;
  asn1::DerReader in(sequence->value);
  const auto modulus = in.read(asn1::kInteger);
  const auto exponent = in.read(asn1::kInteger);
  if (!modulus || !exponent || !in.at_end()) return nullptr;
  if (!is_positive(*modulus) || !is_positive(*exponent)) return nullptr;
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  const Number n = number(modulus->value);
  const Number e = number(exponent->value);
  if (!builder || !n || !e || OSSL_PARAM_BLD_push_BN(builder.get(), "n", n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), "e", e.get()) != 1) {
    return nullptr;
  }
  return built("RSA", builder.get());
}

// OpenSSL refuses a point that is not on the curve here as it does in its decoder.
Key ec_key(const Curve& curve, Bytes point) {
  if (point.size() != curve.point || point[0] != 4) return nullptr;
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  return built("EC", builder.get());
}

/// The parts of a SubjectPublicKeyInfo.
struct Parts {
  std::string oid;
  std::optional<asn1::Tlv> parameters;
  bool more = false;  // after the parameters
  Bytes octets;       // of the BIT STRING
};
std::optional<Parts> split(Bytes subject_public_key_info) {
  const auto sequence = asn1::read_whole(subject_public_key_info, asn1::kSequence);
  if (!sequence) return std::nullopt;
  asn1::DerReader in(sequence->value);
  const auto algorithm = in.read(asn1::kSequence);
  const auto bits = in.read(asn1::kBitString);
  if (!algorithm || !bits || !in.at_end()) return std::nullopt;
  const auto public_key = asn1::bit_string(bits->value);
  asn1::DerReader inner(algorithm->value);
  const auto id = inner.read(asn1::kOid);
  auto oid = id ? asn1::oid(id->value) : std::nullopt;
  if (!public_key || public_key->unused != 0 || !oid) return std::nullopt;
  Parts parts{std::move(*oid), inner.read(), false, public_key->octets};
  parts.more = !inner.at_end();
  return parts;
}

const Curve* named_curve(const Parts& parts) {
  if (parts.oid != kEc || !parts.parameters || parts.parameters->tag != asn1::kOid) return nullptr;
  const auto named = asn1::oid(parts.parameters->value);
  const auto* const curve = std::find_if(std::begin(kCurves), std::end(kCurves),
                                         [&](const Curve& known) { return named == known.oid; });
  return curve == std::end(kCurves) ? nullptr : curve;
}

/// True for the kinds of key that describe_key() tells apart. OpenSSL's decoder is asked about no
/// other: a curve of the sender's own may cost it thousands of times a signature check (X509DoS,
/// USENIX Security 2025).
bool is_known_kind(const Parts& parts) {
  if (parts.oid == kEc) return named_curve(parts) != nullptr;
  return std::find(std::begin(kDecoded), std::end(kDecoded), parts.oid) != std::end(kDecoded);
}

/// Null for every form but the usual ones: rsaEncryption with NULL, a named curve with an
/// uncompressed point, nothing missing and nothing more.
Key usual_key(const Parts& parts) {
  if (!parts.parameters || parts.more) return nullptr;
  if (parts.oid == kRsa && parts.parameters->tag == asn1::kNull && parts.parameters->value.empty())
    return rsa_key(parts.octets);
  const Curve* const curve = named_curve(parts);
  return curve == nullptr ? nullptr : ec_key(*curve, parts.octets);
}

}  // namespace

Key decode_public_key(Bytes subject_public_key_info) {
  const std::uint8_t* at = subject_public_key_info.data();
  return Key(d2i_PUBKEY(nullptr, &at, static_cast<long>(subject_public_key_info.size())));
}

Key read_public_key(Bytes subject_public_key_info) {
  const auto parts = split(subject_public_key_info);
  if (!parts || !is_known_kind(*parts)) return nullptr;
  if (Key key = usual_key(*parts)) return key;
  return decode_public_key(subject_public_key_info);
}

bool gives_curve_in_full(Bytes subject_public_key_info) {
  const auto parts = split(subject_public_key_info);
  return parts && parts->oid == kEc && parts->parameters && parts->parameters->tag != asn1::kOid;
}

}  // namespace smime::crypto
