#include "engine/crypto/name.h"

#include <openssl/bio.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/crypto/handles.h"
#include "engine/crypto/string_preparation.h"

namespace smime::crypto {
namespace {

using Bio = Handle<BIO, BIO_free_all>;

NameHandle read_name(Bytes name) {
  const std::uint8_t* at = name.data();
  NameHandle read(d2i_X509_NAME(nullptr, &at, static_cast<long>(name.size())));
  if (at != name.data() + name.size()) read.reset();
  return read;
}

/// Marks in the order of Unicode 3.11, D109. utf8proc's own ordering takes the square of their
/// number, and whoever writes a name chooses it.
void order_marks(std::vector<utf8proc_int32_t>& text) {
  const auto combining = [](utf8proc_int32_t c) {
    return utf8proc_get_property(c)->combining_class;
  };
  const auto is_mark = [&](utf8proc_int32_t c) { return combining(c) != 0; };
  for (auto at = text.begin(); at != text.end();) {
    const auto first = std::find_if(at, text.end(), is_mark);
    at = std::find_if_not(first, text.end(), is_mark);
    std::stable_sort(first, at, [&](auto a, auto b) { return combining(a) < combining(b); });
  }
}

/// Case folded and NFKC (RFC 4518 2.2, 2.3), and without whatever else shows nothing. Nothing: no
/// UTF-8.
std::optional<std::string> unicode_fold(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  std::vector<utf8proc_int32_t> points;
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t read =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (read <= 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read));
    std::array<utf8proc_int32_t, 32> parts{};  // Unicode's longest are 18
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(character, parts.data(), parts.size(), kOptions, &boundary);
    if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) return std::nullopt;
    points.insert(points.end(), parts.begin(), parts.begin() + count);
  }
  order_marks(points);
  const auto length = static_cast<utf8proc_ssize_t>(points.size());
  points.push_back(0);  // utf8proc_reencode() ends its text with a NUL
  const utf8proc_ssize_t size = utf8proc_reencode(points.data(), length, kOptions);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(points.data()), static_cast<std::size_t>(size));
}

bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// RFC 5280 7.1: the preparation of RFC 4518, blanks as in 2.6.1: outer ones removed, inner runs
/// become one.
std::string fold(std::string_view text) {
  std::string prepared;
  if (!plain(text)) {
    prepared = prepare_map(text);
    if (auto folded = unicode_fold(prepared)) prepared = std::move(*folded);
    text = prepared;
  }
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ') {
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
    case V_ASN1_NUMERICSTRING:
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

namespace {

/// AttributeTypeAndValue in comparison form.
Octets canonical_attribute(const X509_NAME_ENTRY* entry) {
  const ASN1_OBJECT* const type = X509_NAME_ENTRY_get_object(entry);
  Octets out =
      asn1::encode(asn1::kOid, {OBJ_get0_data(type), static_cast<std::size_t>(OBJ_length(type))});
  const Octets value = canonical_value(X509_NAME_ENTRY_get_data(entry));
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

}  // namespace

Octets canonical_name(Bytes name) {
  const QuietErrors quiet;
  const NameHandle read = read_name(name);
  if (!read) return copy(name);
  // The number of its relative distinguished name keeps {A,B} apart from {A},{B}. Inside of one,
  // attributes match in any order (RFC 5280 7.1): what DER sorted was not yet folded.
  std::vector<std::pair<int, Octets>> attributes;
  for (int i = 0; i < X509_NAME_entry_count(read.get()); ++i) {
    const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(read.get(), i);
    attributes.emplace_back(X509_NAME_ENTRY_set(entry), canonical_attribute(entry));
  }
  std::sort(attributes.begin(), attributes.end());
  Octets out;
  for (const auto& [set, attribute] : attributes) {
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(set >> shift));
    out.insert(out.end(), attribute.begin(), attribute.end());
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
