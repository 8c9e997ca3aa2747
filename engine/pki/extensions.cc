#include "engine/pki/extensions.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"

namespace smime::pki {
namespace {

using asn1::DerReader;

/// GeneralName (RFC 5280 4.2.1.6), the choices that it has and in the form that each has.
std::optional<GeneralName> general_name(const asn1::Tlv& tlv) {
  const unsigned number = tlv.tag & 0x1FU;
  if ((tlv.tag & 0xC0U) != 0x80U || number > 8) return std::nullopt;
  // otherName, x400Address, directoryName and ediPartyName are constructed, the others are not.
  const bool constructed = number == 0 || number == 3 || number == 4 || number == 5;
  if (((tlv.tag & 0x20U) != 0) != constructed) return std::nullopt;
  return GeneralName{number, tlv.value};
}

// One function per extension: true if `contents`, the value inside extnValue, was understood.

bool read_basic_constraints(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return false;
  DerReader reader(sequence->value);
  BasicConstraints constraints;
  if (const auto ca = reader.read(asn1::kBoolean)) {
    const auto flag = asn1::boolean(ca->value);
    if (!flag) return false;
    constraints.ca = *flag;  // an encoded FALSE breaks DER and is common
  }
  if (const auto length = reader.read(asn1::kInteger)) {
    const auto number = asn1::small_integer(length->value);
    if (!number || *number < 0) return false;
    constraints.path_length =
        static_cast<std::uint32_t>(std::min<std::int64_t>(*number, UINT32_MAX));
  }
  if (!reader.at_end()) return false;
  certificate.basic_constraints = constraints;
  return true;
}

bool read_key_usage(Certificate& certificate, Bytes value) {
  const auto tlv = asn1::read_whole(value, asn1::kBitString);
  const auto bits = tlv ? asn1::bit_string(tlv->value) : std::nullopt;
  if (!bits || bits->octets.size() > 2) return false;
  std::uint16_t usage = 0;
  for (unsigned bit = 0; bit < bits->octets.size() * 8; ++bit) {
    if ((bits->octets[bit / 8] & (0x80U >> (bit % 8))) != 0) {
      usage = static_cast<std::uint16_t>(usage | (1U << bit));
    }
  }
  certificate.key_usage = usage;
  return true;
}

std::optional<std::string> read_oid(DerReader& reader) {
  const auto tlv = reader.read(asn1::kOid);
  return tlv ? asn1::oid(tlv->value) : std::nullopt;
}

bool read_extended_key_usage(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return false;
  Usages usages;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    auto usage = read_oid(reader);
    if (!usage) return false;
    usages.add(std::move(*usage));
  }
  certificate.extended_key_usage = std::move(usages);
  return true;
}

/// ApplicationCertPolicies of Windows has the form of certificatePolicies; qualifiers say nothing.
bool read_application_policies(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return false;
  Usages usages;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto information = reader.read(asn1::kSequence);
    if (!information) return false;
    DerReader fields(information->value);
    auto usage = read_oid(fields);
    if (!usage) return false;
    usages.add(std::move(*usage));
  }
  certificate.application_policies = std::move(usages);
  return true;
}

bool read_key_identifier(Certificate& certificate, Bytes value) {
  const auto octets = asn1::read_whole(value, asn1::kOctetString);
  if (!octets) return false;
  certificate.key_identifier = octets->value;
  return true;
}

bool read_authority_key_identifier(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return false;
  DerReader reader(sequence->value);
  AuthorityKeyIdentifier identifier;
  if (const auto key = reader.read(asn1::context(0))) identifier.key_identifier = key->value;
  if (const auto names = reader.read(asn1::context_set(1))) {
    auto issuer = read_general_names(names->value);
    if (!issuer) return false;
    identifier.issuer = std::move(*issuer);
  }
  if (const auto serial = reader.read(asn1::context(2))) identifier.serial = serial->value;
  if (!reader.at_end()) return false;
  certificate.authority_key_identifier = std::move(identifier);
  return true;
}

bool read_alternative_names(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return false;
  auto names = read_general_names(sequence->value);
  if (!names) return false;
  certificate.alternative_names = std::move(*names);
  return true;
}

