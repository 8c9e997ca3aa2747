#include <cstdint>
#include <cstdlib>

#include "engine/asn1/der.h"
#include "engine/revocation/crl.h"

namespace {
using namespace smime;

/// The serial number of an entry that stands at `offset`, read anew.
Bytes serial_at(Bytes der, std::uint32_t offset) {
  const auto entry = asn1::DerReader(der.subspan(offset)).read(asn1::kSequence);
  if (!entry) std::abort();
  const auto serial = asn1::DerReader(entry->value).read(asn1::kInteger);
  if (!serial) std::abort();
  return serial->value;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Limits limits;
  limits.crl_entries = 1'000;
  std::string why;
  const auto crl = revocation::read_crl({data, size}, limits, &why);
  // A CRL is refused if and only if there is a word why.
  if ((crl == nullptr) == why.empty()) std::abort();
  if (!crl) return 0;
  if (crl->entries > limits.crl_entries || crl->by_serial.size() != crl->entries) std::abort();
  // An entry of the CRL's own issuer is found by its serial number, whatever the order.
  for (const std::uint32_t offset : crl->by_serial) {
    const Bytes serial = serial_at(crl->der, offset);
    const bool own = crl->issuers.empty() || offset < crl->issuers.front();
    if (own && !crl->find(serial, crl->canonical_issuer)) std::abort();
  }
  // What is signed is a slice of the octets.
  if (crl->tbs.data() < crl->der.data() ||
      crl->tbs.data() + crl->tbs.size() > crl->der.data() + crl->der.size())
    std::abort();
  return 0;
}
