#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/fetch/bundle.h"
#include "engine/pki/cert_pool.h"
#include "engine/pki/environment.h"
#include "engine/pki/path_builder.h"

namespace smime {
struct Layer;
}

namespace smime::fetch {

/// One address to ask.
struct Need {
  Kind kind = Kind::Crl;
  std::string url;                  // as in the certificate, whatever it is
  pki::CertificatePtr certificate;  // the one it is about; of a CRL the first that names it
  pki::CertificatePtr issuer;       // Ocsp: who issued it
  /// The certificate names another address for this, over http or https.
  bool has_other = false;
};

/// Finds out which addresses a set of messages or certificates needs. Looked at are the signers'
/// certificates and every certificate on a way up from them, as far as issuers are known: those of
/// the messages, given ones and fetched ones, if their key verifies. Other certificates of a
/// message, those of a certs-only part among them, are not looked at: its sender could make this
/// machine ask for anything. Of a signer Limits::signer_candidates certificates count, and of a
/// message Limits::signatures signers: what is beyond is not verified either.
///
/// Of each such certificate that is neither self-signed nor an anchor: its CRL distribution points
/// and freshest CRL, its OCSP responders once its issuer is known, and its caIssuers unless its
/// issuer was given (clients such as Exchange take no issuer from the message). Of each at most
/// Limits::fetch_urls that can be asked, and as many that cannot: these do not displace those.
class Collector {
 public:
  /// `trust` may be null. `limits` must outlive the collector. `checks` bounds the signatures that
  /// are verified for all that is wanted; an issuer beyond is not known.
  Collector(std::shared_ptr<const pki::TrustAnchors> trust,
            const std::vector<pki::CertificatePtr>& intermediates, const Limits& limits,
            std::uint32_t checks = UINT32_MAX);

  /// Takes a message, a CMS object, or certificates (DER, PEM, certs-only PKCS #7 that is no part
  /// of a message, SST); of the latter every one is looked at. The number of certificates that are
  /// looked at for its sake, known before or not; 0 also if it could not be read.
  std::size_t want(Bytes octets);
  void want(const pki::CertificatePtr& certificate) { want(certificate, 1); }
  [[nodiscard]] bool wants_anything() const { return !known_.empty(); }

  /// The addresses that became known since the last call, each once.
  [[nodiscard]] std::vector<Need> next();
  /// Takes the certificates of an Issuers answer, and the addresses of delta CRLs of a Crl answer
  /// that was asked for on behalf of `certificate`, into the next round.
  void take(const Item& item, const pki::CertificatePtr& certificate = nullptr);

  /// False if nobody can vouch yet for what answers `need`: the issuer of its certificate is not
  /// known.
  [[nodiscard]] bool knows_issuer(const Need& need);
  /// Whether the answer may be kept, see vouched.h. Who may vouch: issuers of need.certificate
  /// whose key verifies it, and given certificates with the name of a CRL's issuer.
  [[nodiscard]] bool vouches_for(const Need& need, const Item& item, Time now);

  /// The number of addresses that Limits::fetch_urls kept out of what next() gave.
  [[nodiscard]] std::size_t left_out() const;

  /// Certificates that name an OCSP responder which cannot be asked: their issuer is not known.
  [[nodiscard]] std::vector<pki::CertificatePtr> without_issuer() const;

 private:
  struct Wanted {
    pki::CertificatePtr certificate;
    std::uint32_t depth = 1;  // in its chain
  };
  void want(const pki::CertificatePtr& certificate, std::uint32_t depth);
  [[nodiscard]] std::vector<pki::CertificatePtr> signers_of(const Layer& layer);
  [[nodiscard]] std::vector<pki::Candidate> issuers_of(const pki::Certificate& certificate);
  void look_at(const Wanted& wanted, std::vector<Need>& out);
  void add(Kind kind, const std::vector<std::string>& urls, const pki::CertificatePtr& certificate,
           const pki::CertificatePtr& issuer, std::vector<Need>& out);

  std::shared_ptr<const pki::TrustAnchors> trust_;
  const Limits& limits_;
  pki::CertPool pool_;
  std::vector<Wanted> wanted_;
  std::set<crypto::Sha256> known_;                              // of wanted_
  using Question = std::tuple<Kind, std::string, std::string>;  // address; the certificate of OCSP
  std::set<Question> asked_;
  std::set<Question> beyond_limit_;
  std::vector<Need> deltas_;  // for the next round
  Budget budget_;
  pki::SignatureChecks checks_;
};

}  // namespace smime::fetch
