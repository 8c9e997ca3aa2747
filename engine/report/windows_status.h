#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The words Windows has for the state of a chain, for people who know them from its tools.
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

/// The names of the bits set in `error_status`, lowest bit first; a bit without a name as
/// "0x…".
[[nodiscard]] std::vector<std::string> chain_status_names(std::uint32_t error_status);

}  // namespace smime::report
