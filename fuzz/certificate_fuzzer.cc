// One certificate: read, described, its addresses.
#include <algorithm>

#include "engine/pki/address_match.h"
#include "engine/pki/certificate.h"
#include "fuzz/support/demand.h"
#include "fuzz/support/second_certificate.h"
#include "fuzz/support/second_cms.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smime;
  using fuzz::demand;
  const Limits limits;
  pki::Unusable why;
  const auto certificate = pki::read_certificate({data, size}, limits, &why);
  // Nothing is returned without a reason.
  demand((certificate == nullptr) != (why.expected.empty() && why.limit == nullptr));
  if (!certificate) return 0;
  demand(equal(certificate->der, {data, size}) && size <= limits.certificate_size);
  demand(certificate->alternative_names.size() <= limits.general_names);
  fuzz::demand_second_certificate(*certificate);

  const CertificateFacts facts = pki::describe(*certificate);
  demand(facts.subject == pki::describe(*certificate).subject);
  Findings findings;
  const auto addresses = pki::addresses_of(*certificate, "certificate", findings);
  // What was left out, was said; the subject speaks only where the alternative name is silent.
  demand(addresses.malformed == findings.has(Code::CertificateAddressMalformed));
  demand(addresses.alternative_names.empty() || addresses.subject.empty());
  const auto second = fuzz::second_addresses(certificate->der);
  for (const auto* list : {&addresses.alternative_names, &addresses.subject}) {
    for (const std::string& address : *list) {
      const bool ascii =
          std::all_of(address.begin(), address.end(), [](char c) { return c >= ' ' && c <= '~'; });
      demand(address.find('@') != std::string::npos);
      demand(pki::compare_addresses(address, address).equal || address.front() == '"');
      // OpenSSL reads it too; but the quotes of a local part are taken away here, and it reads no
      // SmtpUTF8Mailbox.
      const bool plain = ascii && address.find_first_of("\"\\()[]:;@", 0) == address.rfind('@');
      demand(!plain || std::any_of(second.begin(), second.end(), [&](const std::string& other) {
        return other == address || other.front() == '"';
      }));
    }
  }
  return 0;
}
