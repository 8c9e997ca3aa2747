// OpenSSL's test/recipes/25-test_verify.t: `openssl verify` with its options, each carried over to
// what the engine has for it.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "engine/asn1/oids.h"
#include "engine/signer/signer_rules.h"
#include "engine/trust/openssl_trust.h"
#include "engine/trust/trust_list.h"
#include "tests/conformance/chain_case.h"
#include "tests/support/exact.h"
#include "tests/support/pem.h"

namespace {
using namespace smime;
namespace fs = std::filesystem;

const std::map<std::string, std::string> kUsages = {{"sslserver", "1.3.6.1.5.5.7.3.1"},
                                                    {"sslclient", "1.3.6.1.5.5.7.3.2"},
                                                    {"codesign", "1.3.6.1.5.5.7.3.3"},
                                                    {"timestampsign", "1.3.6.1.5.5.7.3.8"}};

struct Options {
  bool partial_chain = false;
  int level = 1;  // "-auth_level 1" is what the whole test runs at
  std::optional<std::uint32_t> depth;
  std::optional<Time> at;
  pki::PolicyInputs policies;
};

Options read_options(const std::string& text) {
  Options options;
  const auto words = test::split(text, " ");
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = [&] { return words.at(++i); };
    if (words[i] == "-partial_chain") options.partial_chain = true;
    if (words[i] == "-auth_level") options.level = std::stoi(value());
    if (words[i] == "-verify_depth")
      options.depth = static_cast<std::uint32_t>(std::stoul(value()));
    if (words[i] == "-attime") options.at = std::stoll(value());
    if (words[i] == "-policy") options.policies.initial_set.insert(value());
    if (words[i] == "-explicit_policy") options.policies.explicit_policy = true;
  }
  return options;
}

Octets der_of(const char* dotted) {
  ASN1_OBJECT* const object = OBJ_txt2obj(dotted, 1);
  unsigned char* out = nullptr;
  const int length = i2d_ASN1_OBJECT(object, &out);
  Octets der(out, out + length);
  OPENSSL_free(out);
  ASN1_OBJECT_free(object);
  return der;
}

/// `wanted` and emailProtection change places in OpenSSL's settings behind a certificate, which
/// nothing signs; both are of one length.
void change_places(Octets& block, std::ptrdiff_t settings, const std::string& wanted) {
  const Octets mail = der_of("1.3.6.1.5.5.7.3.4");
  const Octets other = der_of(wanted.c_str());
  for (auto from = block.begin() + settings; from + 10 <= block.end(); ++from) {
    const Octets here(from, from + 10);
    if (here == mail) std::copy(other.begin(), other.end(), from);
    if (here == other) std::copy(mail.begin(), mail.end(), from);
  }
}

/// The trusted files as one PEM text; and which certificates their settings trust for the usage.
struct Store {
  std::string pem;
  std::vector<Octets> trusted_for_usage;
};