std::optional<std::vector<NameConstraints::Subtree>> read_subtrees(Bytes contents) {
  std::vector<NameConstraints::Subtree> subtrees;
  for (DerReader reader(contents); !reader.at_end();) {
    const auto sequence = reader.read(asn1::kSequence);
    if (!sequence) return std::nullopt;
    DerReader fields(sequence->value);
    const auto tlv = fields.read();
    const auto base = tlv ? general_name(*tlv) : std::nullopt;
    if (!base) return std::nullopt;
    // RFC 5280 4.2.1.10: "the minimum MUST be zero, and maximum MUST be absent". DER leaves out a
    // zero, some CAs do not.
    const auto minimum = fields.peek() == asn1::context(0) ? fields.read() : std::nullopt;
    const bool above_zero = minimum && asn1::small_integer(minimum->value) != 0;
    subtrees.push_back({*base, above_zero || !fields.at_end(),
                        base->tag == 4 ? crypto::canonical_name(base->value) : Octets()});
  }
  if (subtrees.empty()) return std::nullopt;
  return subtrees;
}

bool read_name_constraints(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return false;
  DerReader reader(sequence->value);
  NameConstraints constraints;
  for (const unsigned number : {0U, 1U}) {
    const auto list = reader.read(asn1::context_set(number));
    if (!list) continue;
    auto subtrees = read_subtrees(list->value);
    if (!subtrees) return false;
    (number == 0 ? constraints.permitted : constraints.excluded) = std::move(*subtrees);
  }
  if (!reader.at_end()) return false;
  certificate.name_constraints = std::move(constraints);
  return true;
}

/// RFC 5280 4.2.1.4: "If this extension is critical, the path validation software MUST be able to
/// interpret this extension (including the optional qualifier), or MUST reject the certificate."
/// The first that cannot be is enough to say so. False: no list of PolicyQualifierInfo.
bool read_qualifiers(Certificate& certificate, Bytes contents) {
  const Extension* const extension = certificate.extension(oid::kCertificatePolicies);
  for (DerReader reader(contents); !reader.at_end();) {
    const auto qualifier = reader.read(asn1::kSequence);
    if (!qualifier) return false;
    DerReader fields(qualifier->value);
    auto id = read_oid(fields);
    if (!id) return false;
    // id-qt-cps and id-qt-unotice, which tell people something and decide nothing
    const bool known = *id == "1.3.6.1.5.5.7.2.1" || *id == "1.3.6.1.5.5.7.2.2";
    const bool matters = !known && extension != nullptr && extension->critical;
    if (matters && certificate.unknown_qualifier.empty())
      certificate.unknown_qualifier = std::move(*id);
  }
  return true;
}

bool read_policies(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return false;
  std::vector<std::string> policies;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto information = reader.read(asn1::kSequence);
    if (!information) return false;
    DerReader fields(information->value);
    auto policy = read_oid(fields);
    if (!policy) return false;
    if (!fields.at_end()) {
      const auto qualifiers = fields.read(asn1::kSequence);
      if (!qualifiers || !fields.at_end() || !read_qualifiers(certificate, qualifiers->value))
        return false;
    }
    policies.push_back(std::move(*policy));
  }
  // RFC 5280 4.2.1.4: "A certificate policy OID MUST NOT appear more than once".
  std::set<std::string_view> distinct(policies.begin(), policies.end());
  if (distinct.size() != policies.size()) return false;
  certificate.policies.asserted = std::move(policies);
  return true;
}

bool read_policy_mappings(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return false;
  std::vector<std::pair<std::string, std::string>> mappings;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto pair = reader.read(asn1::kSequence);
    if (!pair) return false;
    DerReader fields(pair->value);
    auto issuer_domain = read_oid(fields);
    auto subject_domain = read_oid(fields);
    if (!issuer_domain || !subject_domain || !fields.at_end()) return false;
    mappings.emplace_back(std::move(*issuer_domain), std::move(*subject_domain));
  }
  certificate.policies.mappings = std::move(mappings);
  return true;
}

std::optional<std::uint32_t> skip_certs(Bytes value) {
  const auto number = asn1::small_integer(value);
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(*number, UINT32_MAX));
}

