#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/crypto/digest.h"

/// What was fetched from the network, and what could not be: the input that makes a verification
/// with revocation repeatable offline. This header knows no network; only download.cc does.
namespace smime::fetch {

/// What an address was asked for.
enum class Kind : std::uint8_t {
  Crl,      // a CRL distribution point (RFC 5280 4.2.1.13)
  Ocsp,     // an OCSP responder (RFC 6960), asked about one certificate
  Issuers,  // caIssuers (RFC 5280 4.2.2.1): one certificate, or a certs-only CMS object
};
/// "crl", "ocsp", "issuers".
[[nodiscard]] std::string_view wire_name(Kind kind);

/// How it went. Everything but Fetched is "tried and not had", with the reason.
enum class Outcome : std::uint8_t {
  Fetched,
  UnsupportedScheme,  // ldap and others: listed, never tried
  MalformedUrl,       // no absolute URL in printable ASCII, too long, or with a user name in it
  AddressRefused,     // the host is, or resolves to, an address that is not public
  NotResolved,
  Unreachable,  // no connection, or it broke before the answer began
  TlsFailed,
  TimedOut,
  TooLarge,
  Truncated,   // fewer octets than were announced
  HttpStatus,  // an answer other than 200
  TooManyRedirects,
  RedirectRefused,    // to another scheme, or to what is no URL
  UnexpectedContent,  // not what the kind calls for
  TryLater,           // the OCSP responder says tryLater or internalError (RFC 6960 2.3)
  ResponderError,     // it says malformedRequest, sigRequired or unauthorized
  ProxyFailed,        // no connection to the proxy, or none through it
  NotTried,           // a limit of the whole run was reached: its time, rounds or size
};
/// "fetched", "unsupported_scheme", …
[[nodiscard]] std::string_view wire_name(Outcome outcome);

/// One address and what came of it.
struct Item {
  Kind kind = Kind::Crl;
  /// As in the certificate. Of a MalformedUrl: its visible() form, cut to 2,048 octets.
  std::string url;
  /// Ocsp: the certificate asked about. Otherwise nothing: the answer is the same for everybody.
  std::optional<crypto::Sha256> certificate;
  Time fetched = 0;  // the time of day of the run that asked
  Outcome outcome = Outcome::NotTried;
  std::uint32_t http_status = 0;  // of the last answer; 0: there was none
  /// The answer as it came: DER of a CRL or an OCSP response, for Issuers also PEM or CMS. Null
  /// unless Fetched. Equal answers are held once. Nobody checked a signature in it.
  std::shared_ptr<const Octets> octets;
};

/// "http_status 404": how it went, in results and complaints.
[[nodiscard]] std::string result_text(const Item& item);

/// True if the same attempt may go better later.
[[nodiscard]] bool temporary(const Item& item);

struct Bundle {
  std::vector<Item> items;  // in the order of kind, URL, certificate; each of these once
};

/// Brings the items into their order and drops repeated ones: of several attempts for the same
/// kind, URL and certificate one that was Fetched is kept before others, then the latest.
void put_in_order(Bundle& bundle);

/// The file: a ustar archive of a MANIFEST and one file for each distinct answer.
///
/// Why tar: an answer stays the DER file that every other tool reads (`tar -xf b.tar`, then
/// `openssl crl -inform DER -in crl/<sha256>.der`), large CRLs do not grow by a third as in base64,
/// and the manifest stays a text to read. The manifest has one line per item and a last line with
/// their number and the SHA-256 of the lines above it; every answer has its SHA-256 and size in its
/// line.
///
/// The manifest determines every other octet of the file, so the same items give the same file, and
/// there is only one file for them. The checksums find damage; they are no proof of origin: whoever
/// may write the file may write another one.
///
/// `bundle` must be in order, see put_in_order().
[[nodiscard]] Octets write_bundle(const Bundle& bundle);

/// Reads what write_bundle() wrote, octet for octet: cut short, altered, repacked or with something
/// behind it is fetch.bundle_damaged with the offset; beyond Limits::bundle_size or bundle_items is
/// fetch.bundle_too_large. Nothing if and only if `out` received a fatal finding: a bundle is never
/// half-read. Answers are not parsed here.
[[nodiscard]] std::optional<Bundle> read_bundle(Bytes octets, const Limits& limits, Findings& out);

}  // namespace smime::fetch
