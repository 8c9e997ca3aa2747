#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

#include "base/bytes.h"

/// Owners of OpenSSL objects. Included inside engine/crypto only.
namespace smime::crypto {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using X509Handle = Handle<X509, X509_free>;
using NameHandle = Handle<X509_NAME, X509_NAME_free>;

/// Leaves nothing in OpenSSL's per-thread error queue, whatever happens in between: a stale entry
/// would be read as the cause of another message's failure.
class QuietErrors {
 public:
  QuietErrors() = default;
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
  ~QuietErrors() { ERR_clear_error(); }
};

/// The key of a SubjectPublicKeyInfo; null if OpenSSL refuses it. decode_public_key() leaves all of
/// it to OpenSSL's decoder; read_public_key() gives the same answer sooner. Both may leave entries
/// in the error queue.
[[nodiscard]] Key read_public_key(Bytes subject_public_key_info);
[[nodiscard]] Key decode_public_key(Bytes subject_public_key_info);

/// The digest called `name` here, fetched from the providers once per process; null if unknown.
[[nodiscard]] const EVP_MD* fetched_digest(std::string_view name);

/// True for an EC key whose parameters are no name (RFC 5480 2.1.1 allows nothing else).
[[nodiscard]] bool gives_curve_in_full(Bytes subject_public_key_info);

}  // namespace smime::crypto
