#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/findings.h"
#include "base/time.h"

/// What the engine established about one message: plain values, no octets, no opinion. Written once
/// by the rooms below, read by judge and report, which share nothing else.
namespace smime {

/// Where a certificate was found.
/// File: beside a certificate that was given by itself, where a message would carry it.
enum class Source : std::uint8_t { Message, Trust, Intermediates, Fetched, File };
[[nodiscard]] std::string_view wire_name(Source source);

/// One certificate, as it is shown. Texts are as in the certificate, not yet made visible().
struct CertificateFacts {
  std::string subject, issuer;         // RFC 4514
  std::string serial;                  // upper-case hex, no leading zeros beyond a whole octet
  std::string sha256, thumbprint;      // lower-case / upper-case (Windows' SHA-1) hex
  std::vector<std::string> addresses;  // usable e-mail addresses, SAN first
  Time not_before = 0, not_after = 0;
  std::string key;                                       // "RSA 2048", "EC P-256", "Ed25519"
  std::string signature_algorithm;                       // "sha256WithRSAEncryption"
  std::string key_identifier, authority_key_identifier;  // upper-case hex; empty: absent
  std::vector<std::string> issuer_urls;                  // AIA caIssuers
  std::vector<std::string> revocation_urls;              // CRL distribution points and OCSP
  bool ca = false;
};

enum class Revocation : std::uint8_t { Good, Revoked, Unavailable, Stale, NotChecked };
[[nodiscard]] std::string_view wire_name(Revocation state);

/// Where a CRL or an OCSP response was found: given by the user, in the message, in a trust list,
/// in a bundle of what was fetched.
enum class EvidenceSource : std::uint8_t { Given, Message, Trust, Bundle };
[[nodiscard]] std::string_view wire_name(EvidenceSource source);

/// What is known of one certificate's revocation at the time the chain is judged at.
struct RevocationFacts {
  Revocation state = Revocation::NotChecked;
  /// Revoked; or Good, where the certificate was revoked after that time.
  std::optional<Time> revoked_at;
  std::optional<Time> invalid_since;  // invalidityDate, said with revoked_at
  std::string reason;                 // CRLReason said with revoked_at: "keyCompromise"; or empty
  /// The data that decided, for Stale the newest that is too old; for Unavailable there is none.
  std::string evidence;  // "crl", "ocsp", or empty
  std::string sha256;    // of the CRL or response, lower-case hex
  EvidenceSource source = EvidenceSource::Given;
  Time this_update = 0;
  std::optional<Time> next_update;
  std::string why;  // Unavailable: what was wrong with the data that came nearest
};

/// One certificate in its place in a chain.
struct ChainElementFacts {
  CertificateFacts certificate;  // without addresses and URLs
  Source source = Source::Message;
  RevocationFacts revocation;
};

/// The chain as Windows sees it (engine/cryptoapi), which may take another path and has other rules
/// than RFC 5280.
struct WindowsChainFacts {
  struct Element {
    std::string sha256, subject;                      // of the certificate
    std::uint32_t error_status = 0, info_status = 0;  // CERT_TRUST_…
    bool operator==(const Element&) const = default;
  };
  std::vector<Element> elements;                    // signer first
  std::uint32_t error_status = 0, info_status = 0;  // CERT_TRUST_…, whole chain
  std::uint32_t hresult = 0;                        // base policy, 0 = success
  std::string completed_key = {};                   // as in ChainFacts
  /// Something was not looked at, by a limit or since an algorithm is not supported here: this is
  /// not Windows' answer.
  bool limited = false;
  bool operator==(const WindowsChainFacts&) const = default;
};

/// A path that was found and not chosen.
struct OtherPathFacts {
  struct Certificate {
    std::string subject, sha256;
  };
  struct Fault {
    Code code;
    std::uint32_t certificate;  // index in this path
  };
  std::vector<Certificate> certificates;  // signer first
  std::vector<Fault> faults;              // errors and warnings, as they were found
  Word word = Word::Valid;                // the worst that they lead to
  bool reaches_anchor = false;
};

/// The best path of one signer in one environment, signer first. There is always one: if nothing
/// else was found, the signer's certificate alone.
struct ChainFacts {
  std::uint32_t id = 0;                   // within the signature
  std::vector<std::string> used_by;       // client ids, "strict" included, in the order given
  std::vector<std::string> environments;  // of those clients: "owa/server", "owa/client"
  std::vector<std::string> assumed_by;    // those of used_by whose own trust list was not given
  std::string anchors;                    // "sha256:…" of the trust list, empty: none was given
  std::vector<Source> helpers;            // where intermediates were looked for
  Time at = 0;
  Revocation revocation = Revocation::NotChecked;
  bool revocation_asked = false;  // then NotChecked: there is no path to look at
  bool reaches_anchor = false;
  std::vector<ChainElementFacts> elements;
  WindowsChainFacts windows;
  Findings findings;  // where: "<signer>/chain/<id>/cert/<n>"
  /// SHA-256 of the signer's key with the parameters that the path gives it (RFC 5280 6.1.4 d to
  /// f); empty: it needs none, or gets none.
  std::string completed_key;
  std::uint32_t paths_tried = 0;
  std::vector<OtherPathFacts> other_paths;  // the best of the rest, best first
};

/// How the signer's certificate and the sender of the message relate (RFC 8550 3).
enum class AddressMatch : std::uint8_t {
  Matches,
  SenderOnly,
  Mismatch,
  NoFrom,
  AmbiguousFrom,
  MalformedFrom,
  NoAddress,
  NotApplicable,
};

struct SignerFacts {
  std::uint32_t index = 0;                      // in SignedData.signerInfos
  std::optional<CertificateFacts> certificate;  // nothing: it could not be found
  std::string identifier;               // what the SignerInfo names: issuer+serial or key id
  std::string digest;                   // "sha256"; the dotted OID if not known
  std::string signature_algorithm;      // "rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519", "dsa"…
  std::optional<Time> signing_time;     // claimed
  Time at = 0;                          // the time that this signature is judged at
  std::vector<std::string> attributes;  // names or OIDs of the signed attributes, wire order
  std::optional<bool> content_intact, signature_valid;
  /// SHA-256 of the key that signature_valid speaks of, where its parameters were taken from an
  /// issuer (RFC 3279 2.3.2). They prove nothing unless the chain gives the same.
  std::string completed_key;
  AddressMatch address = AddressMatch::NotApplicable;
  std::vector<ChainFacts> chains;  // one per distinct environment
  Findings findings;               // signature and identity; chains have their own
};

enum class LayerKind : std::uint8_t { Clear, Opaque, Bare };
[[nodiscard]] std::string_view wire_name(LayerKind kind);

enum class LayerType : std::uint8_t { Signed, Encrypted, CertsOnly, Compressed, Other, Unreadable };
[[nodiscard]] std::string_view wire_name(LayerType type);

/// How much of the message the layer covers: all of its body, a part, or an attached message.
enum class Coverage : std::uint8_t { Whole, Partial, AttachedMessage };
[[nodiscard]] std::string_view wire_name(Coverage coverage);

inline constexpr std::uint32_t kNoLayer = UINT32_MAX;

/// One S/MIME layer, outermost first; `parent` is the layer whose content it stands in.
struct LayerFacts {
  std::string part;  // IMAP section, '/'-joined through CMS layers: "TEXT", "1/2"
  LayerKind kind = LayerKind::Clear;
  LayerType type = LayerType::Unreadable;
  Coverage coverage = Coverage::Whole;
  std::uint32_t parent = kNoLayer;
  bool inside_message = false;  // below a message/rfc822 entity
  Word word = Word::Unknown;    // strict's word for this layer alone
  std::vector<SignerFacts> signers;
  Findings findings;
};

struct MessageFacts {
  std::string location, sha256;
  std::uint64_t size = 0;
  bool has_header = true;         // false: a bare CMS object
  std::vector<std::string> from;  // addr-specs as read, possibly several
  std::optional<Time> date;       // of the Date field
  Time at = 0;
  std::string at_source;  // "now", "given", "signing-time", "date": of the deciding signer
  std::vector<LayerFacts> layers;
  Word word = Word::Unknown;  // strict's word for the message
  std::optional<std::uint32_t> deciding_layer;
  /// Of that layer's signers the one whose word it is, and who is named for the message.
  std::uint32_t deciding_signer = 0;
  Findings findings;  // of the message outside its layers
};

}  // namespace smime
