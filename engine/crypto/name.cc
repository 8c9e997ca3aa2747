#include "engine/crypto/name.h"

#include <openssl/bio.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/crypto/handles.h"

namespace smime::crypto {
namespace {

using Bio = Handle<BIO, BIO_free_all>;

NameHandle read_name(Bytes name) {
  const std::uint8_t* at = name.data();
  NameHandle read(d2i_X509_NAME(nullptr, &at, static_cast<long>(name.size())));
  if (at != name.data() + name.size()) read.reset();
  return read;
}

/// RFC 4518 2.2 to 2.4: case folded, what shows nothing removed, NFKC. Nothing: no UTF-8.
std::optional<std::string> unicode_fold(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  constexpr int kOptions =
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                             static_cast<utf8proc_option_t>(kOptions));
  if (size < 0) return std::nullopt;
  std::string folded(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);  // NOLINT: utf8proc's own is free()
  return folded;
}

/// RFC 5280 7.1: the preparation of RFC 4518, blanks as in 2.6.1: outer ones removed, inner runs
/// become one.
std::string fold(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::optional<std::string> folded;
  if (!ascii && (folded = unicode_fold(text))) text = *folded;
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      blank = !out.empty();
      continue;
    }
    if (blank) out.push_back(' ');
    blank = false;
    out.push_back(ascii_lower(c));
  }
  return out;
}

/// One AttributeValue in comparison form: strings as folded UTF8String, anything else as it is.
Octets canonical_value(const ASN1_STRING* value) {
  switch (ASN1_STRING_type(value)) {
    case V_ASN1_UTF8STRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_BMPSTRING:
    case V_ASN1_UNIVERSALSTRING: {
      unsigned char* utf8 = nullptr;
      const int length = ASN1_STRING_to_UTF8(&utf8, value);
      if (length < 0) break;
      const std::string folded =
          fold({reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length)});
      OPENSSL_free(utf8);
      return asn1::encode(asn1::kUtf8String, as_octets(folded));
    }
    default:
      break;
  }
  return asn1::encode(
      static_cast<std::uint8_t>(ASN1_STRING_type(value)),
      {ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value))});
}

}  // namespace

std::string name_text(Bytes name) {
  const QuietErrors quiet;
  const NameHandle read = read_name(name);
  const Bio out(BIO_new(BIO_s_mem()));
  // UTF-8 stays readable; control characters are escaped here, the rest by whoever shows the text.
  constexpr unsigned long kFlags =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (!read || !out || X509_NAME_print_ex(out.get(), read.get(), 0, kFlags) < 0)
    return "#" + hex(name);
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

Octets canonical_name(Bytes name) {
  const QuietErrors quiet;
  const NameHandle read = read_name(name);
  if (!read) return copy(name);
  Octets out;
  for (int i = 0; i < X509_NAME_entry_count(read.get()); ++i) {
    const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(read.get(), i);
    const ASN1_OBJECT* const type = X509_NAME_ENTRY_get_object(entry);
    // The number of the relative distinguished name keeps {A,B} apart from {A},{B}.
    const int set = X509_NAME_ENTRY_set(entry);
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(set >> shift));
    const Octets oid =
        asn1::encode(asn1::kOid, {OBJ_get0_data(type), static_cast<std::size_t>(OBJ_length(type))});
    const Octets value = canonical_value(X509_NAME_ENTRY_get_data(entry));
    out.insert(out.end(), oid.begin(), oid.end());
    out.insert(out.end(), value.begin(), value.end());
  }
  return out;
}

namespace {

/// RFC 5280 4.1.2.7: an algorithm identifier and a BIT STRING, whatever they hold.
bool has_form_of_key(Bytes public_key_info) {
  const auto outer = asn1::read_whole(public_key_info, asn1::kSequence);
  if (!outer) return false;
  asn1::DerReader fields(outer->value);
  const auto algorithm = fields.read(asn1::kSequence);
  const auto key = fields.read(asn1::kBitString);
  if (!algorithm || !key || !fields.at_end() || !asn1::bit_string(key->value)) return false;
  const QuietErrors quiet;
  const std::uint8_t* at = algorithm->whole.data();
  X509_ALGOR* const read = d2i_X509_ALGOR(nullptr, &at, static_cast<long>(algorithm->whole.size()));
  const bool readable = read != nullptr && at == algorithm->whole.data() + algorithm->whole.size();
  X509_ALGOR_free(read);
  return readable;
}

}  // namespace

bool readable_certificate(Bytes certificate, Bytes public_key_info) {
  if (!has_form_of_key(public_key_info)) return false;
  // A key of an algorithm that nobody has (2.25.0, X.667): OpenSSL does not look into it.
  constexpr std::uint8_t kNoKey[] = {0x30, 0x0A, 0x30, 0x04, 0x06, 0x02,
                                     0x69, 0x00, 0x03, 0x02, 0x00, 0x00};
  const auto outer = asn1::read_whole(certificate, asn1::kSequence);
  if (!outer) return false;
  asn1::DerReader fields(outer->value);
  const auto signed_part = fields.read(asn1::kSequence);
  if (!signed_part) return false;
  const auto key_at = static_cast<std::size_t>(public_key_info.data() - signed_part->value.data());
  const Bytes before = signed_part->value.first(key_at);
  const Bytes behind = signed_part->value.subspan(key_at + public_key_info.size());
  Octets contents = copy(before);
  contents.insert(contents.end(), std::begin(kNoKey), std::end(kNoKey));
  contents.insert(contents.end(), behind.begin(), behind.end());
  contents = asn1::encode(asn1::kSequence, contents);
  contents.insert(contents.end(), fields.rest().begin(), fields.rest().end());
  const Octets whole = asn1::encode(asn1::kSequence, contents);

  const QuietErrors quiet;
  const std::uint8_t* at = whole.data();
  const X509Handle read(d2i_X509(nullptr, &at, static_cast<long>(whole.size())));
  return read != nullptr && at == whole.data() + whole.size();
}

}  // namespace smime::crypto
