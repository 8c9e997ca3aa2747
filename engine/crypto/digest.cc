#include "engine/crypto/digest.h"

#include "engine/crypto/handles.h"

namespace smime::crypto {
namespace {

struct Named {
  std::string_view name;
  const char* openssl;
  std::size_t output = 0;  // octets, for the extendable-output functions
};
// RFC 8702 3.1: SHAKE128 with 32 octets, SHAKE256 with 64.
constexpr Named kDigests[] = {
    {"sha256", "SHA2-256"},         {"sha1", "SHA1"},
    {"sha384", "SHA2-384"},         {"sha512", "SHA2-512"},
    {"sha224", "SHA2-224"},         {"md5", "MD5"},
    {"sha512-224", "SHA2-512/224"}, {"sha512-256", "SHA2-512/256"},
    {"sha3-256", "SHA3-256"},       {"sha3-384", "SHA3-384"},
    {"sha3-512", "SHA3-512"},       {"shake128", "SHAKE-128", 32},
    {"shake256", "SHAKE-256", 64},
};

const Named* find(std::string_view name) {
  for (const Named& candidate : kDigests) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace

const EVP_MD* fetched_digest(std::string_view name) {
  // Never freed: the providers may be gone when static objects are destroyed.
  static const auto* const kFetched = [] {
    auto* fetched = new std::array<const EVP_MD*, std::size(kDigests)>{};
    for (std::size_t i = 0; i < fetched->size(); ++i)
      (*fetched)[i] = EVP_MD_fetch(nullptr, kDigests[i].openssl, nullptr);
    ERR_clear_error();
    return fetched;
  }();
  const Named* const known = find(name);
  return known == nullptr ? nullptr : (*kFetched)[static_cast<std::size_t>(known - kDigests)];
}

std::optional<Octets> digest(std::string_view name, Bytes octets) {
  const QuietErrors quiet;
  const Named* const known = find(name);
  const EVP_MD* const md = fetched_digest(name);
  if (known == nullptr || md == nullptr) return std::nullopt;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex2(context.get(), md, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), octets.data(), octets.size()) != 1)
    return std::nullopt;
  if (known->output != 0) {
    Octets out(known->output);
    if (EVP_DigestFinalXOF(context.get(), out.data(), out.size()) != 1) return std::nullopt;
    return out;
  }
  Octets out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context.get(), out.data(), &length) != 1) return std::nullopt;
  out.resize(length);
  return out;
}

namespace {
template <typename Array>
Array fixed(std::string_view name, Bytes octets) {
  Array out{};
  unsigned length = 0;
  // These two are in every OpenSSL that the build accepts; a failure here is out of memory.
  if (EVP_Digest(octets.data(), octets.size(), out.data(), &length, fetched_digest(name),
                 nullptr) != 1)
    throw std::bad_alloc();
  return out;
}
}  // namespace

Sha256 sha256(Bytes octets) { return fixed<Sha256>("sha256", octets); }
Sha1 sha1(Bytes octets) { return fixed<Sha1>("sha1", octets); }

}  // namespace smime::crypto
