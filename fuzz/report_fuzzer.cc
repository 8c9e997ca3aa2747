// The report writers over facts that no message could have made: every text is the fuzzer's.
#include <string>

#include "engine/report/json.h"
#include "engine/report/overview.h"
#include "engine/report/text.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/output.h"
#include "fuzz/support/pieces.h"

namespace {

using namespace smime;

constexpr std::size_t kCodes = 40;

/// Words and numbers from octets, each within what its type allows.
class Filler {
 public:
  explicit Filler(Bytes input) : pieces_(input) {}

  Report report() {
    Report report;
    MessageFacts& facts = report.facts;
    facts.location = pieces_.text();
    facts.sha256 = std::string(64, 'a');
    facts.size = number();
    facts.has_header = flag();
    facts.from = texts();
    if (flag()) facts.date = time();
    facts.at = time();
    facts.at_source = flag() ? "given" : "date";
    facts.word = word();
    facts.findings = findings();
    for (int left = pieces_.octet() % 4; left > 0; --left) facts.layers.push_back(layer());
    if (!facts.layers.empty() && flag())
      facts.deciding_layer = static_cast<std::uint32_t>(number() % facts.layers.size());
    for (int left = pieces_.octet() % 3; left > 0; --left) report.verdicts.push_back(verdict());
    return report;
  }

