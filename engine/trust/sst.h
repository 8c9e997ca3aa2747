#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "engine/trust/fault.h"
#include "engine/trust/trust_list.h"

/// Microsoft serialized certificate store. All integers are little-endian u32, nothing is padded:
///     file    := version=0  "CERT"  (property* context)*  end
///     record  := id  encodingType  length  value[length]      (property, context)
///     end     := twelve zero octets, recognised by id 0
/// Properties stand before the context they belong to; some have length 0.
namespace smime::trust {

inline constexpr std::uint32_t kCertificateContext = 32, kCrlContext = 33, kCtlContext = 34,
                               kFirstReservedContext = 35, kLastReservedContext = 62;

/// One record, as positions in the file.
struct Record {
  std::uint32_t id = 0, encoding = 0;
  std::uint32_t offset = 0;  // of the record's header, twelve octets
  Extent value;
};

/// The framing of a store: every record up to the end record, or the first fault.
struct Framing {
  std::vector<Record> records;
  std::uint32_t end = 0;       // the octet after the end record, or after a bare element
  std::uint32_t contexts = 0;  // certificates, CRLs, CTLs and reserved kinds seen so far
  std::optional<Fault> fault;
  std::optional<std::string> limit;  // the limit that stopped the scan
};

/// Walks the framing without reading any value. Guarantees, if there is no fault and no limit: each
/// record lies inside `octets`, the property records are followed by a context, and the end record
/// is complete. `octets` must be shorter than 4 GiB.
[[nodiscard]] Framing scan_store(Bytes octets, const Limits& limits);
/// The same for one group without file header and end record; stops after the first context.
[[nodiscard]] Framing scan_element(Bytes octets, const Limits& limits);

/// True if `octets` begin with the header of a serialized store.
[[nodiscard]] bool has_store_header(Bytes octets);
/// True if `octets` begin with what can only be one serialized element: records whose ids, encoding
/// types and lengths fit, up to a certificate, CRL or CTL.
[[nodiscard]] bool is_bare_element(Bytes octets, const Limits& limits);

/// The elements of a faultless framing with their properties, in file order. Reserved kinds are
/// left out with the finding trust.element_ignored; trailing octets are warned about.
[[nodiscard]] std::vector<Element> elements_of(Bytes octets, const Framing& framing, Findings& out);

}  // namespace smime::trust
