// Chains of public suites. A wrong "accepted" fails, unless its row stands below with a reason; a
// wrong "refused" is counted and printed.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <set>

#include "engine/pki/build_chain.h"
#include "tests/conformance/suite.h"
#include "tests/support/pem.h"
#include "tests/support/pkits.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;
using Certificates = std::vector<pki::CertificatePtr>;

constexpr Time k2026 = 1'780'000'000;

struct Input {
  Certificates signer, trusted, untrusted;
  Time at = k2026;
  bool any_anchor = false;  // also one that is not self-signed
  pki::PolicyInputs policies = {};
};

ChainFacts build(const Input& input, const Limits& limits = {}) {
  auto trust = std::make_shared<pki::TrustAnchors>();
  for (const auto& certificate : input.trusted) {
    const bool anchor = input.any_anchor || pki::self_signed(*certificate);
    (anchor ? trust->anchors : trust->helpers).push_back(certificate);
  }
  Budget checks(limits.signature_checks);
  pki::SignatureChecks signatures(limits, checks);
  return pki::build_chain(input.signer.at(0), input.untrusted, {},
                          {trust, {Source::Message}, input.at, input.policies}, "", limits,
                          signatures);
}

/// Whether a chain holds, leaving out what `ignored` says.
bool accepted(const ChainFacts& chain, const std::set<Code>& ignored = {}) {
  return std::none_of(chain.findings.begin(), chain.findings.end(), [&](const Finding& finding) {
    return info(finding.code).severity == Severity::Error && !ignored.contains(finding.code);
  });
}

std::string errors(const ChainFacts& chain) {
  std::string text;
  for (const Finding& finding : chain.findings) {
    if (info(finding.code).severity != Severity::Error) continue;
    text += std::string(info(finding.code).wire) + "@" + finding.where + " ";
  }
  return text;
}

class Score {
 public:
  explicit Score(std::string suite) : suite_(std::move(suite)) {}
  ~Score() {
    std::cout << suite_ << ": " << right_ << " as expected, " << excepted_
              << " excepted for a reason, " << refused_ << " refused though valid there\n";
  }
  void row(const std::string& name, bool want, const ChainFacts& chain, bool got,
           const std::set<std::string>& exceptions) {
    CAPTURE(suite_, name, errors(chain));
    if (want == got) {
      ++right_;
      return;
    }
    if (exceptions.contains(name)) {
      ++excepted_;
      return;
    }
    if (want) {
      ++refused_;
      std::cout << "  refused though valid: " << name << ": " << errors(chain) << "\n";
      return;
    }
    FAIL_CHECK("accepted though invalid");
  }
  [[nodiscard]] int right() const { return right_; }

 private:
  std::string suite_;
  int right_ = 0, excepted_ = 0, refused_ = 0;
};

}  // namespace

TEST_CASE("chains of PKITS, with the policies that each row asks for") {
  const auto found = test::suite_folder("pkits");
  if (!found) return;
  const fs::path& folder = *found;
  const test::Table table(folder / "expected.tsv");
  Score score("PKITS");
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    // Revocation is another room's; its sections are 4.4, 4.5 (partly), 4.7.4, 4.7.5, 4.14, 4.15.
    const bool revocation = at("openssl_reason").find("REVOKED") != std::string::npos ||
                            at("openssl_reason").find("CRL") != std::string::npos;
    if (revocation) continue;
    Input input;
    input.policies = test::policy_inputs(table, row);
    for (const auto& name : test::split(at("path_certs"), ",")) {
      const auto read = test::pem_certificates(folder / "certs" / (name + ".crt"));
      REQUIRE(read.size() == 1);
      (name == "TrustAnchorRootCertificate" ? input.trusted : input.untrusted).push_back(read[0]);
    }
    input.signer = {input.untrusted.back()};
    input.untrusted.pop_back();
    const ChainFacts chain = build(input);
    score.row(at("test"), at("expected") == "valid", chain, accepted(chain), {});
  }
  CHECK(score.right() > 135);
}

