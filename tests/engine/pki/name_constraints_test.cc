// Name constraints (RFC 5280 4.2.1.10, RFC 9549 2.2, RFC 9598 6) on certificates that OpenSSL made.
// What is expected is what the RFCs say; OpenSSL's X509_verify_cert has to answer the same, unless
// the row says why it does not.
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "engine/pki/build_chain.h"
#include "tests/support/cert_graph.h"

namespace {
using namespace smime;

const Time kNow = *parse_rfc3339("2026-01-15T00:00:00Z");

struct Row {
  const char* name;
  std::string constraint;         // of the intermediate CA, as in openssl.cnf
  std::string names;              // subjectAltName of the signer; empty: none
  std::string want;               // "inside", or the reason that is reported
  const char* openssl = nullptr;  // why OpenSSL answers otherwise; null: it does not
  std::string subject_email = {};
  std::string inter_names = {};  // subjectAltName of the CA between
};

struct Chain {
  Octets root, inter, below, signer;
};

Chain make(const Row& row) {
  using test::ca;
  test::Recipe signer;
  signer.issuer = "Below";
  signer.subject_email = row.subject_email;
  signer.extensions = {"keyUsage=critical,digitalSignature", "extendedKeyUsage=emailProtection"};
  if (!row.names.empty()) signer.extensions.push_back("subjectAltName=" + row.names);
  test::Recipe below = ca("Below", "Inter");
  if (!row.inter_names.empty()) below.extensions.push_back("subjectAltName=" + row.inter_names);
  return {test::make_der(ca("Root", "Root")),
          test::make_der(ca("Inter", "Root", {"nameConstraints=critical," + row.constraint})),
          test::make_der(below), test::make_der(signer)};
}

/// "inside", or the reason of the one finding that may be there.
std::string ours(const Chain& chain) {
  const auto read = [](const Octets& der) { return pki::read_certificate(der, Limits{}); };
  auto trust = std::make_shared<pki::TrustAnchors>();
  trust->anchors = {read(chain.root)};
  const Limits limits;
  Budget budget(limits.signature_checks);
  pki::SignatureChecks checks(limits, budget);
  const ChainFacts facts =
      pki::build_chain(read(chain.signer), {read(chain.inter), read(chain.below)}, {},
                       {trust, {Source::Message}, kNow}, "chain", limits, checks);
  std::string answer = "inside";
  for (const Finding& finding : facts.findings) {
    if (info(finding.code).severity != Severity::Error) continue;
    CHECK(finding.code == Code::ChainNameConstraints);
    CHECK(finding.where == "chain/cert/2");
    for (const auto& [key, value] : finding.details)
      if (key == "reason") answer = std::get<std::string>(value);
  }
  return answer;
}

bool openssl_accepts(const Chain& chain) {
  using Certificate = std::unique_ptr<X509, void (*)(X509*)>;
  const auto read = [](const Octets& der) {
    const unsigned char* at = der.data();
    return Certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
  };
  const Certificate root = read(chain.root), inter = read(chain.inter), below = read(chain.below),
                    signer = read(chain.signer);
  const std::unique_ptr<X509_STORE, void (*)(X509_STORE*)> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), root.get());
  STACK_OF(X509)* const others = sk_X509_new_null();
  sk_X509_push(others, inter.get());
  sk_X509_push(others, below.get());
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store.get(), signer.get(), others);
  X509_STORE_CTX_set_time(context, 0, kNow);
  const bool good = X509_verify_cert(context) == 1;
  X509_STORE_CTX_free(context);
  sk_X509_free(others);
  return good;
}

void run(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name, row.constraint, row.names);
    const Chain chain = make(row);
    CHECK(ours(chain) == row.want);
    const bool agrees = openssl_accepts(chain) == (row.want == "inside");
    CHECK(agrees == (row.openssl == nullptr));
  }
}

/// SmtpUTF8Mailbox for openssl.cnf; as a constraint, `prefix` is "permitted;".
std::string utf8(const std::string& address, const std::string& prefix = {}) {
  return "@utf8\n[utf8]\n" + prefix +
         "otherName=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8String:" + address;
}

const char* const kUpn = "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:alice@example.com";

/// One subtree, written as ASN.1.
std::string subtree(const std::string& fields) {
  return "ASN1:SEQUENCE:constraints\n[constraints]\npermitted=IMPLICIT:0,SEQUENCE:trees\n[trees]\n"
         "tree=SEQUENCE:tree\n[tree]\nbase=IMPLICIT:1,IA5:example.com\n" +
         fields;
}

}  // namespace

