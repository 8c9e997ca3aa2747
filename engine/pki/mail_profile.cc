#include "engine/pki/mail_profile.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"

namespace smime::pki {
namespace {

using Kind = crypto::KeyFacts::Kind;

constexpr Time kDay = 86'400;

bool is_http(const std::string& url) {
  return ascii_iequal(std::string_view(url).substr(0, 7), "http://") ||
         ascii_iequal(std::string_view(url).substr(0, 8), "https://");
}

/// 2.23.140.1.5.TYPE.GENERATION (S/MIME BR 7.1.6.1): types mailbox, organization, sponsored,
/// individual; generations legacy, multipurpose, strict. The generation, 1 to 3.
std::optional<int> generation(const Certificate& certificate) {
  constexpr std::string_view kArc = "2.23.140.1.5.";
  if (!certificate.policies.asserted) return std::nullopt;
  for (const std::string& policy : *certificate.policies.asserted) {
    if (!policy.starts_with(kArc) || policy.size() != kArc.size() + 3) continue;
    const char type = policy[kArc.size()];
    const char last = policy.back();
    if (type >= '1' && type <= '4' && last >= '1' && last <= '3') return last - '0';
  }
  return std::nullopt;
}

/// S/MIME BR 6.3.2: 1185 days for legacy, 825 for multipurpose and strict. A validity counts both
/// of its ends (RFC 5280 4.1.2.5).
void validity(const Certificate& certificate, std::optional<int> generation, std::string_view where,
              Findings& out) {
  const Time most = (generation && *generation > 1 ? 825 : 1185) * kDay;
  const Time length = certificate.not_after - certificate.not_before + 1;
  if (length <= most) return;
  out.add({Code::ProfileValidity,
           std::string(where),
           {{"days", static_cast<std::int64_t>((length + kDay - 1) / kDay)},
            {"most", static_cast<std::int64_t>(most / kDay)}}});
}

/// Gmail: RSA 2048, 3072 or 4096, EC P-256 or P-384.
bool fits_gmail(const crypto::KeyFacts& key) {
  if (key.kind == Kind::Rsa) return key.bits == 2048 || key.bits == 3072 || key.bits == 4096;
  return key.kind == Kind::Ec && (key.name == "EC P-256" || key.name == "EC P-384");
}

}  // namespace

void check_mail_profile(const Certificate& certificate, std::string_view where, Findings& out) {
  const auto note = [&](Code code) { out.add(code, std::string(where)); };
  const std::optional<int> of = generation(certificate);
  if (!of) note(Code::ProfileNotBaseline);
  validity(certificate, of, where, out);
  if (!certificate.key_usage) note(Code::ProfileKeyUsageAbsent);
  if (!certificate.key_identifier) note(Code::ProfileKeyIdentifierAbsent);
  if (certificate.issuer_urls.empty()) note(Code::ProfileIssuerAddressAbsent);
  const auto& crls = certificate.crl_urls;
  if (!crls.empty() && std::none_of(crls.begin(), crls.end(), is_http))
    note(Code::ProfileCrlNotHttp);
  if (!fits_gmail(certificate.key)) {
    out.add({Code::ProfileKeyUncommon, std::string(where), {{"key", certificate.key.name}}});
  }
}

}  // namespace smime::pki
