#pragma once
#include <deque>
#include <string_view>

#include "base/limits.h"
#include "engine/layers.h"

namespace smime {

/// What is still allowed for all CMS objects of a message (Limits of the same names).
struct CmsBudgets {
  explicit CmsBudgets(const Limits& limits)
      : inflated_octets(limits.inflated_octets), certificate_octets(limits.certificate_octets) {}
  Budget inflated_octets, certificate_octets;
};

/// Reads the CMS object of `layer` and says what kind of layer that makes it: its content type
/// decides, not a header. Certificates that can be read are added, compressed content is inflated
/// into `storage`, within `budgets`; strings that came in pieces are counted in `decoded_octets`. A
/// clear-signed layer whose object is no SignedData stays
/// unreadable, with structure.claim_without_signature. `layer` borrows from `octets`.
void read_layer_cms(Layer& layer, Bytes octets, const Limits& limits, CmsBudgets& budgets,
                    Budget& decoded_octets, std::deque<Octets>& storage);

/// RFC 8551 3.2.2. A lying smime-type decides nothing (the content type does), but is told.
void check_smime_type(std::string_view declared, Layer& layer);

}  // namespace smime
