#pragma once
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/fetch/bundle.h"
#include "tests/support/fetch_servers.h"
#include "tests/support/inputs.h"

/// The servers of a test that fetches, and the program run against them.
namespace smime::test {

using Texts = std::vector<std::string>;
using Json = nlohmann::ordered_json;

inline FetchServers& servers() {
  static FetchServers all;
  return all;
}

/// With time enough for a busy machine.
inline Ran fetch_it(Texts more) {
  Texts all = {"fetch", "--max-time", "60"};
  all.insert(all.end(), more.begin(), more.end());
  return smimecheck(all);
}

inline fetch::Bundle read_file(const std::string& path) {
  Findings findings;
  auto bundle = fetch::read_bundle(read_octets(path), Limits{}, findings);
  REQUIRE(bundle.has_value());
  return *bundle;
}

inline std::size_t count(const std::string& text, const std::string& what) {
  return split(text, what).size() - 1;
}

/// The chains of the only signature, by the client `owa` at the server and by strict.
inline Json verified(Texts more) {
  Texts all = {"verify",
               "--format",
               "ndjson",
               "--client",
               "strict,owa,ios_mail",
               "--trust",
               servers().file("root.pem")};
  all.insert(all.end(), more.begin(), more.end());
  const Ran ran = smimecheck(all);
  CAPTURE(ran.error);
  REQUIRE((ran.status == 0 || ran.status == 1));
  return Json::parse(ran.out);
}

/// The chain that `client` is judged by.
inline Json chain_of(const Json& report, const std::string& client) {
  for (const Json& chain : report["signatures"][0]["chains"])
    for (const Json& user : chain["for"])
      if (user == client) return chain;
  return nullptr;
}

inline Texts online(const std::string& message) {
  // Enough time for a busy machine.
  return {"--online", "--allow-private", "--crl-retrieval-timeout", "100000",
          servers().file(message)};
}

/// A certificate of the CA whose CRL is at these addresses, and a file with it.
inline std::string with_crl(const TemporaryDirectory& directory, const std::string& name,
                            const std::string& url) {
  const std::string extensions = directory.file(
      name + ".ext", "authorityKeyIdentifier=keyid\ncrlDistributionPoints=URI:" + url + "\n");
  const std::string out = directory.path(name + ".pem");
  REQUIRE(run("openssl", {"x509", "-req", "-in", servers().file("signer.csr"), "-CA",
                          servers().file("ca.pem"), "-CAkey", servers().file("ca.key"),
                          "-set_serial", "21", "-extfile", extensions, "-out", out})
              .status == 0);
  return out;
}

/// certificate --online with the chain at hand.
inline Texts certificate_online(Texts more) {
  Texts all = {"certificate",
               "--online",
               "--allow-private",
               "--client",
               "strict",
               "--format",
               "ndjson",
               "--intermediates",
               servers().file("ca.pem"),
               "--trust",
               servers().file("root.pem")};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Those of the CRL that a test's certificate names.
inline std::size_t asked_for(const std::string& path) { return count(servers().requests(), path); }

/// The CRL of the CA with another signature.
inline Octets forged_crl() {
  Octets crl = read_octets(servers().file("ca.crl"));
  crl.back() ^= 1;
  return crl;
}

}  // namespace smime::test
