#include "engine/fetch/content.h"

#include <algorithm>
#include <set>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/pki/extensions.h"
#include "engine/trust/detect.h"
#include "engine/trust/trust_list.h"

namespace smime::fetch {
namespace {

using asn1::DerReader;

constexpr std::size_t kMostCertificates = 10;

std::optional<Time> read_time(DerReader& reader) {
  const auto tag = reader.peek();
  if (tag != asn1::kUtcTime && tag != asn1::kGeneralizedTime) return std::nullopt;
  const auto tlv = reader.read();
  return tlv ? asn1::time(*tlv) : std::nullopt;
}

void keep_earlier(std::optional<Time>& time, Time other) {
  if (!time || other < *time) time = other;
}

/// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension
void read_crl_extensions(Bytes value, Content& content) {
  const auto list = asn1::read_whole(value, asn1::kSequence);
  if (!list) return;
  for (DerReader reader(list->value); !reader.at_end();) {
    const auto extension = reader.read(asn1::kSequence);
    if (!extension) return;
    DerReader fields(extension->value);
    const auto identifier = fields.read(asn1::kOid);
    (void)fields.read(asn1::kBoolean);
    const auto contents = fields.read(asn1::kOctetString);
    if (!identifier || !contents) return;
    if (asn1::oid(identifier->value) == oid::kFreshestCrl)
      content.delta_urls = distribution_point_urls(contents->value);
  }
}

/// One CertificateList (RFC 5280 5.1). The list of revoked certificates is stepped over in one
/// stride.
Content examine_crl(Bytes crl) {
  Content content;
  const auto whole = asn1::read_whole(crl, asn1::kSequence);
  if (!whole) return content;
  DerReader outer(whole->value);
  const auto tbs = outer.read(asn1::kSequence);
  if (!tbs || !outer.read(asn1::kSequence) || !outer.read(asn1::kBitString) || !outer.at_end())
    return content;
  DerReader fields(tbs->value);
  (void)fields.read(asn1::kInteger);
  if (!fields.read(asn1::kSequence) || !fields.read(asn1::kSequence) || !read_time(fields))
    return content;
  content.next_update = read_time(fields);
  (void)fields.read(asn1::kSequence);
  if (const auto extensions = fields.read(asn1::context_set(0)))
    read_crl_extensions(extensions->value, content);
  content.outcome = Outcome::Fetched;
  return content;
}

/// All of them: one that is none spoils the answer.
Content examine_crls(Bytes answer) {
  Content all;
  for (const Octets& crl : crls_in(answer, Limits{})) {
    const Content one = examine_crl(crl);
    all.outcome = one.outcome;
    if (one.outcome != Outcome::Fetched) return all;
    if (one.next_update) keep_earlier(all.next_update, *one.next_update);
    all.delta_urls.insert(all.delta_urls.end(), one.delta_urls.begin(), one.delta_urls.end());
  }
  return all;
}

/// SingleResponse (RFC 6960 4.2.1): certID, certStatus, thisUpdate, nextUpdate.
bool read_single_response(Bytes value, Content& content) {
  DerReader fields(value);
  if (!fields.read(asn1::kSequence) || !fields.read() || !read_time(fields)) return false;
  const auto next = fields.read(asn1::context_set(0));
  if (!next) return true;
  DerReader inner(next->value);
  const auto time = read_time(inner);
  if (time) keep_earlier(content.next_update, *time);
  return time.has_value();
}

/// BasicOCSPResponse: its single responses.
bool read_basic_response(Bytes value, Content& content) {
  const auto basic = asn1::read_whole(value, asn1::kSequence);
  if (!basic) return false;
  DerReader outer(basic->value);
  const auto data = outer.read(asn1::kSequence);
  if (!data || !outer.read(asn1::kSequence) || !outer.read(asn1::kBitString)) return false;
  DerReader fields(data->value);
  (void)fields.read(asn1::context_set(0));  // version
  // responderID: byName [1] or byKey [2]
  if (!fields.read(asn1::context_set(1)) && !fields.read(asn1::context_set(2))) return false;
  if (!read_time(fields)) return false;  // producedAt
  const auto responses = fields.read(asn1::kSequence);
  if (!responses || responses->value.empty()) return false;
  for (DerReader reader(responses->value); !reader.at_end();) {
    const auto single = reader.read(asn1::kSequence);
    if (!single || !read_single_response(single->value, content)) return false;
  }
  return true;
}

/// OCSPResponse (RFC 6960 4.2.1).
Content examine_ocsp(Bytes answer) {
  Content content;
  const auto whole = asn1::read_whole(answer, asn1::kSequence);
  if (!whole) return content;
  DerReader fields(whole->value);
  const auto enumerated = fields.read(asn1::kEnumerated);
  const auto status = enumerated ? asn1::small_integer(enumerated->value) : std::nullopt;
  if (!status) return content;
  constexpr std::int64_t kSuccessful = 0, kInternalError = 2, kTryLater = 3;
  if (*status != kSuccessful) {
    content.outcome = *status == kInternalError || *status == kTryLater ? Outcome::TryLater
                                                                        : Outcome::ResponderError;
    return content;
  }
  const auto tagged = fields.read(asn1::context_set(0));
  const auto bytes = tagged ? asn1::read_whole(tagged->value, asn1::kSequence) : std::nullopt;
  if (!bytes || !fields.at_end()) return content;
  DerReader response(bytes->value);
  const auto type = response.read(asn1::kOid);
  const auto value = response.read(asn1::kOctetString);
  // id-pkix-ocsp-basic
  if (!type || !value || asn1::oid(type->value) != "1.3.6.1.5.5.7.48.1.1") return content;
  if (read_basic_response(value->value, content)) content.outcome = Outcome::Fetched;
  return content;
}

}  // namespace

Content examine(Kind kind, Bytes answer) {
  if (kind == Kind::Crl) return examine_crls(answer);
  if (kind == Kind::Ocsp) return examine_ocsp(answer);
  Content content;
  if (!certificates_in(answer, Limits{}).empty()) content.outcome = Outcome::Fetched;
  return content;
}

std::vector<Octets> crls_in(Bytes answer, const Limits& limits) {
  if (trust::detect(answer) != trust::Content::Pem) return {copy(answer)};
  std::vector<Octets> found;
  Findings unused;
  const auto list = trust::read_trust_list(answer, "", limits, unused);
  if (!list) return found;
  for (const trust::Element& element : list->elements)
    if (element.kind == trust::ElementKind::Crl) found.push_back(element.octets);
  return found;
}

std::vector<pki::CertificatePtr> certificates_in(Bytes answer, const Limits& limits) {
  std::vector<pki::CertificatePtr> found;
  // A trust list of Windows' own format is none of the forms that may be served here.
  if (trust::detect(answer) == trust::Content::Store) return found;
  Findings unused;
  const auto list = trust::read_trust_list(answer, "", limits, unused);
  if (!list) return found;
  for (const trust::Element& element : list->elements) {
    if (found.size() == kMostCertificates) break;
    if (element.certificate) found.push_back(element.certificate);
  }
  return found;
}

std::vector<pki::CertificatePtr> certificates_of(const Bundle& bundle, const Limits& limits) {
  std::vector<pki::CertificatePtr> all;
  std::set<crypto::Sha256> known;
  for (const Item& item : bundle.items) {
    if (item.kind != Kind::Issuers || !item.octets) continue;
    for (pki::CertificatePtr& certificate : certificates_in(*item.octets, limits))
      if (known.insert(certificate->sha256).second) all.push_back(std::move(certificate));
  }
  return all;
}

std::vector<std::string> distribution_point_urls(Bytes value) {
  std::vector<std::string> urls;
  const auto sequence = asn1::read_whole(value, asn1::kSequence);
  if (!sequence) return urls;
  constexpr unsigned kUri = 6;
  for (DerReader reader(sequence->value); !reader.at_end();) {
    const auto point = reader.read(asn1::kSequence);
    if (!point) return urls;
    DerReader fields(point->value);
    const auto name = fields.read(asn1::context_set(0));  // DistributionPointName, a CHOICE
    if (!name) continue;
    DerReader choice(name->value);
    const auto full = choice.read(asn1::context_set(0));
    const auto names = full ? pki::read_general_names(full->value) : std::nullopt;
    if (!names) continue;
    for (const pki::GeneralName& location : *names)
      if (location.tag == kUri) urls.emplace_back(as_text(location.value));
  }
  return urls;
}

}  // namespace smime::fetch
