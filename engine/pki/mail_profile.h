#pragma once
#include <string_view>

#include "base/findings.h"
#include "engine/pki/certificate.h"

namespace smime::pki {

/// What a signer's certificate lacks or has that no standard forbids and some mail client minds:
/// notices, for whoever asks for a new certificate. After the S/MIME Baseline Requirements of the
/// CA/Browser Forum, Apple's policy for public roots, Gmail's certificate profile and what Exchange
/// Online documents of its address lists and CRLs. Which client minds what stands in the findings'
/// texts. Not repeated: what chain checks report of the same certificate (usage.*, time.*).
void check_mail_profile(const Certificate& certificate, std::string_view where, Findings& out);

}  // namespace smime::pki
