#include "engine/report/inspect.h"
#include "engine/report/json.h"
#include "engine/report/json_writer.h"

namespace smime::report {
namespace {

void write_extent(JsonWriter& out, const Extent& extent) {
  out.begin_object();
  out.key("offset").value(std::int64_t{extent.offset});
  out.key("length").value(std::int64_t{extent.length});
  out.end_object();
}

void write_part(JsonWriter& out, const InspectedPart& part) {
  out.begin_object();
  out.key("part").value(part.part);
  out.key("depth").value(std::int64_t{part.depth});
  out.key("content_type").value(part.content_type);
  out.key("header");
  write_extent(out, part.header);
  out.key("body");
  write_extent(out, part.body);
  out.key("closed").value(part.closed);
  out.key("covered_by").value(part.covered_by);
  out.end_object();
}

void write_signer(JsonWriter& out, const InspectedSigner& signer) {
  out.begin_object();
  out.key("version").value(signer.version);
  out.key("identifier").value(signer.identifier);
  out.key("digest").value(signer.digest);
  out.key("signature_algorithm").value(signer.signature_algorithm);
  out.key("signature_size").value(static_cast<std::int64_t>(signer.signature_size));
  out.key("signed_attributes").begin_array();
  for (const auto& [name, value] : signer.attributes) {
    out.begin_object();
    out.key("type").value(name);
    out.key("value").text_or_null(value);
    out.end_object();
  }
  out.end_array();
  out.key("unsigned_attributes").value(signer.unsigned_attributes);
  out.end_object();
}

void write_cms(JsonWriter& out, const InspectedCms& cms) {
  out.begin_object();
  out.key("part").value(cms.part);
  out.key("size").value(static_cast<std::int64_t>(cms.size));
  out.key("type").text_or_null(cms.type);
  out.key("version");
  cms.signed_data ? out.value(cms.version) : out.null();
  out.key("der");
  cms.signed_data ? out.value(cms.der) : out.null();
  out.key("digest_algorithms").value(cms.digest_algorithms);
  out.key("content_type").text_or_null(cms.content_type);
  out.key("content_size");
  cms.content_size ? out.value(static_cast<std::int64_t>(*cms.content_size)) : out.null();
  out.key("certificates").begin_array();
  for (const CertificateFacts& certificate : cms.certificates) {
    out.begin_object();
    write_certificate_fields(out, certificate);
    out.end_object();
  }
  out.end_array();
  out.key("unreadable_certificates").value(std::int64_t{cms.unreadable_certificates});
  out.key("crls").value(static_cast<std::int64_t>(cms.crls));
  out.key("signer_infos").begin_array();
  for (const InspectedSigner& signer : cms.signers) write_signer(out, signer);
  out.end_array();
  out.end_object();
}

}  // namespace

std::string inspection_json(const Inspection& inspection, const Run& run) {
  JsonWriter out;
  out.begin_object();
  out.key("type").value("inspection");
  out.key("schema").value(std::int64_t{kSchema});
  out.key("location").value(inspection.location);
  out.key("sha256").text_or_null(inspection.sha256);
  out.key("size");
  inspection.sha256.empty() ? out.null() : out.value(static_cast<std::int64_t>(inspection.size));
  out.key("parts").begin_array();
  for (const InspectedPart& part : inspection.parts) write_part(out, part);
  out.end_array();
  out.key("second_opinion").value(inspection.second_opinion);
  out.key("cms").begin_array();
  for (const InspectedCms& cms : inspection.cms) write_cms(out, cms);
  out.end_array();
  out.key("findings");
  write_findings(out, inspection.findings);
  out.key("versions").begin_object();
  out.key("smimecheck").value(run.smimecheck);
  out.key("openssl").value(run.openssl);
  out.end_object();
  out.end_object();
  return out.text();
}

}  // namespace smime::report
