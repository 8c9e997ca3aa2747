#include "engine/cms/algorithm_identifier.h"

#include "engine/asn1/der.h"
#include "engine/cms/ber.h"

namespace smime::cms {

std::optional<AlgorithmIdentifier> read_algorithm_identifier(Bytes contents, Bytes whole) {
  BerReader in(contents);
  const auto id = in.read(asn1::kOid);
  if (!id) return std::nullopt;
  auto oid = asn1::oid(id->value);
  if (!oid) return std::nullopt;
  AlgorithmIdentifier algorithm{std::move(*oid), {}, whole};
  if (in.at_end()) return algorithm;
  const auto parameters = in.read();
  if (!parameters || !in.at_end()) return std::nullopt;
  algorithm.parameters = parameters->whole;
  return algorithm;
}

bool no_parameters(const AlgorithmIdentifier& algorithm) {
  const Bytes octets = algorithm.parameters;
  return octets.empty() || (octets.size() == 2 && octets[0] == asn1::kNull && octets[1] == 0);
}

bool same_algorithm(const AlgorithmIdentifier& a, const AlgorithmIdentifier& b) {
  if (a.oid != b.oid) return false;
  return (no_parameters(a) && no_parameters(b)) || equal(a.parameters, b.parameters);
}

}  // namespace smime::cms
