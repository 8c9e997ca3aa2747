#include "engine/report/json.h"

#include <algorithm>

#include "engine/cryptoapi/names.h"
#include "engine/report/certificate.h"
#include "engine/report/json_writer.h"
#include "engine/report/summary.h"

namespace smime::report {
namespace {

void write_detail(JsonWriter& out, const Finding::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out.value(*number);
  } else {
    out.value(std::get<std::string>(value));
  }
}

/// A key that occurs again has an array: RFC 8259 4, names within an object should be unique.
void write_details(JsonWriter& out, const Finding& finding) {
  std::vector<std::pair<std::string_view, std::vector<const Finding::Value*>>> by_key;
  for (const auto& detail : finding.details) {
    const auto known = std::find_if(by_key.begin(), by_key.end(),
                                    [&](const auto& e) { return e.first == detail.first; });
    if (known == by_key.end()) {
      by_key.emplace_back(detail.first, std::vector{&detail.second});
    } else {
      known->second.push_back(&detail.second);
    }
  }
  out.begin_object();
  for (const auto& [key, values] : by_key) {
    out.key(key);
    if (values.size() == 1) {
      write_detail(out, *values.front());
      continue;
    }
    out.begin_array();
    for (const Finding::Value* value : values) write_detail(out, *value);
    out.end_array();
  }
  out.end_object();
}

void write_finding(JsonWriter& out, const Finding& finding) {
  const CodeInfo& about = info(finding.code);
  out.begin_object();
  out.key("code").value(about.wire);
  out.key("severity").value(wire_name(about.severity));
  out.key("where").value(finding.where);
  out.key("details");
  write_details(out, finding);
  out.end_object();
}

void write_signer(JsonWriter& out, const SignerFacts& signer) {
  out.begin_object();
  write_certificate_fields(out, signer.certificate.value_or(CertificateFacts{}));
  out.key("identifier").text_or_null(signer.identifier);
  out.end_object();
}

/// Null where not everything could be evaluated: half of it is no answer.
void write_status(JsonWriter& out, const char* key, const WindowsChainFacts& chain,
                  std::uint32_t status) {
  out.key(key);
  chain.limited ? out.null() : out.status(status);
}

/// Null also where Windows' path does not hold the certificate.
void write_windows_status(JsonWriter& out, const WindowsChainFacts& chain,
                          const std::string& sha256) {
  const auto element = std::find_if(chain.elements.begin(), chain.elements.end(),
                                    [&](const auto& one) { return one.sha256 == sha256; });
  if (element == chain.elements.end()) {
    out.key("error_status").null();
    out.key("info_status").null();
    return;
  }
  write_status(out, "error_status", chain, element->error_status);
  write_status(out, "info_status", chain, element->info_status);
}

/// The chain's status in numbers, and in the words of .NET and of FormatMessage.
void write_windows_answer(JsonWriter& out, const WindowsChainFacts& chain) {
  const std::uint32_t errors = chain.limited ? 0 : chain.error_status;
  out.key("status").begin_array();
  for (const auto& bit : cryptoapi::error_status_bits(errors)) out.value(bit.name);
  out.end_array();
  write_status(out, "error_status", chain, chain.error_status);
  write_status(out, "info_status", chain, chain.info_status);
  out.key("chain_status_flags").begin_array();
  for (const auto& bit : cryptoapi::error_status_bits(errors)) {
    if (!bit.flag.empty()) out.value(bit.flag);
  }
  out.end_array();
  const auto* const known = chain.limited ? nullptr : cryptoapi::find_hresult(chain.hresult);
  write_status(out, "hresult", chain, chain.hresult);
  out.key("hresult_name").text_or_null(known ? known->name : "");
  out.key("hresult_text").text_or_null(known ? known->text : "");
}

void write_revocation(JsonWriter& out, const RevocationFacts& facts) {
  const bool by_data = !facts.evidence.empty();
  const auto time = [&](Time when) { return by_data ? std::optional(when) : std::nullopt; };
  out.key("revocation").begin_object();
  out.key("state").value(wire_name(facts.state));
  out.key("revoked_at").time(facts.revoked_at);
  out.key("invalid_since").time(facts.invalid_since);
  out.key("reason").text_or_null(facts.reason);
  out.key("by").text_or_null(facts.evidence);
  out.key("from").text_or_null(by_data ? wire_name(facts.source) : std::string_view());
  out.key("sha256").text_or_null(facts.sha256);
  out.key("this_update").time(time(facts.this_update));
  out.key("next_update").time(facts.next_update);
  out.key("why").text_or_null(facts.why);
  out.end_object();
}

void write_other_path(JsonWriter& out, const OtherPathFacts& path) {
  out.begin_object();
  out.key("certificates").begin_array();
  for (const auto& certificate : path.certificates) {
    out.begin_object();
    out.key("subject").value(certificate.subject);
    out.key("sha256").value(certificate.sha256);
    out.end_object();
  }
  out.end_array();
  out.key("reaches_anchor").value(path.reaches_anchor);
  out.key("verdict").value(wire_name(path.word));
  out.key("faults").begin_array();
  for (const auto& fault : path.faults) {
    out.begin_object();
    out.key("code").value(info(fault.code).wire);
    out.key("certificate").value(std::int64_t{fault.certificate});
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void write_chain(JsonWriter& out, const ChainFacts& chain) {
  out.begin_object();
  out.key("id").value(std::int64_t{chain.id});
  out.key("for").value(chain.used_by);
  out.key("environments").value(chain.environments);
  out.key("anchors").text_or_null(chain.anchors);
  out.key("helpers").begin_array();
  for (const Source source :
       {Source::Message, Source::File, Source::Trust, Source::Intermediates, Source::Fetched}) {
    const auto& used = chain.helpers;
    // The trust list always helps.
    if (source == Source::Trust || std::find(used.begin(), used.end(), source) != used.end())
      out.value(wire_name(source));
  }
  out.end_array();
  out.key("at").begin_array().time(chain.at).end_array();
  out.key("revocation").value(wire_name(chain.revocation));
  out.key("reaches_anchor").value(chain.reaches_anchor);
  write_windows_answer(out, chain.windows);
  out.key("paths_tried").value(std::int64_t{chain.paths_tried});
  out.key("other_paths").begin_array();
  for (const OtherPathFacts& path : chain.other_paths) write_other_path(out, path);
  out.end_array();
  out.key("certificates").begin_array();
  for (const ChainElementFacts& element : chain.elements) {
    out.begin_object();
    write_certificate_fields(out, element.certificate);
    out.key("source").value(wire_name(element.source));
    write_windows_status(out, chain.windows, element.certificate.sha256);
    write_revocation(out, element.revocation);
    out.end_object();
  }
  out.end_array();
  out.key("windows_path").begin_array();
  for (const auto& element : chain.windows.elements) {
    out.begin_object();
    out.key("subject").value(element.subject);
    out.key("sha256").value(element.sha256);
    write_status(out, "error_status", chain.windows, element.error_status);
    write_status(out, "info_status", chain.windows, element.info_status);
    out.end_object();
  }
  out.end_array();
  out.key("findings");
  write_findings(out, chain.findings);
  out.end_object();
}

void write_layer(JsonWriter& out, const LayerFacts& layer) {
  out.begin_object();
  out.key("part").value(layer.part);
  out.key("type").value(wire_name(layer.type));
  out.key("coverage").value(wire_name(layer.coverage));
  out.key("verdict").value(wire_name(layer.word));
  out.key("kind").value(wire_name(layer.kind));
  out.key("parent");
  layer.parent == kNoLayer ? out.null() : out.value(std::int64_t{layer.parent});
  out.key("inside_message").value(layer.inside_message);
  out.key("findings");
  write_findings(out, layer.findings);
  out.end_object();
}

void write_signature(JsonWriter& out, const LayerFacts& layer, std::size_t layer_index,
                     const SignerFacts& signer) {
  out.begin_object();
  out.key("part").value(layer.part);
  out.key("kind").value(wire_name(layer.kind));
  out.key("layer").value(static_cast<std::int64_t>(layer_index));
  out.key("signer_index").value(std::int64_t{signer.index});
  out.key("verdict").value(wire_name(signature_word(layer, signer)));
  out.key("signer");
  write_signer(out, signer);
  out.key("digest").text_or_null(signer.digest);
  out.key("signature_algorithm").text_or_null(signer.signature_algorithm);
  out.key("signing_time").time(signer.signing_time);
  out.key("signed_attributes").value(signer.attributes);
  out.key("content_intact").value(signer.content_intact);
  out.key("signature_valid").value(signer.signature_valid);
  out.key("trusted").value(judge::trusted(signer));
  out.key("address").value(wire_name(signer.address));
  out.key("chains").begin_array();
  for (const ChainFacts& chain : signer.chains) write_chain(out, chain);
  out.end_array();
  out.key("findings");
  write_findings(out, signer.findings);
  out.end_object();
}

void write_client(JsonWriter& out, const judge::Verdict& verdict) {
  out.key(verdict.client).begin_object();
  out.key("verdict").value(judge::wire_name(verdict.word));
  out.key("reason").text_or_null(verdict.reason);
  out.key("condition").text_or_null(verdict.condition);
  out.key("codes").value(verdict.codes);
  out.key("chains").begin_array();
  for (const std::uint32_t id : verdict.chains) out.value(std::int64_t{id});
  out.end_array();
  out.key("assumes").value(verdict.assumes);
  out.key("shows").value(verdict.text);
  out.key("certainty").value(judge::wire_name(verdict.certainty));
  out.key("text_certainty").value(judge::wire_name(verdict.text_certainty));
  out.key("source").value(verdict.source);
  out.key("cure").value(verdict.cure);
  out.end_object();
}

void write_run(JsonWriter& out, const Run& run) {
  out.key("versions").begin_object();
  out.key("smimecheck").value(run.smimecheck);
  out.key("openssl").value(run.openssl);
  out.end_object();
  out.key("trust").begin_object();
  for (const auto& [client, fingerprint] : run.trust)
    out.key(client).text_or_null(fingerprint.value_or(std::string()));
  out.end_object();
  const pki::PolicyInputs& policies = run.policies;
  out.key("policies").begin_object();
  out.key("wanted").begin_array();
  for (const std::string& policy : policies.initial_set) out.value(policy);
  out.end_array();
  out.key("explicit").value(policies.explicit_policy);
  out.key("inhibit_mapping").value(policies.inhibit_mapping);
  out.key("inhibit_any").value(policies.inhibit_any);
  out.end_object();
}

void write_header(JsonWriter& out, const MessageFacts& facts) {
  out.key("type").value("message");
  out.key("schema").value(std::int64_t{kSchema});
  out.key("location").value(facts.location);
  out.key("sha256").text_or_null(facts.sha256);
  out.key("size");
  // Without a digest nothing was read, so that the size is not known either.
  facts.sha256.empty() ? out.null() : out.value(static_cast<std::int64_t>(facts.size));
  out.key("verdict").value(wire_name(facts.word));
  out.key("coverage");
  const bool decided = facts.deciding_layer && *facts.deciding_layer < facts.layers.size();
  decided ? out.value(wire_name(facts.layers[*facts.deciding_layer].coverage)) : out.null();
  out.key("deciding_layer");
  decided ? out.value(std::int64_t{*facts.deciding_layer}) : out.null();
  out.key("deciding_signer");
  const bool by_signer = main_signer(facts) != nullptr;
  by_signer ? out.value(std::int64_t{facts.deciding_signer}) : out.null();
  out.key("from").value(facts.from);
  out.key("date").time(facts.date);
  out.key("at").time(facts.at);
  out.key("at_source").text_or_null(facts.at_source);
}

void write_clients(JsonWriter& out, const Report& report) {
  out.key("clients").begin_object();
  for (const judge::Verdict& verdict : report.verdicts) write_client(out, verdict);
  out.end_object();
}

}  // namespace

void write_findings(JsonWriter& out, const Findings& findings) {
  out.begin_array();
  for (const Finding& finding : findings) write_finding(out, finding);
  out.end_array();
}

void write_certificate_fields(JsonWriter& out, const CertificateFacts& certificate) {
  const bool known = !certificate.sha256.empty();
  const auto time = [&](Time value) { known ? out.time(value) : out.null(); };
  out.key("addresses").value(certificate.addresses);
  out.key("subject");
  known ? out.value(certificate.subject) : out.null();
  out.key("issuer");
  known ? out.value(certificate.issuer) : out.null();
  out.key("serial").text_or_null(certificate.serial);
  out.key("sha256").text_or_null(certificate.sha256);
  out.key("thumbprint").text_or_null(certificate.thumbprint);
  out.key("not_before");
  time(certificate.not_before);
  out.key("not_after");
  time(certificate.not_after);
  out.key("key").text_or_null(certificate.key);
}

std::string message_json(const Report& report, const Run& run) {
  const MessageFacts& facts = report.facts;
  JsonWriter out;
  out.begin_object();
  write_header(out, facts);
  out.key("layers").begin_array();
  for (const LayerFacts& layer : facts.layers) write_layer(out, layer);
  out.end_array();
  out.key("signatures").begin_array();
  for (std::size_t i = 0; i < facts.layers.size(); ++i)
    for (const SignerFacts& signer : facts.layers[i].signers)
      write_signature(out, facts.layers[i], i, signer);
  out.end_array();
  out.key("findings").begin_array();
  for (const Finding& finding : facts.findings) write_finding(out, finding);
  // Design 4: "invalid UTF-8 as U+FFFD with a finding". All text of the message stands before this.
  if (out.replaced() && !facts.findings.has(Code::InvalidUtf8))
    write_finding(out, {Code::InvalidUtf8, "message", {}});
  out.end_array();
  write_clients(out, report);
  write_run(out, run);
  out.end_object();
  return out.text();
}

std::string certificate_json(const Report& report, const Run& run) {
  const MessageFacts& facts = report.facts;
  const SignerFacts* signer = main_signer(facts);
  JsonWriter out;
  out.begin_object();
  out.key("type").value("certificate");
  out.key("schema").value(std::int64_t{kSchema});
  out.key("location").value(facts.location);
  write_certificate_fields(out, signer != nullptr ? *signer->certificate : CertificateFacts{});
  out.key("from").value(facts.from);
  out.key("at").time(facts.at);
  out.key("at_source").text_or_null(facts.at_source);
  out.key("verdict").value(wire_name(facts.word));
  out.key("trusted");
  signer != nullptr ? out.value(judge::trusted(*signer)) : out.null();
  out.key("chains").begin_array();
  if (signer != nullptr)
    for (const ChainFacts& chain : signer->chains) write_chain(out, chain);
  out.end_array();
  out.key("findings").begin_array();
  for (const Finding& finding : facts.findings) write_finding(out, finding);
  if (signer != nullptr)
    for (const Finding& finding : signer->findings) write_finding(out, finding);
  if (out.replaced()) write_finding(out, {Code::InvalidUtf8, "certificate", {}});
  out.end_array();
  write_clients(out, report);
  write_run(out, run);
  out.end_object();
  return out.text();
}

}  // namespace smime::report
