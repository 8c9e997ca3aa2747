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
[[nodiscard]] Operations asn1_operations();     // values, whatever they mean
[[nodiscard]] Operations cms_operations();      // RFC 5652: attributes, signers, certificates
[[nodiscard]] Operations field_operations();    // header fields and their parameters
[[nodiscard]] Operations part_operations();     // boundaries, parts, line ends, encodings
[[nodiscard]] Operations address_operations();  // From and its relatives
[[nodiscard]] Operations octet_operations();    // octets, blind

/// One of the opened CMS objects; null if there is none.
[[nodiscard]] OpenedCms* pick_cms(Workbench& bench);
/// One of the parts.
[[nodiscard]] Part& pick_part(Workbench& bench);
/// A place in the tree, near its root as often as deep inside; an empty parent if there is none.
[[nodiscard]] Place pick_place(Workbench& bench, Node& tree);
/// Changes a few octets of a value; it may grow by Workbench::room at most.
void change_octets(Workbench& bench, Octets& value);

}  // namespace smime::mutate
