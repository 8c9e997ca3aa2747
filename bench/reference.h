#pragma once
#include <memory>
#include <vector>

#include "base/bytes.h"

/// What the engine is measured against.
namespace smime::bench {

/// The least that any verifier has to do, everything else prepared: SHA-256 of the message and of
/// its signed content, and one check of a signature.
class Floor {
 public:
  explicit Floor(const std::vector<Octets>& mails);
  ~Floor();
  /// Does it for every mail; false if one did not verify.
  [[nodiscard]] bool run() const;

 private:
  struct Prepared;
  std::vector<Prepared> prepared_;
};

/// X509_verify_cert over certificates and a store that were prepared, as a signer of mail.
class PlainChain {
 public:
  PlainChain(Bytes signer, const std::vector<Bytes>& beside, const std::vector<Bytes>& anchors,
             std::int64_t at);
  ~PlainChain();
  /// True if OpenSSL finds a path that holds.
  [[nodiscard]] bool verify() const;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

/// What a plain program does with OpenSSL: SMIME_read_CMS and CMS_verify per mail, trusting the PEM
/// file's certificate. False if a mail did not verify.
[[nodiscard]] bool verify_plainly(const std::vector<Octets>& mails, const char* root_file);

}  // namespace smime::bench
