#pragma once
#include <cstdint>
#include <span>
#include <string_view>

/// What the numbers and names mean with which Windows tools speak of chains and signatures. For the
/// names of a set of bits see engine/cryptoapi/names.h.
namespace smime::report {

struct StatusName {
  std::uint32_t value;
  std::string_view name;     // "CERT_TRUST_IS_UNTRUSTED_ROOT", "CERT_E_UNTRUSTEDROOT"
  std::string_view meaning;  // one line
};

/// CERT_TRUST_STATUS.dwErrorStatus (wincrypt.h), one entry per bit, lowest first. They equal the
/// numbers of .NET's X509ChainStatusFlags.
[[nodiscard]] std::span<const StatusName> chain_status_bits();
/// The HRESULTs of CertVerifyCertificateChainPolicy and of message verification (winerror.h).
[[nodiscard]] std::span<const StatusName> hresults();

}  // namespace smime::report
