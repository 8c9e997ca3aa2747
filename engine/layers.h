#pragma once
#include <deque>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"
#include "engine/cms/signed_data.h"
#include "engine/facts.h"
#include "engine/pki/address_match.h"
#include "engine/pki/certificate.h"
#include "mime/mailbox.h"

/// From the octets of a message to its S/MIME layers: MIME trees, the CMS objects in them, and the
/// MIME trees inside those.
namespace smime {

/// One S/MIME layer with what the checks need. Borrows from the message and from Layers::storage.
struct Layer {
  LayerFacts facts;  // signers still empty
  Bytes octets;      // where the CMS object was looked for; empty: nothing could be cut out
  std::optional<cms::ContentInfo> cms;
  /// What its signatures cover, as stored. A clear layer's signatures cover the canonical form of
  /// it (mime/canonical.h), which is made only where and while it is needed.
  std::optional<Bytes> content;
  bool content_given = false;                     // content came from outside the message
  std::vector<pki::CertificatePtr> certificates;  // the readable ones of the CMS object
  std::string micalg;                             // as declared; empty: not declared
  mime::ContentType outside;                      // of the S/MIME entity
  std::size_t header = 0;  // into Layers::headers: whose sender it is compared with
};

struct Layers {
  std::vector<Layer> layers;                 // outermost first; facts.parent points into this
  std::vector<mime::MessageHeader> headers;  // [0] is the message's own
  bool has_header = true;                    // false: the octets are a bare CMS object
  std::deque<Octets> storage;                // decoded octets that layers borrow from; stays put
  Budget decoded_octets{0};                  // what Limits::decoded_octets still allows
};

/// Finds and reads every layer of a message or bare CMS object. `content` is what a bare detached
/// object signs. Findings that belong to no layer go to `out`; a fatal one means that the octets
/// are no message at all, and the result is empty.
[[nodiscard]] Layers find_layers(Bytes message, const std::optional<Bytes>& content,
                                 const Limits& limits, Findings& out);

}  // namespace smime
