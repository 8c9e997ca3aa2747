#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "engine/facts.h"
#include "engine/report/layout.h"
#include "engine/report/run.h"

/// What stands in a message, without an opinion: the MIME tree, what each signature covers, and the
/// CMS objects field by field.
namespace smime::report {

struct InspectedPart {
  std::string part;  // as in LayerFacts::part
  std::uint32_t depth = 0;
  std::string content_type;  // with its parameters, as read
  Extent header, body;       // in the buffer the part stands in: the message, or a CMS content
  bool closed = true;
  std::vector<std::string> covered_by;  // parts of the layers whose signatures cover all of it
};

struct InspectedSigner {
  std::int64_t version = 0;
  std::string identifier;  // issuer and serial number, or key identifier
  std::string digest, signature_algorithm;
  std::size_t signature_size = 0;
  std::vector<std::pair<std::string, std::string>> attributes;  // signed: name, value as text
  std::vector<std::string> unsigned_attributes;                 // names
};

struct InspectedCms {
  std::string part, type;  // type: name of the content type, empty if unreadable
  std::size_t size = 0;    // octets of the object
  bool signed_data = false;
  std::int64_t version = 0;
  bool der = true;
  std::vector<std::string> digest_algorithms;
  std::string content_type;
  std::optional<std::size_t> content_size;  // nothing: detached
  std::vector<CertificateFacts> certificates;
  std::uint32_t unreadable_certificates = 0;
  std::size_t crls = 0;
  std::vector<InspectedSigner> signers;
};

struct Inspection {
  std::string location, sha256;
  std::size_t size = 0;
  std::vector<InspectedPart> parts;
  std::vector<InspectedCms> cms;
  std::vector<std::string> second_opinion;  // the parts as another MIME library lists them
  std::string second_opinion_reason;        // why it was not asked; empty: it was
  Findings findings;
};

/// Reads the message and every CMS object in it, opaque contents included, within `limits`. Nothing
/// is verified. Never throws for what the octets hold.
[[nodiscard]] Inspection inspect_message(Bytes message, std::string_view location,
                                         const Limits& limits);

[[nodiscard]] std::string inspection_text(const Inspection& inspection, const TextStyle& style);
/// One line, without line end.
[[nodiscard]] std::string inspection_json(const Inspection& inspection, const Run& run);

}  // namespace smime::report