void add_file(Store& store, const fs::path& file, const std::string& wanted) {
  const std::string text = test::read_text(file);
  BIO* const in = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  BIO* const out = BIO_new(BIO_s_mem());
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  while (PEM_read_bio(in, &name, &header, &data, &length) == 1) {
    Octets block(data, data + length);
    if (std::string_view(name) == PEM_STRING_X509_TRUSTED) {
      const unsigned char* end = data;
      X509_free(d2i_X509(nullptr, &end, length));
      const std::ptrdiff_t settings = end - data;
      if (!wanted.empty()) change_places(block, settings, wanted);
      const unsigned char* again = block.data();
      X509* const certificate = d2i_X509_AUX(nullptr, &again, length);
      if (X509_trusted(certificate) != 0 &&
          X509_check_trust(certificate, X509_TRUST_EMAIL, 0) == X509_TRUST_TRUSTED)
        store.trusted_for_usage.emplace_back(block.begin(), block.begin() + settings);
      X509_free(certificate);
    }
    PEM_write_bio(out, name, "", block.data(), length);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
  char* written = nullptr;
  const long size = BIO_get_mem_data(out, &written);
  store.pem.append(written, static_cast<std::size_t>(size));
  BIO_free(in);
  BIO_free(out);
  ERR_clear_error();
}

std::vector<fs::path> files(const fs::path& folder, const std::string& names) {
  std::vector<fs::path> found;
  for (const auto& name : test::split(names, ","))
    if (name != "-") found.push_back(folder / "certs" / name);
  return found;
}

/// A certificate whose settings trust it for the usage is an anchor without -partial_chain, too.
std::shared_ptr<const pki::TrustAnchors> read_store(const std::vector<fs::path>& from,
                                                    const std::string& wanted, bool partial) {
  Store store;
  for (const fs::path& file : from) add_file(store, file, wanted);
  if (store.pem.empty()) return std::make_shared<pki::TrustAnchors>();
  Findings findings;
  const auto list = trust::read_trust_list(test::Exact(store.pem), "store.pem", Limits{}, findings);
  REQUIRE(list);
  std::vector<pki::CertificatePtr> certificates;
  for (const trust::Element& element : list->elements)
    if (element.certificate) certificates.push_back(element.certificate);
  test::ask_for_usage(certificates, wanted);
  auto anchors = std::make_shared<pki::TrustAnchors>();
  anchors->add(
      *trust::anchors_of(*list, partial ? trust::Anchors::All : trust::Anchors::SelfSigned));
  for (const auto& certificate : certificates)
    if (std::find(store.trusted_for_usage.begin(), store.trusted_for_usage.end(),
                  certificate->der) != store.trusted_for_usage.end())
      anchors->anchors.push_back(certificate);
  return anchors;
}

/// How strong keys and hashes have to be is the user's choice there, and a finding of its own here.
void apply_level(int level, test::ChainCase& input) {
  if (level == 0) input.not_asked.insert({Code::ChainHashBroken, Code::ChainKeyBroken});
  if (level >= 1) input.also_refused.insert(Code::ChainHashWeak);
  if (level >= 2) input.also_refused.insert(Code::ChainKeyWeak);
}

/// The signer's own key is judged with its signature (engine/signer), not with its chain.
std::string fault_of_key(const pki::Certificate& signer, int level) {
  Findings findings;
  static_cast<void>(signer::check_key(signer.key, {}, Limits{}, "signer", findings));
  if (level >= 1 && findings.has(Code::KeyBroken)) return "algorithm.key_broken";
  if (level >= 2 && findings.has(Code::KeyWeak)) return "algorithm.key_weak";
  return {};
}

test::Complaint check(const fs::path& folder, const test::Table& table,
                      const test::Table::Row& row) {
  const auto at = [&](const char* column) { return table.at(row, column); };
  const Options options = read_options(at("openssl_options"));
  const auto usage = kUsages.find(at("purpose"));
  const std::string wanted = usage == kUsages.end() ? "" : usage->second;
  test::ChainCase input;
  if (wanted.empty()) input.not_asked = test::usage_codes();
  if (options.at) input.at = *options.at;
  input.policies = options.policies;
  if (options.depth) input.limits.chain_depth = *options.depth + 2;
  apply_level(options.level, input);
  // Rows about the cost of name constraints are made for OpenSSL's own limit; ours is lower.
  input.limits.name_comparisons = 1U << 20U;
  input.limits.name_size = 64U << 10U;
  const auto signer = test::pem_certificates(folder / "certs" / at("cert"), input.limits);
  if (!signer.empty()) input.signer = signer[0];
  for (const fs::path& file : files(folder, at("untrusted")))
    for (const auto& one : test::pem_certificates(file, input.limits))
      input.untrusted.push_back(one);
  test::ask_for_usage(signer, wanted);
  test::ask_for_usage(input.untrusted, wanted);
  input.trust = read_store(files(folder, at("trusted")), wanted, options.partial_chain);
  test::ChainAnswer answer = test::ask(input);
  if (const std::string fault = input.signer ? fault_of_key(*input.signer, options.level) : "";
      !fault.empty())
    answer = {false, answer.why + fault};
  return test::compare(answer, at("outcome") == "valid");
}

std::string name_of(const test::Table& table, const test::Table::Row& row) {
  return table.at(row, "description") + " (" + table.at(row, "cert") + " < " +
         table.at(row, "untrusted") + " < " + table.at(row, "trusted") + ")";
}

}  // namespace

TEST_CASE("chains of OpenSSL's test_verify") {
  const auto folder = test::suite_folder("openssl-verify");
  if (!folder) return;
  test::Suite("openssl-verify-chains", *folder / "expected.tsv", name_of)
      .run([&](const test::Table& table, const test::Table::Row& row) {
        return check(*folder, table, row);
      });
}
