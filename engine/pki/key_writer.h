#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// Puts together what decides a result, item by item, each with its length: two different lists of
/// items never read the same.
class KeyWriter {
 public:
  void add(Bytes item);
  void add(std::string_view item) { add(as_octets(item)); }
  void add(std::uint64_t item);
  /// In this order, by SHA-256; null ones count as nothing.
  void add(const std::vector<CertificatePtr>& certificates);
  [[nodiscard]] crypto::Sha256 digest() const { return crypto::sha256(octets_); }

 private:
  Octets octets_;
};

}  // namespace smime::pki
