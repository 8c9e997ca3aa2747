#pragma once
#include <string>

#include "engine/report/run.h"
#include "engine/verify.h"

namespace smime::report {

inline constexpr int kSchema = 1;

/// One message as one line of JSON, without line end: the object of docs/json.md, every field
/// present, unknown = null, keys in a fixed order. The same report and run give the same octets.
[[nodiscard]] std::string message_json(const Report& report, const Run& run);

class JsonWriter;
/// The array of findings and one certificate's fields, for the other JSON outputs.
void write_findings(JsonWriter& out, const Findings& findings);
void write_certificate_fields(JsonWriter& out, const CertificateFacts& certificate);

}  // namespace smime::report