bool read_policy_constraints(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  // RFC 5280 4.2.1.11: never an empty sequence.
  if (!sequence || sequence->value.empty()) return false;
  DerReader reader(sequence->value);
  std::array<std::optional<std::uint32_t>, 2> counts;
  for (const unsigned number : {0U, 1U}) {
    const auto tlv = reader.read(asn1::context(number));
    if (!tlv) continue;
    counts.at(number) = skip_certs(tlv->value);
    if (!counts.at(number)) return false;
  }
  if (!reader.at_end()) return false;
  certificate.policies.require_explicit = counts[0];
  certificate.policies.inhibit_mapping = counts[1];
  return true;
}

bool read_inhibit_any_policy(Certificate& certificate, Bytes value) {
  const auto integer = asn1::read_whole(value, asn1::kInteger);
  certificate.policies.inhibit_any = integer ? skip_certs(integer->value) : std::nullopt;
  return certificate.policies.inhibit_any.has_value();
}

/// RFC 6960 4.2.2.2.1: NULL. It says something of OCSP responders' own status alone
/// (engine/revocation), so whoever else has it loses nothing.
bool read_ocsp_no_check(Certificate&, Bytes value) {
  const auto null = asn1::read_whole(value, asn1::kNull);
  return null && null->value.empty();
}

bool read_authority_information(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return false;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto description = reader.read(asn1::kSequence);
    if (!description) return false;
    DerReader fields(description->value);
    const auto method = read_oid(fields);
    const auto location = fields.read();
    if (!method || !location || !fields.at_end()) return false;
    if (location->tag != asn1::context(6)) continue;
    if (*method == oid::kCaIssuers) certificate.issuer_urls.emplace_back(as_text(location->value));
    if (*method == oid::kOcsp) certificate.ocsp_urls.emplace_back(as_text(location->value));
  }
  return true;
}

/// The URLs in a DistributionPointName, as far as it can be read. False: it cannot.
bool read_point_urls(Certificate& certificate, Bytes name) {
  const auto full = DerReader(name).read(asn1::context_set(0));
  if (!full) return true;  // relative to the issuer's name
  const auto names = read_general_names(full->value);
  if (!names) return false;
  for (const GeneralName& location : *names) {
    if (location.tag == 6) certificate.crl_urls.emplace_back(as_text(location.value));
  }
  return true;
}

bool read_distribution_points(Certificate& certificate, Bytes value) {
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence || sequence->value.empty()) return false;  // SIZE (1..MAX)
  bool sound = true;  // the points beside one that is not are still read
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto point = reader.read(asn1::kSequence);
    if (!point) return false;
    DerReader fields(point->value);
    const auto name = fields.read(asn1::context_set(0));  // DistributionPointName, a CHOICE
    (void)fields.read(asn1::context(1));                  // reasons
    const auto issuer = fields.read(asn1::context_set(2));
    // RFC 5280 4.2.1.13: "MUST NOT consist of only the reasons field".
    sound = sound && fields.at_end() && (name || issuer);
    if (name) sound = read_point_urls(certificate, name->value) && sound;
  }
  return sound;
}

struct Known {
  std::string_view oid;
  bool (*read)(Certificate&, Bytes);
  bool hint;  // no rule of RFC 5280 depends on it: where to look for more, what Windows reads
  /// RFC 5280 4.2.1.1, 4.2.1.2, 4.2.2.1: "MUST mark this extension as non-critical". Reading it is
  /// not processing it, so a critical one is as good as unknown. So are Windows' own, for others.
  bool never_critical = false;
};
constexpr std::array kKnown = {
    Known{oid::kBasicConstraints, read_basic_constraints, false},
    Known{oid::kKeyUsage, read_key_usage, false},
    Known{oid::kExtendedKeyUsage, read_extended_key_usage, false},
    Known{oid::kSubjectKeyIdentifier, read_key_identifier, false, true},
    Known{oid::kAuthorityKeyIdentifier, read_authority_key_identifier, false, true},
    Known{oid::kSubjectAltName, read_alternative_names, false},
    Known{oid::kNameConstraints, read_name_constraints, false},
    Known{oid::kCertificatePolicies, read_policies, false},
    Known{oid::kPolicyMappings, read_policy_mappings, false},
    Known{oid::kPolicyConstraints, read_policy_constraints, false},
    Known{oid::kInhibitAnyPolicy, read_inhibit_any_policy, false},
    Known{oid::kOcspNoCheck, read_ocsp_no_check, false},
    Known{oid::kAuthorityInfoAccess, read_authority_information, true, true},
    Known{oid::kCrlDistributionPoints, read_distribution_points, true},
    Known{oid::kApplicationPolicies, read_application_policies, true, true},
};