TEST_CASE("name constraints on e-mail addresses") {
  const char* const kCase = "the local part is compared with its case; senders are not";
  const char* const kUlabel = "it follows RFC 8398, where the domain holds U-labels";
  const std::string name = "用户";  // a local part that is not ASCII
  run({
      {"host", "permitted;email:example.com", "email:alice@example.com", "inside"},
      {"host in another case", "permitted;email:example.com", "email:alice@EXAMPLE.com", "inside"},
      {"another host", "permitted;email:example.com", "email:alice@example.org", "not permitted"},
      {"below the host", "permitted;email:example.com", "email:alice@a.example.com",
       "not permitted"},
      {"longer label", "permitted;email:example.com", "email:alice@badexample.com",
       "not permitted"},
      {"domain, below", "permitted;email:.example.com", "email:alice@a.b.example.com", "inside"},
      {"domain, itself", "permitted;email:.example.com", "email:alice@example.com",
       "not permitted"},
      {"domain, longer label", "permitted;email:.example.com", "email:alice@badexample.com",
       "not permitted"},
      {"excluded domain in another case", "excluded;email:.example.com",
       "email:alice@A.EXAMPLE.COM", "excluded"},
      {"mailbox", "permitted;email:alice@example.com", "email:alice@Example.com", "inside"},
      {"another mailbox", "permitted;email:alice@example.com", "email:bob@example.com",
       "not permitted"},
      {"mailbox in another case", "permitted;email:alice@example.com", "email:ALICE@example.com",
       "not permitted"},
      {"excluded host with @", "excluded;email:@example.com", "email:alice@example.com",
       "malformed"},
      {"permitted host with @", "permitted;email:@example.com", "email:alice@example.com",
       "malformed", "it takes \"@host\" for the host"},
      {"excluded mailbox in another case", "excluded;email:alice@example.com",
       "email:ALICE@example.com", "excluded", kCase},
      {"one of two outside", "permitted;email:example.com",
       "email:alice@example.com,email:alice@example.org", "not permitted"},
      {"two permitted", "permitted;email:example.com,permitted;email:example.org",
       "email:alice@example.com,email:alice@example.org", "inside"},
      {"excluded goes before permitted",
       "permitted;email:.example.com,excluded;email:a.example.com", "email:alice@a.example.com",
       "excluded"},
      {"subject, no alternative name", "permitted;email:example.com", "", "not permitted", nullptr,
       "alice@example.org"},
      {"subject inside, no alternative name", "permitted;email:example.com", "", "inside", nullptr,
       "alice@example.com"},
      {"subject beside an alternative name", "permitted;email:example.com",
       "email:alice@example.com", "not permitted", nullptr, "alice@example.org"},
      {"no address at all", "permitted;email:example.com", "", "inside"},
      {"no address but a domain", "permitted;email:example.com", "email:example.com", "malformed"},
      {"U-label in an rfc822Name", "excluded;email:example.com",
       "email:alice@b\\xC3\\xBC"
       "cher.example",
       "malformed", "it compares whatever octets there are"},
      {"address literal", "excluded;email:example.com", "email:alice@[192.0.2.1]", "malformed",
       "it takes the literal for a host"},
      {"A-label", "permitted;email:xn--pss25c.example.com", "email:alice@XN--PSS25C.example.com",
       "inside"},
      {"SmtpUTF8Mailbox", "permitted;email:example.com", utf8(name + "@example.com"), "inside"},
      {"SmtpUTF8Mailbox at another host", "permitted;email:example.com",
       utf8(name + "@example.org"), "not permitted"},
      {"SmtpUTF8Mailbox, excluded", "excluded;email:example.com", utf8(name + "@example.com"),
       "excluded"},
      {"SmtpUTF8Mailbox below", "permitted;email:.example.com", utf8(name + "@a.example.com"),
       "inside", "3.0 finds no such address in any domain with a leading dot"},
      {"SmtpUTF8Mailbox, A-label", "permitted;email:xn--pss25c.example.com",
       utf8(name + "@xn--pss25c.example.com"), "inside", kUlabel},
      {"SmtpUTF8Mailbox, U-label", "permitted;email:xn--pss25c.example.com",
       utf8(name + "@\xE5\x8C\xBB\xE7\x94\x9F.example.com"), "malformed"},
      {"SmtpUTF8Mailbox, mailbox permitted", "permitted;email:alice@example.com",
       utf8(name + "@example.com"), "not permitted"},
      {"constraint of the form SmtpUTF8Mailbox", utf8(name + "@example.com", "permitted;"),
       utf8(name + "@example.com"), "form not supported",
       "such a name is an rfc822Name to it and nothing else"},
      {"names of the CA below",
       "permitted;email:example.com",
       "email:alice@example.com",
       "not permitted",
       nullptr,
       {},
       "email:ca@example.org"},
  });
}

