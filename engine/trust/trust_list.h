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

enum class Format : std::uint8_t { Sst, Pkcs7, Pem, Der, Ctl };
[[nodiscard]] std::string_view wire_name(Format format);

/// One property of a serialized store (CERT_…_PROP_ID), kept raw.
struct Property {
  std::uint32_t id = 0;
  std::uint32_t encoding = 0;
  std::uint32_t offset = 0;  // of the property's header in the file
  Octets value;
};

enum class ElementKind : std::uint8_t { Certificate, Crl, Ctl };

/// One element of a list, in file order.
struct Element {
  ElementKind kind = ElementKind::Certificate;
  std::uint32_t offset = 0;  // of the element's contents
  Octets octets;
  std::vector<Property> properties;
  pki::CertificatePtr certificate;  // nothing: unusable, see `unusable`
  std::string unusable;             // why; empty: usable
  bool self_signed = false;
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

/// What chain building needs of a list. Unusable elements are left out.
[[nodiscard]] std::shared_ptr<const pki::TrustAnchors> anchors_of(const TrustList& list,
                                                                  Anchors rule);

}  // namespace smime::trust
