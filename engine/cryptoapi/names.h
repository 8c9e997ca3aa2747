#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

/// Names of the numbers that Windows chain building answers with (wincrypt.h, winerror.h), for
/// whoever shows them.
namespace smime {

/// The bits of dwErrorStatus, lowest first: "CERT_TRUST_IS_UNTRUSTED_ROOT", … Unnamed bits are left
/// out.
[[nodiscard]] std::vector<std::string_view> names_of_error_status(std::uint32_t bits);

/// The same for dwInfoStatus: "CERT_TRUST_IS_SELF_SIGNED", …
[[nodiscard]] std::vector<std::string_view> names_of_info_status(std::uint32_t bits);

/// "CERT_E_UNTRUSTEDROOT" for 0x800B0109; empty if not known here.
[[nodiscard]] std::string_view name_of_hresult(std::uint32_t hresult);

}  // namespace smime