void report(Certificate& certificate, Code code, const Extension& extension, const char* reason) {
  certificate.findings.add(
      {code, "", {{"extension", std::string(oid::name(extension.oid))}, {"reason", reason}}});
}

/// The ASN.1 values in `contents`, at any depth; stops one above `most`. What is no DER ends the
/// count: the reader of the extension will say so.
std::uint32_t count_values(Bytes contents, std::uint32_t most) {
  std::vector<DerReader> open = {DerReader(contents)};
  std::uint32_t count = 0;
  while (!open.empty() && count <= most) {
    const auto value = open.back().read();
    if (!value) {
      open.pop_back();
      continue;
    }
    ++count;
    if ((value->tag & 0x20U) != 0) open.emplace_back(value->value);
  }
  return count;
}

/// GeneralNames are counted before anything compares them (Limits::general_names).
void bound_general_names(Certificate& certificate, const Limits& limits) {
  if (certificate.alternative_names.size() <= limits.general_names) return;
  certificate.alternative_names.clear();
  certificate.findings.add({Code::LimitReached, "", {{"limit", "general_names"}}});
}

const Known* known(const Extension& extension) {
  const auto* const found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& candidate) {
    return candidate.oid == extension.oid;
  });
  return found == kKnown.end() ? nullptr : found;
}

/// RFC 5280 4.2: "A certificate MUST NOT include more than one instance of a particular extension."
/// Those that are: the known ones and the first few others are told one by one.
std::set<std::string_view> report_repeated(Certificate& certificate) {
  std::set<std::string_view> seen, repeated;
  std::size_t others = 0;
  for (const Extension& extension : certificate.extensions) {
    if (seen.insert(extension.oid).second || !repeated.insert(extension.oid).second) continue;
    if (known(extension) != nullptr || ++others <= kNamedExtensions)
      report(certificate, Code::ChainExtensionMalformed, extension, "occurs more than once");
  }
  if (others > kNamedExtensions) {
    certificate.findings.add({Code::ChainExtensionMalformed,
                              "",
                              {{"further", static_cast<std::int64_t>(others - kNamedExtensions)},
                               {"reason", "each occurs more than once"}}});
  }
  return repeated;
}

}  // namespace

std::optional<std::vector<GeneralName>> read_general_names(Bytes contents) {
  std::vector<GeneralName> names;
  for (DerReader reader(contents); !reader.at_end();) {
    const auto tlv = reader.read();
    const auto name = tlv ? general_name(*tlv) : std::nullopt;
    if (!name) return std::nullopt;
    names.push_back(*name);
  }
  if (names.empty()) return std::nullopt;
  return names;
}

void decode_extensions(Certificate& certificate, const Limits& limits) {
  const std::set<std::string_view> repeated = report_repeated(certificate);
  for (const Extension& extension : certificate.extensions) {
    if (repeated.contains(extension.oid)) continue;
    const Known* const reader = known(extension);
    if (extension.critical && (reader == nullptr || reader->never_critical))
      certificate.unknown_critical.push_back(extension.oid);
    if (reader == nullptr) continue;
    if (count_values(extension.value, limits.extension_values) > limits.extension_values) {
      certificate.findings.add(
          {Code::LimitReached,
           "",
           {{"limit", "extension_values"}, {"extension", std::string(oid::name(extension.oid))}}});
      continue;
    }
    if (reader->read(certificate, extension.value)) continue;
    const bool tolerated = reader->hint && !extension.critical;
    report(certificate, tolerated ? Code::ChainCertificateIrregular : Code::ChainExtensionMalformed,
           extension, "cannot be decoded");
  }
  bound_general_names(certificate, limits);
}

}  // namespace smime::pki
