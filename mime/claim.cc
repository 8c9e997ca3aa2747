#include "mime/claim.h"

#include <algorithm>

#include "base/text.h"

namespace smime::mime {
namespace {

bool is_signature_type(std::string_view type) {
  return type == "application/pkcs7-signature" || type == "application/x-pkcs7-signature";
}

// The letters of a broken value that some reader may see: lower case, without blanks, quotes and
// control characters, and without comments unless comments are not known.
std::string condensed(std::string_view value, bool comments) {
  std::string out;
  std::size_t depth = 0;
  for (const char raw : value) {
    const char c = ascii_lower(raw);
    if (comments && c == '(') ++depth;
    if (depth == 0 && c > ' ' && c < 0x7F && c != '"') out.push_back(c);
    if (comments && c == ')' && depth > 0) --depth;
  }
  return out;
}

Claim lenient(std::string_view value, bool comments) {
  const std::string text = condensed(value, comments);
  const std::string_view type = std::string_view(text).substr(0, text.find(';'));
  const auto says = [&](std::string_view word) { return type.find(word) != std::string::npos; };
  Claim claim;
  claim.certain = false;
  const bool protocol = text.find("pkcs7-signature") != std::string::npos;
  // A multipart whose subtype was lost still claims what its protocol parameter says.
  if (says("multipart/signed") || (says("multipart") && protocol)) {
    claim.kind = ClaimKind::MultipartSigned;
    claim.smime_protocol = protocol;
  } else if (says("application/pkcs7-mime") || says("application/x-pkcs7-mime")) {
    claim.kind = ClaimKind::Cms;
  } else if (says("application/pkcs7-signature") || says("application/x-pkcs7-signature")) {
    claim.kind = ClaimKind::Signature;
  }
  return claim;
}

// RFC 8551 3.2.1: the file name extensions of S/MIME.
bool is_cms_name(std::string_view name) {
  const std::string lower = ascii_lower(name);
  for (const std::string_view ending : {".p7m", ".p7s", ".p7c", ".p7z"}) {
    if (lower.ends_with(ending)) return true;
  }
  return false;
}

bool has_cms_name(Bytes buffer, const Entity& entity) {
  if (const auto name = entity.content_type.parameter("name"); name && is_cms_name(*name))
    return true;
  // Content-Disposition (RFC 2183) has the parameters of Content-Type; a type is put before them.
  for (const std::string& value : values_of(buffer, entity.fields, "Content-Disposition")) {
    Findings unused;
    const auto read = read_content_type("x/" + value, {}, unused);
    if (!read) continue;
    if (const auto name = read->parameter("filename"); name && is_cms_name(*name)) return true;
  }
  return false;
}

Claim plain(Bytes buffer, const Entity& entity) {
  const ContentType& type = entity.content_type;
  Claim claim;
  if (type.is("multipart/signed")) {
    claim.kind = ClaimKind::MultipartSigned;
    const std::string protocol = ascii_lower(type.parameter("protocol").value_or(""));
    claim.smime_protocol = is_signature_type(protocol);
  } else if (type.is("application/pkcs7-mime") || type.is("application/x-pkcs7-mime")) {
    claim.kind = ClaimKind::Cms;
  } else if (is_signature_type(type.type + '/' + type.subtype)) {
    claim.kind = ClaimKind::Signature;
  } else if (type.is("application/octet-stream") && has_cms_name(buffer, entity)) {
    claim.kind = ClaimKind::CmsByName;
  }
  return claim;
}

}  // namespace

Claim claim_of(Bytes buffer, const Entity& entity) {
  Claim claim = plain(buffer, entity);
  const auto values = values_of(buffer, entity.fields, "Content-Type");
  const bool broken = !values.empty() && !entity.content_type.present;
  if (values.size() < 2 && !broken) return claim;
  // The strongest claim of any value: the order of ClaimKind is not one of strength, so the first
  // multipart/signed with an S/MIME protocol wins, then CMS, then a signature part.
  const auto strength = [](const Claim& c) {
    if (c.kind == ClaimKind::MultipartSigned) return c.smime_protocol ? 4 : 1;
    if (c.kind == ClaimKind::Cms) return 3;
    return c.kind == ClaimKind::Signature ? 2 : 0;
  };
  if (broken) claim = Claim{};
  for (const std::string& value : values) {
    for (const bool comments : {true, false}) {
      const Claim other = lenient(value, comments);
      if (strength(other) > strength(claim)) claim = other;
    }
  }
  return claim;
}

}  // namespace smime::mime
