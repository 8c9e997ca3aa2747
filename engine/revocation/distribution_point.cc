#include "engine/revocation/distribution_point.h"

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"
#include "engine/pki/extensions.h"

namespace smime::revocation {
namespace {

using asn1::DerReader;

constexpr unsigned kDirectoryName = 4;

std::optional<std::set<std::string>> read_names(Bytes contents, const Limits& limits) {
  if (!within_general_names(contents, limits)) return std::nullopt;
  const auto names = pki::read_general_names(contents);
  if (!names) return std::nullopt;
  std::set<std::string> out;
  for (const pki::GeneralName& name : *names) out.insert(comparable(name));
  return out;
}

/// `issuer` with one more relative distinguished name at its end.
std::optional<Octets> longer_name(Bytes issuer, Bytes relative) {
  const auto sequence = asn1::read_whole(issuer, asn1::kSequence);
  if (!sequence || relative.empty()) return std::nullopt;
  Octets names = copy(sequence->value);
  const Octets last = asn1::encode(asn1::kSet, relative);
  names.insert(names.end(), last.begin(), last.end());
  return asn1::encode(asn1::kSequence, names);
}

bool is_relative(const std::optional<asn1::Tlv>& point_name) {
  return point_name && DerReader(point_name->value).peek() == asn1::context_set(1);
}

std::optional<DistributionPoint> read_point(Bytes contents, Bytes issuer, const Limits& limits,
                                            const MayRead& may_read) {
  DerReader fields(contents);
  const auto name = fields.read(asn1::context_set(0));
  const auto reasons = fields.read(asn1::context(1));
  const auto crl_issuers = fields.read(asn1::context_set(2));
  // RFC 5280 4.2.1.13: "either distributionPoint or cRLIssuer MUST be present."
  if (!fields.at_end() || (!name && !crl_issuers)) return std::nullopt;
  // The whole issuer is read for a name that is relative to it.
  if (may_read && !may_read(contents.size() + (is_relative(name) ? issuer.size() : 0)))
    return std::nullopt;
  DistributionPoint point;
  if (crl_issuers) {
    auto names = read_names(crl_issuers->value, limits);
    if (!names) return std::nullopt;
    point.crl_issuers = std::move(*names);
  }
  if (reasons) {
    const auto flags = read_reasons(reasons->value);
    if (!flags) return std::nullopt;
    point.reasons = *flags;
  }
  if (name) {
    // A relative name is relative to the issuer of the CRL, the certificate's own by default.
    Bytes base = issuer;
    if (crl_issuers) {
      const auto named = pki::read_general_names(crl_issuers->value);
      if (named && named->front().tag == kDirectoryName) base = named->front().value;
    }
    auto names = read_point_name(name->value, base, limits);
    if (!names) return std::nullopt;
    point.names = std::move(*names);
  }
  return point;
}

std::optional<std::vector<DistributionPoint>> read_points(Bytes value, Bytes issuer,
                                                          const Limits& limits,
                                                          const MayRead& may_read) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return std::nullopt;
  std::vector<DistributionPoint> points;
  std::size_t names = 0;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto tlv = reader.read(asn1::kSequence);
    auto point = tlv ? read_point(tlv->value, issuer, limits, may_read) : std::nullopt;
    if (!point) return std::nullopt;
    names += point->names.size() + point->crl_issuers.size();
    if (names > limits.general_names) return std::nullopt;
    points.push_back(std::move(*point));
  }
  return points;
}

}  // namespace

std::string comparable_directory_name(const Octets& canonical_name) {
  std::string out(1, static_cast<char>(kDirectoryName));
  return out.append(as_text(canonical_name));
}

std::string comparable(const pki::GeneralName& name) {
  if (name.tag == kDirectoryName)
    return comparable_directory_name(crypto::canonical_name(name.value));
  std::string out(1, static_cast<char>(name.tag));
  return out.append(as_text(name.value));
}

bool within_general_names(Bytes contents, const Limits& limits) {
  std::uint32_t names = 0;
  for (DerReader reader(contents); !reader.at_end();) {
    if (!reader.read()) return true;  // malformed, which whoever reads them says
    if (++names > limits.general_names) return false;
  }
  return true;
}

std::optional<std::set<std::string>> read_point_name(Bytes contents, Bytes issuer,
                                                     const Limits& limits) {
  DerReader choice(contents);
  const auto tlv = choice.read();
  if (!tlv || !choice.at_end()) return std::nullopt;
  if (tlv->tag == asn1::context_set(0)) return read_names(tlv->value, limits);
  if (tlv->tag != asn1::context_set(1)) return std::nullopt;
  const auto name = longer_name(issuer, tlv->value);
  if (!name) return std::nullopt;
  return std::set<std::string>{comparable_directory_name(crypto::canonical_name(*name))};
}

std::optional<Reasons> read_reasons(Bytes contents) {
  const auto bits = asn1::bit_string(contents);
  if (!bits || bits->octets.size() > 2) return std::nullopt;
  Reasons reasons = 0;
  for (unsigned bit = 0; bit < bits->octets.size() * 8; ++bit) {
    if ((bits->octets[bit / 8] & (0x80U >> (bit % 8))) != 0)
      reasons = static_cast<Reasons>(reasons | (1U << bit));
  }
  return static_cast<Reasons>(reasons & kAllReasons);
}

CrlSources crl_sources(const pki::Certificate& certificate, const Limits& limits,
                       const MayRead& may_read) {
  CrlSources sources;
  if (const pki::Extension* const extension = certificate.extension(oid::kCrlDistributionPoints)) {
    if (auto read = read_points(extension->value, certificate.issuer, limits, may_read))
      sources.points = std::move(*read);
  }
  const std::string issuer = comparable_directory_name(certificate.canonical_issuer);
  sources.points.emplace_back().names.insert(issuer);
  sources.issuers.insert(issuer);
  for (const DistributionPoint& point : sources.points) {
    sources.issuers.insert(point.crl_issuers.begin(), point.crl_issuers.end());
    sources.names += point.names.size() + point.crl_issuers.size();
  }
  return sources;
}

}  // namespace smime::revocation