TEST_CASE("chains of x509-limbo: rfc5280, pathlen, pathological") {
  const auto found = test::suite_folder("x509-limbo-2023-12");
  if (!found) return;
  const fs::path& folder = *found;
  const test::Table table(folder / "expected.tsv");
  Score score("x509-limbo");
  // Rules for those who issue certificates, which RFC 5280 6.1 does not make verifiers enforce, or
  // which this program notes without refusing (chain.certificate_irregular).
  const std::set<std::string> issuers_rules = {
      "rfc5280/aki/critical-aki",
      "rfc5280/aki/leaf-missing-aki",
      "rfc5280/aki/intermediate-missing-aki",
      "rfc5280/aki/cross-signed-root-missing-aki",
      "rfc5280/ski/critical-ski",
      "rfc5280/ski/root-missing-ski",
      "rfc5280/ski/intermediate-missing-ski",
      "rfc5280/nc/permitted-dns-match-noncritical",
      "rfc5280/nc/not-allowed-in-ee-noncritical",
      "rfc5280/nc/not-allowed-in-ee-critical",
      "rfc5280/san/noncritical-with-empty-subject",
      "rfc5280/serial/zero",      // 4.1.2.2: "gracefully handle"; real roots have it
      "rfc5280/serial/negative",  // the same
      "rfc5280/root-non-critical-basic-constraints",
      "rfc5280/ee-critical-aia-invalid",
  };
  for (const auto& row : table.rows()) {
    const std::string& name = table.at(row, "test");
    if (name.starts_with("webpki") || table.at(row, "max_chain_depth") != "-") continue;
    const fs::path test = folder / name;
    Input input;
    input.any_anchor = true;
    if (const auto time = parse_rfc3339(table.at(row, "clock"))) input.at = *time;
    input.signer = test::pem_certificates(test / "leaf.pem");
    const bool want = table.at(row, "outcome") == "valid";
    if (input.signer.empty()) {  // unusable: refused
      CHECK_FALSE(want);
      continue;
    }
    input.trusted = test::pem_certificates(test / "trusted.pem");
    if (fs::exists(test / "untrusted.pem") && fs::file_size(test / "untrusted.pem") > 0) {
      input.untrusted = test::pem_certificates(test / "untrusted.pem");
    }
    const ChainFacts chain = build(input);
    // The suite asks for serverAuth.
    std::set<Code> ignored;
    if (!name.starts_with("rfc5280/eku")) {
      ignored = {Code::ExtendedKeyUsageWrong, Code::ExtendedKeyUsageCa, Code::KeyUsageWrong};
    }
    score.row(name, want, chain, accepted(chain, ignored), issuers_rules);
  }
  CHECK(score.right() > 60);
}

TEST_CASE("chains of OpenSSL's test_verify") {
  const auto found = test::suite_folder("openssl-verify");
  if (!found) return;
  const fs::path& folder = *found;
  const test::Table table(folder / "expected.tsv");
  Score score("openssl-verify");
  const std::set<std::string> other_rules = {
      // The signer's own key is judged with its signature, not with its chain.
      "reject RSA 768 leaf at auth level 1 (ee-cert-768.pem)",
      "reject explicit curve leaf with named curve intermediate (ee-cert-ec-explicit.pem)",
      // Host names in a common name: a TLS rule.
      "Name Constraints CNs not permitted (badcn1-cert.pem)",
      "Name Constraints CN hostname not permitted (badalt6-cert.pem)",
      "Name Constraints CN BMPSTRING hostname not permitted (badalt7-cert.pem)",
      // Too many for OpenSSL's way of counting.
      "Too many names and constraints to check (3) (many-names3.pem)",
  };
  for (const auto& row : table.rows()) {
    const auto at = [&](const char* column) { return table.at(row, column); };
    const std::string options = at("openssl_options");
    if (at("uses_openssl_TRUSTED_format") == "yes") continue;
    if (at("purpose") != "-" && at("purpose") != "sslserver") continue;
    Input input;
    input.at = 1'790'000'000;
    if (options.find("-attime ") != std::string::npos) {
      input.at = std::stoll(options.substr(options.find("-attime ") + 8));
    }
    const bool plain = options == "-" || options == "-partial_chain" ||
                       options.starts_with("-attime") || options.starts_with("-partial_chain -att");
    if (!plain) continue;
    input.any_anchor = options.find("-partial_chain") != std::string::npos;
    const auto read = [&](const std::string& files) {
      Certificates all;
      for (const auto& name : test::split(files, ",")) {
        if (name == "-") continue;
        for (const auto& one : test::pem_certificates(folder / "certs" / name)) {
          all.push_back(one);
        }
      }
      return all;
    };
    input.signer = read(at("cert"));
    if (input.signer.empty()) continue;
    input.trusted = read(at("trusted"));
    input.untrusted = read(at("untrusted"));
    const ChainFacts chain = build(input);
    // The rows ask for TLS usages or none: those that turn on them say so.
    if (at("description").find("purpose") != std::string::npos) continue;
    const std::set<Code> ignored = {Code::ExtendedKeyUsageWrong, Code::ExtendedKeyUsageCa,
                                    Code::KeyUsageWrong};
    score.row(at("description") + " (" + at("cert") + ")", at("outcome") == "valid", chain,
              accepted(chain, ignored), other_rules);
  }
  CHECK(score.right() > 60);
}
