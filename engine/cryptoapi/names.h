#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The numbers with which Windows speaks of chains and signatures: their names (wincrypt.h,
/// winerror.h), what Windows says of them, and what they mean, for whoever shows them.
namespace smime::cryptoapi {

/// One bit of CERT_TRUST_STATUS.dwErrorStatus. .NET's X509ChainStatusFlags has the same numbers.
struct ChainStatusBit {
  std::uint32_t value;
  std::string_view name;     // "CERT_TRUST_IS_UNTRUSTED_ROOT"
  std::string_view flag;     // X509ChainStatusFlags: "UntrustedRoot"; empty: .NET has none
  std::string_view meaning;  // one line, ours
};

/// An answer of CertVerifyCertificateChainPolicy or of message verification.
struct Hresult {
  std::uint32_t value;
  std::string_view name;     // "CERT_E_UNTRUSTEDROOT"
  std::string_view text;     // as published in winerror.h; empty: not known here
  std::string_view meaning;  // one line, ours; may be empty
};

/// All that are known, lowest first.
[[nodiscard]] std::span<const ChainStatusBit> error_status_bits();
[[nodiscard]] std::span<const Hresult> hresults();

/// The bits that are set in `status`, lowest first; those without a name are left out.
[[nodiscard]] std::vector<ChainStatusBit> error_status_bits(std::uint32_t status);

/// The same of dwInfoStatus, names only: "CERT_TRUST_IS_SELF_SIGNED", …
[[nodiscard]] std::vector<std::string_view> names_of_info_status(std::uint32_t status);

/// Null if it is not known here.
[[nodiscard]] const Hresult* find_hresult(std::uint32_t value);

}  // namespace smime::cryptoapi