 private:
  bool flag() { return (pieces_.octet() & 1U) != 0; }
  std::uint32_t number() {
    return static_cast<std::uint32_t>(pieces_.octet()) << 24U | pieces_.octet();
  }
  Time time() { return static_cast<Time>(number()) * 4096 - (Time{1} << 40U); }
  Word word() { return static_cast<Word>(pieces_.octet() % (static_cast<int>(Word::Valid) + 1)); }
  template <typename Enum>
  Enum one_of(Enum last) {
    return static_cast<Enum>(pieces_.octet() % (static_cast<int>(last) + 1));
  }
  std::optional<bool> maybe() {
    const int what = pieces_.octet() % 3;
    return what == 2 ? std::nullopt : std::optional<bool>(what == 1);
  }
  std::vector<std::string> texts() {
    std::vector<std::string> all;
    for (int left = pieces_.octet() % 4; left > 0; --left) all.push_back(pieces_.text());
    return all;
  }
  Findings findings() {
    Findings all;
    for (int left = pieces_.octet() % 5; left > 0; --left) {
      const auto& known = all_codes();
      const std::size_t index = (pieces_.octet() * kCodes + pieces_.octet()) % known.size();
      Finding finding{known[index].code, pieces_.text(), {}};
      if (flag()) finding.details.emplace_back("found", pieces_.text());
      if (flag()) finding.details.emplace_back("offset", std::int64_t{number()});
      all.add(std::move(finding));
    }
    return all;
  }
  CertificateFacts certificate() {
    CertificateFacts out;
    out.subject = pieces_.text();
    out.issuer = pieces_.text();
    out.serial = "0A1B";
    out.sha256 = std::string(64, static_cast<char>('a' + pieces_.octet() % 6));
    out.thumbprint = std::string(40, 'D');
    out.addresses = texts();
    out.not_before = time();
    out.not_after = time();
    out.key = pieces_.text();
    out.signature_algorithm = pieces_.text();
    out.issuer_urls = texts();
    out.revocation_urls = texts();
    out.ca = flag();
    return out;
  }
  RevocationFacts revocation() {
    RevocationFacts out;
    out.state = one_of(Revocation::NotChecked);
    if (flag()) out.revoked_at = time();
    if (flag()) out.invalid_since = time();
    if (flag()) out.reason = "keyCompromise";
    out.source = one_of(EvidenceSource::Bundle);
    out.this_update = time();
    if (flag()) out.next_update = time();
    if (flag()) {
      out.evidence = flag() ? "crl" : "ocsp";
      out.sha256 = std::string(64, 'c');
    }
    out.why = pieces_.text();
    return out;
  }
  OtherPathFacts other_path() {
    OtherPathFacts out;
    for (int left = pieces_.octet() % 3; left > 0; --left)
      out.certificates.push_back({pieces_.text(), std::string(64, 'd')});
    const Findings found = findings();
    for (const Finding& finding : found) out.faults.push_back({finding.code, number()});
    out.word = one_of(Word::Valid);
    out.reaches_anchor = flag();
    return out;
  }
  ChainFacts chain(std::uint32_t id) {
    ChainFacts out;
    out.id = id;
    if (flag()) out.used_by.emplace_back("strict");
    for (std::string& client : texts()) out.used_by.push_back(std::move(client));
    out.environments = texts();
    out.assumed_by = texts();
    if (flag()) out.anchors = "sha256:" + std::string(64, 'b');
    out.helpers = {one_of(Source::Fetched)};
    out.at = time();
    out.revocation = one_of(Revocation::NotChecked);
    out.reaches_anchor = flag();
    out.windows.error_status = number();
    out.windows.info_status = number();
    out.windows.hresult = number();
    for (int left = 1 + pieces_.octet() % 3; left > 0; --left) {
      out.elements.push_back({certificate(), one_of(Source::Fetched), revocation()});
      out.windows.elements.push_back(
          {out.elements.back().certificate.sha256, pieces_.text(), number(), number()});
    }
    for (int left = pieces_.octet() % 3; left > 0; --left) out.other_paths.push_back(other_path());
    out.findings = findings();
    return out;
  }
  SignerFacts signer(std::uint32_t index) {
    SignerFacts out;
    out.index = index;
    if (flag()) out.certificate = certificate();
    out.identifier = pieces_.text();
    out.digest = pieces_.text();
    out.signature_algorithm = pieces_.text();
    if (flag()) out.signing_time = time();
    out.attributes = texts();
    out.content_intact = maybe();
    out.signature_valid = maybe();
    out.address = one_of(AddressMatch::NotApplicable);
    const std::uint32_t chains = pieces_.octet() % 3;
    for (std::uint32_t id = 0; id < chains; ++id) out.chains.push_back(chain(id));
    out.findings = findings();
    return out;
  }
  LayerFacts layer() {
    LayerFacts out;
    out.part = pieces_.text();
    out.kind = one_of(LayerKind::Bare);
    out.type = one_of(LayerType::Unreadable);
    out.coverage = one_of(Coverage::AttachedMessage);
    out.inside_message = flag();
    out.word = word();
    const std::uint32_t signers = pieces_.octet() % 3;
    for (std::uint32_t index = 0; index < signers; ++index) out.signers.push_back(signer(index));
    out.findings = findings();
    return out;
  }
  judge::Verdict verdict() {
    judge::Verdict out;
    out.client = pieces_.text();
    out.name = pieces_.text();
    out.word = one_of(judge::ClientWord::NotApplicable);
    if (flag()) out.reason = info(all_codes()[number() % all_codes().size()].code).wire;
    out.condition = pieces_.text();
    out.codes = texts();
    out.text = texts();
    out.source = texts();
    out.cure = texts();
    if (flag()) out.chains = {number()};
    out.assumes = texts();
    out.note = pieces_.text();
    out.certainty = one_of(judge::Certainty::Unknown);
    out.text_certainty = one_of(judge::Certainty::Unknown);
    return out;
  }

  fuzz::Pieces pieces_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Report report = Filler({data, size}).report();
  const report::Run run{"1", "OpenSSL", {{"strict", std::nullopt}}};
  fuzz::demand_json(report::message_json(report, run));
  report::Overview overview;
  for (int i = 0; i < 2; ++i) overview.add(report);
  for (const std::size_t width : {std::size_t{80}, std::size_t{40}}) {
    fuzz::demand_plain_text(report::message_text(report, run, {width, false}));
    fuzz::demand_plain_text(overview.text({width, false}));
  }
  return 0;
}
