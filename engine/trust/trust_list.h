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
#include "engine/pki/certificate.h"
#include "engine/pki/environment.h"

/// Trust lists: octets in, TrustList out, whatever the format.
namespace smime::trust {

/// SerializedElement: one group of a serialized store without file header and end record, as in the
/// registry and in .NET's X509ContentType.SerializedCert.
enum class Format : std::uint8_t { Sst, SerializedElement, Pkcs7, Pem, Der, Ctl };
/// "sst", "serialized_element", "pkcs7", "pem", "der", "ctl".
[[nodiscard]] std::string_view wire_name(Format format);

/// One property of a serialized store (CERT_…_PROP_ID), kept raw.
struct Property {
  std::uint32_t id = 0;
  std::uint32_t encoding = 0;
  std::uint32_t offset = 0;  // of the property's header in the file
  Octets value;
};

/// One TrustedSubject of a certificate trust list ([MS-CAESO]): a hash, and what is said of the
/// certificate that has it. The certificate itself is not there.
struct CtlEntry {
  Octets identifier;  // made with CertificateTrustList::subject_algorithm, usually SHA-1
  std::vector<Property> properties;
};

/// What a CTL says. Its signature is not checked, as Windows does not when it loads one.
struct CertificateTrustList {
  std::vector<std::string> subject_usage;  // dotted
  Octets list_identifier, sequence_number;
  Time this_update = 0;
  std::optional<Time> next_update;
  std::string subject_algorithm;  // dotted
  std::vector<CtlEntry> entries;
};

enum class ElementKind : std::uint8_t { Certificate, Crl, Ctl };
/// "certificate", "crl", "ctl".
[[nodiscard]] std::string_view wire_name(ElementKind kind);

/// One element of a list, in file order.
struct Element {
  ElementKind kind = ElementKind::Certificate;
  /// Where the contents stand in the file. For what stands there as base64 text: where that begins.
  std::uint32_t offset = 0;
  Octets octets;
  std::vector<Property> properties;
  std::optional<CertificateTrustList> ctl;  // kind Ctl, unless unusable
  pki::CertificatePtr certificate;          // nothing: unusable, see `unusable`
  std::string unusable;                     // why; empty: usable
  std::string limit;                        // the one that it exceeds, if that is why
  bool self_signed = false;
  /// Self-issued, with a key that exceeds a limit or is of an unsupported kind: whether it signed
  /// itself cannot be told.
  bool self_signature_unchecked = false;
};

struct TrustList {
  Format format = Format::Sst;
  std::string fingerprint;  // "sha256:…" of the octets as given
  std::uint64_t size = 0;
  std::vector<Element> elements;

  [[nodiscard]] std::size_t certificates() const;  // usable ones
};

/// Tells the format by content and reads the list. Nothing if and only if `out` received a fatal
/// finding, which says at which offset what was expected (details: offset, expected, found); a list
/// is never half-read. `name` is the file's name, used for trust.name_misleads only.
[[nodiscard]] std::optional<TrustList> read_trust_list(Bytes octets, std::string_view name,
                                                       const Limits& limits, Findings& out);

enum class Anchors : std::uint8_t { SelfSigned, All };

/// Whether chains may end in this element. A self-issued one whose own signature cannot be checked
/// ends them, too: what its key signed is accepted nowhere, and there the reason is told.
[[nodiscard]] bool is_anchor(const Element& element, Anchors rule);

/// What chain building needs of a list. Unusable elements are left out.
[[nodiscard]] std::shared_ptr<const pki::TrustAnchors> anchors_of(const TrustList& list,
                                                                  Anchors rule);

}  // namespace smime::trust
