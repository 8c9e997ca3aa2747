#pragma once
#include <filesystem>
#include <vector>

#include "engine/pki/certificate.h"

namespace smime::test {

/// The certificates of a PEM file ("TRUSTED" ones without their settings), or of one DER file,
/// found by OpenSSL and read by pki::read_certificate. One that the latter refuses is left out.
/// std::runtime_error names a file that cannot be read or holds none.
[[nodiscard]] std::vector<pki::CertificatePtr> pem_certificates(const std::filesystem::path& file,
                                                                const Limits& limits = {});

}  // namespace smime::test
