#include "engine/pki/key_writer.h"

namespace smime::pki {

void KeyWriter::add(Bytes item) {
  const std::uint64_t size = item.size();
  for (unsigned shift = 0; shift < 64; shift += 8)
    octets_.push_back(static_cast<std::uint8_t>(size >> shift));
  octets_.insert(octets_.end(), item.begin(), item.end());
}

void KeyWriter::add(std::uint64_t item) {
  std::uint8_t octets[8];
  for (unsigned i = 0; i < 8; ++i) octets[i] = static_cast<std::uint8_t>(item >> (8 * i));
  add(Bytes(octets));
}

void KeyWriter::add(const std::vector<CertificatePtr>& certificates) {
  Octets all;
  for (const CertificatePtr& one : certificates) {
    if (one) all.insert(all.end(), one->sha256.begin(), one->sha256.end());
  }
  add(Bytes(all));
}

}  // namespace smime::pki
