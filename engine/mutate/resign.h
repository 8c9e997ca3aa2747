#pragma once
#include "engine/mutate/part.h"
#include "engine/mutate/random.h"

namespace smime::mutate {

/// Makes the throw-away key (engine/crypto/throwaway_key.h) the one that signed a message, before
/// and after the message is changed.
class Resigner {
 public:
  /// Puts the key into the message: into the certificates that are there, so that issuer, serial
  /// number, names and extensions stay the signer's, or with its own certificate. Remembers the
  /// digest of the content, which is what sign() renews.
  Resigner(Part& message, Random& random);

  /// Renews messageDigest where it still was right, and the signature of each SignerInfo. True if
  /// at least one was renewed: its value then fits its attributes. Signed attributes are signed as
  /// RFC 5652 5.4 says, over their DER.
  bool sign(Part& message) const;

 private:
  std::vector<Octets> digests_;  // that sign() may replace
};

}  // namespace smime::mutate
