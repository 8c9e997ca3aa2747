#pragma once
#include <span>

#include "engine/mutate/mutate.h"
#include "engine/mutate/part.h"
#include "engine/mutate/random.h"

namespace smime::mutate {

/// What an operation works with.
struct Workbench {
  Part& message;
  Random& random;
  std::size_t room = 0;   // octets that the message may grow by, about
  Part* donor = nullptr;  // another message, if there is one; not changed
  const OctetMutator* change_octets = nullptr;
};

struct Operation {
  std::string_view name, about;
  bool keeps_ber;
  /// False: there is nothing here that it could change, and nothing was changed.
  bool (*apply)(Workbench&);
};

using Operations = std::span<const Operation>;
[[nodiscard]] Operations structure_operations();    // asn1: values, whatever they mean
[[nodiscard]] Operations value_operations();        // asn1: contents and lengths
[[nodiscard]] Operations signer_operations();       // cms: SignerInfo and its attributes
[[nodiscard]] Operations signed_data_operations();  // cms: certificates, content, types
[[nodiscard]] Operations field_operations();        // field: header fields
[[nodiscard]] Operations parameter_operations();    // parameter: of header fields
[[nodiscard]] Operations part_operations();         // part: which parts there are
[[nodiscard]] Operations encoding_operations();     // part: their text, line ends, encodings
[[nodiscard]] Operations boundary_operations();     // boundary: where they begin and end
[[nodiscard]] Operations address_operations();      // address: From and its relatives
[[nodiscard]] Operations octet_operations();        // octets: blind

}  // namespace smime::mutate
