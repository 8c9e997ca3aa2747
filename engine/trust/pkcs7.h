#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "engine/trust/fault.h"

namespace smime::trust {

/// PKCS #7 SignedData as a container (.p7b, .p7c, .spc, .stl), DER or BER, with or without
/// ContentInfo. Views borrow from the input. Signers are not looked at: many such files have none,
/// and Windows reads stores and CTLs without checking a signature.
struct Pkcs7Container {
  std::string content_type;         // eContentType, dotted; empty if unreadable
  Bytes content;                    // contents of its [0], empty if absent
  std::vector<Bytes> certificates;  // each one whole value
  std::vector<Bytes> crls;
  Bytes trailing;  // behind the object
};

struct Pkcs7Fault {
  Fault fault;
  bool other_type = false;  // a sound ContentInfo of another type than SignedData
};

/// `limit` bounds certificates and CRLs together; one more is a fault that names it.
[[nodiscard]] std::variant<Pkcs7Container, Pkcs7Fault> read_pkcs7(Bytes octets,
                                                                  std::uint32_t limit);

}  // namespace smime::trust
