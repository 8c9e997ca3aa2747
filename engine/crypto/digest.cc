#include "engine/crypto/digest.h"

#include <algorithm>
#include <array>
#include <utility>

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
    {"sha3-512", "SHA3-512"},       {"sha3-224", "SHA3-224"},
    {"shake128", "SHAKE-128", 32},  {"shake256", "SHAKE-256", 64},
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

namespace {

std::optional<Octets> finish(EVP_MD_CTX* context, const Named& known) {
  Octets out(std::max<std::size_t>(known.output, EVP_MAX_MD_SIZE));
  if (known.output != 0) {
    out.resize(known.output);
    if (EVP_DigestFinalXOF(context, out.data(), out.size()) != 1) return std::nullopt;
    return out;
  }
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context, out.data(), &length) != 1) return std::nullopt;
  out.resize(length);
  return out;
}

}  // namespace

std::optional<Octets> digest(std::string_view name, Bytes octets) {
  const auto found = digests_of_beginnings(name, octets, {octets.size()});
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<Octets> digests_of_beginnings(std::string_view name, Bytes octets,
                                          const std::vector<std::size_t>& lengths) {
  const QuietErrors quiet;
  const Named* const known = find(name);
  const EVP_MD* const md = fetched_digest(name);
  if (known == nullptr || md == nullptr) return {};
  const DigestContext context(EVP_MD_CTX_new());
  const DigestContext copied(lengths.size() > 1 ? EVP_MD_CTX_new() : nullptr);
  if (!context || EVP_DigestInit_ex2(context.get(), md, nullptr) != 1) return {};
  std::vector<Octets> found;
  std::size_t at = 0;
  for (const std::size_t length : lengths) {
    if (EVP_DigestUpdate(context.get(), octets.data() + at, length - at) != 1) return {};
    at = length;
    EVP_MD_CTX* last = context.get();
    if (found.size() + 1 < lengths.size()) {
      if (!copied || EVP_MD_CTX_copy_ex(copied.get(), context.get()) != 1) return {};
      last = copied.get();
    }
    auto one = finish(last, *known);
    if (!one) return {};
    found.push_back(std::move(*one));
  }
  return found;
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
