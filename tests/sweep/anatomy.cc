#include "tests/sweep/anatomy.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "base/bytes.h"
#include "tests/support/inputs.h"
#include "tests/support/pem.h"

namespace smime::test {
namespace {

std::size_t place(std::string_view text, std::string_view what, std::size_t from = 0) {
  const std::size_t at = text.find(what, from);
  if (at == text.npos) throw std::runtime_error("not in the message: " + std::string(what));
  return at;
}

/// The octets of base64 text; characters that are none are passed over.
std::string decoded(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string octets;
  unsigned bits = 0, count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) continue;
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  return octets;
}

/// One BER value of a sample: tag octet, where it begins, where its contents stand, where it ends.
struct Value {
  unsigned char tag = 0;
  std::size_t begin = 0, body = 0, body_end = 0, end = 0;
};

Value value_at(const std::string& ber, std::size_t begin) {
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(ber.at(at)); };
  Value value{octet(begin), begin, begin + 2, 0, 0};
  const unsigned first = octet(begin + 1);
  if (first == 0x80) {
    std::size_t at = value.body;
    while (octet(at) != 0 || octet(at + 1) != 0) at = value_at(ber, at).end;
    value.body_end = at;
    value.end = at + 2;
    return value;
  }
  std::size_t length = first;
  if (first > 0x80) {
    length = 0;
    for (unsigned i = 0; i < (first & 0x7FU); ++i) length = length << 8U | octet(value.body++);
  }
  value.end = value.body_end = value.body + length;
  if (value.end > ber.size()) throw std::runtime_error("BER beyond its end");
  return value;
}

std::vector<Value> members(const std::string& ber, const Value& of) {
  std::vector<Value> found;
  for (std::size_t at = of.body; at < of.body_end; at = found.back().end)
    found.push_back(value_at(ber, at));
  return found;
}

}  // namespace

Anatomy::Anatomy(std::string message) : message_(std::move(message)) {
  std::string cms;
  if (message_.starts_with("From: ")) {
    read_mail();
  } else if (message_.starts_with("-----BEGIN CMS-----\n")) {
    const std::size_t begin = message_.find('\n') + 1;
    const std::size_t end = place(message_, "-----END");
    spans_.push_back({0, begin, &uncovered::kArmour});
    spans_.push_back({begin, end, nullptr, true});
    spans_.push_back({end, message_.size(), &uncovered::kArmour});
  } else {
    spans_.push_back({0, message_.size(), nullptr, message_.front() != '\x30'});
  }
  for (const Span& span : spans_) {
    if (span.why != nullptr) continue;
    cms = message_.substr(span.begin, span.end - span.begin);
    if (span.base64) cms = decoded(cms);
  }
  // ContentInfo ::= SEQUENCE { contentType, content [0] } (RFC 5652 3)
  const auto info = members(cms, value_at(cms, 0));
  const auto is = [&](std::string_view type) {
    return cms.compare(info.at(0).begin, type.size(), type) == 0;
  };
  const auto allow = [&](const Value& value, const Uncovered& why) {
    cms_spans_.push_back({value.begin, value.end, &why});
  };
  const auto content = members(cms, info.at(1)).at(0);
  if (is("\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09")) {
    // CompressedData: version, compressionAlgorithm, encapContentInfo (RFC 3274 1.1)
    allow(members(cms, members(cms, content).at(2)).at(0), uncovered::kCompressedType);
  }
  if (!is("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")) return;
  // version, digestAlgorithms, encapContentInfo, certificates [0], crls [1], signerInfos (5.1)
  const auto fields = members(cms, content);
  allow(fields.at(1), uncovered::kDigestAlgorithms);
  const auto bob = pem_certificates(corpus() / "certs/bob.pem").at(0);
  const auto held = read_anchors({corpus() / "trust/sample.sst"});
  for (const Value& certificate : members(cms, fields.at(3))) {
    const std::string der = cms.substr(certificate.begin, certificate.end - certificate.begin);
    const auto same = [&](const auto& one) { return as_text(one->der) == der; };
    if (std::any_of(held->helpers.begin(), held->helpers.end(), same) ||
        std::any_of(held->anchors.begin(), held->anchors.end(), same))
      allow(certificate, uncovered::kCertificates);
    else if (same(bob) && message_.starts_with("From: Alice"))
      allow(certificate, uncovered::kOtherSigner);
  }
  for (const Value& signer : members(cms, fields.back())) {
    const auto last = members(cms, signer).back();
    if (last.tag == 0xA1) allow(last, uncovered::kUnsignedAttributes);
  }
}