TEST_CASE("name constraints on hosts, URIs and IP addresses") {
  const char* const kMask = "it applies any mask";
  run({
      {"host", "permitted;DNS:example.com", "DNS:example.com", "inside"},
      {"below", "permitted;DNS:example.com", "DNS:a.b.EXAMPLE.com", "inside"},
      {"longer label", "permitted;DNS:example.com", "DNS:badexample.com", "not permitted"},
      {"above", "permitted;DNS:a.example.com", "DNS:example.com", "not permitted"},
      {"leading dot, below", "permitted;DNS:.example.com", "DNS:a.example.com", "inside"},
      {"excluded", "excluded;DNS:example.com", "DNS:a.example.com", "excluded"},
      {"wildcard", "permitted;DNS:example.com", "DNS:*.example.com", "inside"},
      {"wildcard that holds an excluded host", "excluded;DNS:a.example.com", "DNS:*.example.com",
       "excluded", "it takes the asterisk for a label"},
      {"wildcard elsewhere", "permitted;DNS:example.com", "DNS:a*.example.com", "malformed",
       "it takes the asterisk for a character"},
      {"host of a URI", "permitted;URI:example.com", "URI:https://Example.com:8443/a?b#c",
       "inside"},
      {"below the host of a URI", "permitted;URI:example.com", "URI:https://a.example.com/",
       "not permitted"},
      {"domain of a URI", "permitted;URI:.example.com", "URI:https://a.b.example.com/", "inside"},
      {"domain of a URI itself", "permitted;URI:.example.com", "URI:https://example.com/",
       "not permitted"},
      {"URI, excluded", "excluded;URI:.example.com", "URI:ftp://a.example.com", "excluded"},
      {"user before the host", "permitted;URI:example.com", "URI:https://bob:x@example.com/",
       "inside", "3.0 takes the user for the host (changed in a later version)"},
      {"host as user", "permitted;URI:example.com", "URI:https://example.com@example.org/",
       "not permitted"},
      {"URI without authority", "permitted;URI:example.com", "URI:mailto:a@example.com",
       "malformed"},
      {"authority behind another colon", "permitted;URI:example.com", "URI:urn:a://example.com/",
       "malformed"},
      {"URI with an IP address", "excluded;URI:example.com", "URI:https://192.0.2.1/", "malformed",
       "it takes the address for a host"},
      {"URI with percent signs", "excluded;URI:example.com", "URI:https://%65xample.com/",
       "malformed", "it compares the text as it is"},
      {"network", "permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.77", "inside"},
      {"another network", "permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.3.77", "not permitted"},
      {"excluded network", "excluded;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.77", "excluded"},
      {"IPv6 network", "permitted;IP:2001:db8::/ffff:ffff::", "IP:2001:db8::1", "inside"},
      {"IPv6 in an IPv4 network", "permitted;IP:192.0.2.0/255.255.255.0", "IP:2001:db8::1",
       "not permitted"},
      {"mask with a hole", "permitted;IP:192.0.2.0/255.0.255.0", "IP:192.1.2.1", "malformed",
       kMask},
      {"everything", "permitted;IP:0.0.0.0/0.0.0.0", "IP:192.0.2.1", "inside"},
  });
}

TEST_CASE("name constraints on directory names and other forms") {
  const std::string base = "dirName:base\n[base]\n";
  const std::string named = "dirName:name\n[name]\n";
  run({
      // Each certificate has its subject, too: CN=Below and CN=Alice.
      {"subject outside", "permitted;" + base + "O=Example", "email:alice@example.com",
       "not permitted"},
      {"subject excluded", "excluded;" + base + "CN=Alice", "email:alice@example.com", "excluded"},
      {"subject excluded, case and blanks", "excluded;" + base + "CN=\" aLICE \"",
       "email:alice@example.com", "excluded"},
      {"alternative name excluded", "excluded;" + base + "O=Example", named + "O=Example\nOU=Mail",
       "excluded"},
      {"alternative name of another order", "excluded;" + base + "O=Example",
       named + "OU=Mail\nO=Example", "inside"},
      {"longer base", "excluded;" + base + "O=Example\nOU=Mail\nCN=A", named + "O=Example\nOU=Mail",
       "inside"},
      {"one RDN of two attributes", "excluded;" + base + "O=Example", named + "O=Example\n+OU=Mail",
       "inside"},
      {"one RDN, sorted otherwise because of blanks",
       "excluded;" + base + "O=evilevil\n+CN=abcd efgh", named + "O=\"evilevil  \"\n+CN=abcd efgh",
       "excluded"},
      {"one RDN in another order", "excluded;" + base + "O=Example\n+OU=Mail",
       named + "OU=Mail\n+O=Example", "excluded"},
      {"registered ID", "permitted;RID:1.2.3", "RID:1.2.3.4", "form not supported"},
      {"registered ID that no name has", "permitted;RID:1.2.3", "email:alice@example.com",
       "inside"},
      {"user principal name", std::string("permitted;") + kUpn, kUpn, "form not supported"},
      {"another type of other name", std::string("permitted;") + kUpn, utf8("用户@example.com"),
       "inside"},
      {"maximum", subtree("maximum=IMPLICIT:1,INTEGER:1"), "email:alice@example.com",
       "form not supported"},
      {"minimum", subtree("minimum=IMPLICIT:0,INTEGER:1"), "email:alice@example.com",
       "form not supported"},
      {"minimum of another form", subtree("minimum=IMPLICIT:0,INTEGER:1"), "DNS:example.com",
       "inside"},
      {"minimum 0 written out", subtree("minimum=IMPLICIT:0,INTEGER:0"), "email:alice@example.com",
       "inside"},
      {"minimum 0 written out, another host", subtree("minimum=IMPLICIT:0,INTEGER:0"),
       "email:alice@example.org", "not permitted"},
  });
}
