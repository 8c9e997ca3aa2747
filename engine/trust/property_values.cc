#include "engine/trust/property_values.h"

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/crypto/name.h"

namespace smime::trust::values {
namespace {

// wincrypt.h: szOID_ROOT_PROGRAM_FLAGS
constexpr std::string_view kRootProgramFlags = "1.3.6.1.4.1.311.60.1.1";

std::optional<std::string> policy(Bytes contents) {
  asn1::DerReader fields(contents);
  const auto id = fields.read(asn1::kOid);
  auto text = id ? asn1::oid(id->value) : std::nullopt;
  if (!text || fields.at_end()) return text;
  const auto qualifiers = fields.read(asn1::kSequence);
  if (!qualifiers || !fields.at_end()) return std::nullopt;
  asn1::DerReader items(qualifiers->value);
  while (!items.at_end()) {
    const auto item = items.read(asn1::kSequence);
    if (!item) return std::nullopt;
    asn1::DerReader inner(item->value);
    const auto kind = inner.read(asn1::kOid);
    if (!kind) return std::nullopt;
    if (asn1::oid(kind->value) != kRootProgramFlags) continue;
    const auto bits = inner.read(asn1::kBitString);
    const auto flags = bits ? asn1::bit_string(bits->value) : std::nullopt;
    if (!flags) return std::nullopt;
    *text += " flags " + hex_upper(flags->octets);
  }
  return text;
}

std::string general_name(const asn1::Tlv& name) {
  switch (name.tag) {
    case asn1::context(1):
      return "rfc822Name " + to_utf8(as_text(name.value));
    case asn1::context(2):
      return "dNSName " + to_utf8(as_text(name.value));
    case asn1::context(6):
      return "URI " + to_utf8(as_text(name.value));
    case asn1::context(7):
      return "iPAddress " + hex(name.value);
    case asn1::context_set(4):
      return "directoryName " + crypto::name_text(name.value);
    default:
      return "[" + std::to_string(name.tag & 0x1FU) + "] " + hex(name.value);
  }
}

bool append_subtrees(Bytes contents, std::string_view what, std::vector<std::string>& out) {
  asn1::DerReader subtrees(contents);
  while (!subtrees.at_end()) {
    const auto subtree = subtrees.read(asn1::kSequence);
    const auto base = subtree ? asn1::DerReader(subtree->value).read() : std::nullopt;
    if (!base) return false;
    out.push_back(std::string(what) + " " + general_name(*base));
  }
  return true;
}

}  // namespace

std::optional<Decoded> wide_text(Bytes value) {
  if (value.size() < 2 || value.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t i) {
    return static_cast<char32_t>(value[2 * i] | value[2 * i + 1] << 8U);
  };
  const std::size_t count = value.size() / 2 - 1;
  if (unit(count) != 0) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    char32_t c = unit(i);
    const bool high = c >= 0xD800 && c < 0xDC00;
    if (high && i + 1 < count && unit(i + 1) >= 0xDC00 && unit(i + 1) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit(++i) - 0xDC00);
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    append_utf8(text, c);
  }
  return Decoded(std::move(text));
}

std::optional<Decoded> policies(Bytes value) {
  const auto outer = asn1::read_whole(value, asn1::kSequence);
  if (!outer) return std::nullopt;
  std::vector<std::string> texts;
  asn1::DerReader items(outer->value);
  while (!items.at_end()) {
    const auto item = items.read(asn1::kSequence);
    auto text = item ? policy(item->value) : std::nullopt;
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return Decoded(std::move(texts));
}

std::optional<Decoded> name_constraints(Bytes value) {
  const auto outer = asn1::read_whole(value, asn1::kSequence);
  if (!outer) return std::nullopt;
  std::vector<std::string> texts;
  asn1::DerReader fields(outer->value);
  if (const auto permitted = fields.read(asn1::context_set(0))) {
    if (!append_subtrees(permitted->value, "permitted", texts)) return std::nullopt;
  }
  if (const auto excluded = fields.read(asn1::context_set(1))) {
    if (!append_subtrees(excluded->value, "excluded", texts)) return std::nullopt;
  }
  if (!fields.at_end()) return std::nullopt;
  return Decoded(std::move(texts));
}

}  // namespace smime::trust::values