void Anatomy::read_mail() {
  const std::string end = message_.find("\r\n") == message_.npos ? "\n" : "\r\n";
  const std::size_t body = place(message_, end + end) + 2 * end.size();
  spans_.push_back({0, body, &uncovered::kMessageHeader});
  if (message_.find("multipart/signed") < body)
    read_clear(body);
  else
    spans_.push_back({body, message_.size(), nullptr, true});
}

void Anatomy::read_clear(std::size_t body) {
  const std::string end = message_.find("\r\n") == message_.npos ? "\n" : "\r\n";
  const std::string delimiter = "------signed-0001";
  const std::size_t first = place(message_, delimiter + end, body);
  const std::size_t part = first + delimiter.size() + end.size();
  const std::size_t second = place(message_, end + delimiter + end, part);
  const std::size_t header = second + delimiter.size() + 2 * end.size();
  const std::size_t base64 = place(message_, end + end, header) + 2 * end.size();
  const std::size_t close = place(message_, end + delimiter + "--" + end, base64);
  const std::size_t epilogue = close + delimiter.size() + 2 + 2 * end.size();
  spans_.push_back({body, first, &uncovered::kPreamble});
  spans_.push_back({first, part, &uncovered::kDelimiter});
  spans_.push_back({second, header, &uncovered::kDelimiter});
  spans_.push_back({header, base64, &uncovered::kSignatureHeader});
  spans_.push_back({base64, close, nullptr, true});
  spans_.push_back({close, epilogue, &uncovered::kDelimiter});
  spans_.push_back({epilogue, message_.size(), &uncovered::kEpilogue});
}

const Uncovered* Anatomy::excuse(std::size_t at, const std::string& changed) const {
  const auto span = std::find_if(spans_.begin(), spans_.end(),
                                 [at](const Span& one) { return at >= one.begin && at < one.end; });
  if (span == spans_.end()) return nullptr;
  if (span->why != nullptr) return span->why;
  const std::string before = message_.substr(span->begin, span->end - span->begin);
  // Nothing before or after the span has changed.
  const std::string after =
      changed.substr(span->begin, before.size() + changed.size() - message_.size());
  if (!span->base64) return cms_excuse(before, after);
  const std::string octets = decoded(before);
  const std::string octets_after = decoded(after);
  if (octets == octets_after) return &uncovered::kArmour;
  return cms_excuse(octets, octets_after);
}

std::set<const Uncovered*> Anatomy::places() const {
  std::set<const Uncovered*> found;
  for (const auto* const spans : {&spans_, &cms_spans_}) {
    for (const Span& span : *spans) {
      if (span.begin == span.end) continue;
      if (span.base64) found.insert(&uncovered::kArmour);
      if (span.why != nullptr) found.insert(span.why);
    }
  }
  return found;
}

const Uncovered* Anatomy::cms_excuse(const std::string& before, const std::string& after) const {
  for (const Span& span : cms_spans_) {
    const std::size_t rest = before.size() - span.end;
    if (after.size() < span.begin + rest) continue;
    const bool outside = before.compare(0, span.begin, after, 0, span.begin) != 0 ||
                         before.compare(span.end, rest, after, after.size() - rest, rest) != 0;
    if (!outside) return span.why;
  }
  return nullptr;
}

}  // namespace smime::test
