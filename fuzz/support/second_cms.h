#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"
#include "engine/cms/signed_data.h"
#include "engine/facts.h"
#include "engine/pki/certificate.h"
#include "engine/pki/environment.h"

/// A second implementation of RFC 5652 5.4 to 5.6 and of RFC 5280 6: OpenSSL's own CMS and path
/// code, from the octets on. Where OpenSSL is known to be stricter it is not asked
/// (fuzz/README.md). Each function ends the program where OpenSSL says no.
namespace smime::fuzz {

/// Where OpenSSL reads `octets` as a SignedData, too, both find the same signers, certificates,
/// content and signatures.
void demand_second_reading(Bytes octets, const cms::ContentInfo& info);

/// OpenSSL reads no object with a CRL that it cannot read; here such a CRL says nothing, and what
/// is nobody's name may stand in it.
[[nodiscard]] bool openssl_reads_crls(const cms::SignedData& object);

/// Every signature of `layer`: the digest of `content` is the message-digest attribute that OpenSSL
/// reads, and the signature verifies with the certificate that the engine names, to be found in
/// `pool`. `cms` are the octets of the object, `content` is what was signed, in canonical form.
void demand_second_signature(const LayerFacts& layer, Bytes cms, Bytes content,
                             const std::vector<pki::CertificatePtr>& pool);

/// OpenSSL refuses such a path although RFC 5280 6.1 does not: it is not asked for one.
[[nodiscard]] bool openssl_is_stricter(const ChainFacts& chain);

/// OpenSSL, too, finds a path from the signer to an anchor, with `helpers` besides those of the
/// list.
void demand_second_path(const pki::Certificate& signer,
                        const std::vector<pki::CertificatePtr>& helpers,
                        const pki::TrustAnchors& anchors, Time at);

/// The e-mail addresses that OpenSSL reads in a certificate, in its subject and its alternative
/// name.
[[nodiscard]] std::vector<std::string> second_addresses(Bytes certificate);

}  // namespace smime::fuzz
