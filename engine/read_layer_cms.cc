#include "engine/read_layer_cms.h"

#include <algorithm>

#include "engine/cms/compressed.h"

namespace smime {
namespace {

using Kind = cms::ContentKind;

Finding about_limit(const char* name, std::uint32_t allowed, const std::string& where) {
  return {Code::LimitReached,
          where,
          {{"limit", std::string(name)}, {"allowed", std::int64_t{allowed}}}};
}

/// Strings that came in pieces were put together: they are octets decoded, too.
std::uint64_t joined_octets(const cms::ContentInfo& info) {
  std::uint64_t joined = 0;
  for (const Octets& string : info.storage) joined += string.size();
  return joined;
}

void read_certificates(Layer& layer, const Limits& limits, Budget& octets,
                       const std::string& where) {
  Findings& findings = layer.facts.findings;
  const auto& certificates = layer.cms->signed_data->certificates;
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    if (!octets.spend(certificates[i].size())) {
      findings.add(about_limit("certificate_octets", limits.certificate_octets, where));
      return;
    }
    pki::Unusable why;
    if (auto certificate = pki::read_certificate(certificates[i], limits, &why)) {
      layer.certificates.push_back(std::move(certificate));
      continue;
    }
    const std::string place = where + "/certificate/" + std::to_string(i);
    findings.add({Code::CertificateUnreadable, place, {{"reason", why.expected}}});
    // It might have been the one that matters.
    if (why.limit != nullptr)
      findings.add({Code::LimitReached, place, {{"limit", std::string(why.limit)}}});
  }
}

void read_signed_data(Layer& layer, const Limits& limits, Budget& certificate_octets,
                      const std::string& where) {
  const cms::SignedData& data = *layer.cms->signed_data;
  Findings& findings = layer.facts.findings;
  layer.facts.type = LayerType::Signed;
  if (!data.der) findings.add(Code::CmsNotDer, where);
  read_certificates(layer, limits, certificate_octets, where);
  if (!data.signer_infos.empty()) return;
  // RFC 8551 3.8: a certs-only message has no content and no signer.
  const bool certs_only = layer.facts.kind != LayerKind::Clear && !data.content;
  layer.facts.type = certs_only ? LayerType::CertsOnly : LayerType::Signed;
  findings.add({certs_only ? Code::CertsOnly : Code::NoSignerInfos,
                where,
                {{"certificates", static_cast<std::int64_t>(data.certificates.size())}}});
}

}  // namespace

void read_layer_cms(Layer& layer, Bytes octets, const Limits& limits, CmsBudgets& budgets,
                    Budget& decoded_octets, std::deque<Octets>& storage) {
  const std::string where = "part/" + layer.facts.part;
  Findings& findings = layer.facts.findings;
  layer.octets = octets;
  layer.cms = cms::read_content_info(octets, limits, where, findings);
  if (!layer.cms) return;
  if (!decoded_octets.spend(joined_octets(*layer.cms))) {
    findings.add(about_limit("decoded_octets", limits.decoded_octets, where));
    layer.cms.reset();
    return;
  }
  if (layer.cms->trailing != 0)
    findings.add({Code::CmsTrailingOctets, where, {{"octets", std::int64_t{layer.cms->trailing}}}});
  const Kind kind = layer.cms->kind;
  if (kind == Kind::SignedData)
    return read_signed_data(layer, limits, budgets.certificate_octets, where);
  // RFC 8551 3.5.3: the second part of multipart/signed is SignedData. Whatever else is there signs
  // nothing, and hides nothing either: the first part is there for everybody to read.
  if (layer.facts.kind == LayerKind::Clear) {
    findings.add({Code::ClaimWithoutSignature, where, {{"type", layer.cms->type}}});
    return;
  }
  switch (kind) {
    case Kind::EnvelopedData:
    case Kind::AuthEnvelopedData:
    case Kind::EncryptedData:
      layer.facts.type = LayerType::Encrypted;
      findings.add(Code::EncryptedContent, where);
      return;
    case Kind::CompressedData:
      layer.facts.type = LayerType::Compressed;
      findings.add(Code::CompressedContent, where);
      if (auto opened =
              cms::read_compressed(octets, budgets.inflated_octets, limits, where, findings)) {
        storage.push_back(std::move(opened->octets));
        layer.content = storage.back();
      }
      return;
    default:
      layer.facts.type = LayerType::Other;
      findings.add({Code::OtherCmsType, where, {{"type", layer.cms->type}}});
  }
}

void check_smime_type(std::string_view declared, Layer& layer) {
  if (declared.empty() || !layer.cms) return;
  const auto one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), declared) != names.end();
  };
  bool fits = true;
  switch (layer.facts.type) {
    case LayerType::Signed:
      fits = one_of({"signed-data", "signed-receipt"});
      break;
    case LayerType::CertsOnly:
      fits = one_of({"certs-only"});
      break;
    case LayerType::Encrypted:
      fits = one_of({"enveloped-data", "authenveloped-data"});
      break;
    case LayerType::Compressed:
      fits = one_of({"compressed-data"});
      break;
    default:
      return;
  }
  if (fits) return;
  layer.facts.findings.add(
      {Code::SmimeTypeMismatch,
       "part/" + layer.facts.part,
       {{"declared", std::string(declared)}, {"found", std::string(wire_name(layer.facts.type))}}});
}

}  // namespace smime
