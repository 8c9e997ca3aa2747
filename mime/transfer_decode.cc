#include "mime/transfer_decode.h"

#include <array>
#include <cstring>

namespace smime::mime {
namespace {

constexpr std::uint32_t kBad = 0xFF000000U;  // no sum of good entries has these bits

// One table for each place in a group of four, already shifted: a group costs four loads.
struct Tables {
  std::array<std::array<std::uint32_t, 256>, 4> place{};
  constexpr Tables() {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (auto& table : place) table.fill(kBad);
    for (std::uint32_t value = 0; value < kAlphabet.size(); ++value) {
      const auto octet = static_cast<std::uint8_t>(kAlphabet[value]);
      for (std::uint32_t i = 0; i < 4; ++i) place[i][octet] = value << (18 - 6 * i);
    }
  }
};
constexpr Tables kTables;

bool is_space(std::uint8_t c) { return c == '\r' || c == '\n' || c == ' ' || c == '\t'; }

// Nothing, with an error at the octet where the text went wrong.
std::optional<Octets> refuse(Code code, std::string_view where, std::size_t offset, Findings& out) {
  out.add({code, std::string(where), {{"offset", static_cast<std::int64_t>(offset)}}});
  return std::nullopt;
}

int hex_digit(std::uint8_t c) {
  // RFC 2045 6.7 (1): "Uppercase letters must be used; lowercase letters are not allowed."
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::optional<Octets> decode_base64(Bytes text, std::string_view where, Findings& out) {
  Octets decoded(text.size() / 4 * 3 + 3);
  std::uint8_t* to = decoded.data();
  const std::uint8_t* const begin = text.data();
  const std::uint8_t* const end = begin + text.size();
  const std::uint8_t* at = begin;
  const auto fail = [&] {
    return refuse(Code::MimeBase64Malformed, where, static_cast<std::size_t>(at - begin), out);
  };
  const auto& place = kTables.place;
  std::uint32_t group = 0;  // of a group that blanks or padding interrupt
  std::uint32_t have = 0;
  bool padded = false;
  while (at < end) {
    if (have == 0) {
      while (end - at >= 4) {
        const std::uint32_t three =
            place[0][at[0]] | place[1][at[1]] | place[2][at[2]] | place[3][at[3]];
        if (three >= kBad) break;
        to[0] = static_cast<std::uint8_t>(three >> 16U);
        to[1] = static_cast<std::uint8_t>(three >> 8U);
        to[2] = static_cast<std::uint8_t>(three);
        to += 3;
        at += 4;
      }
      if (at == end) break;
    }
    const std::uint8_t c = *at;
    if (is_space(c)) {
      ++at;
      continue;
    }
    if (c == '=') {
      // RFC 2045 6.8: one "=" stands for a missing octet, two for two; the spare bits are zero.
      if (have == 2) {
        ++at;
        while (at < end && is_space(*at)) ++at;
        if (at == end || *at != '=' || (group & 0xFFFFU) != 0) return fail();
        *to++ = static_cast<std::uint8_t>(group >> 16U);
      } else if (have == 3) {
        if ((group & 0xFFU) != 0) return fail();
        *to++ = static_cast<std::uint8_t>(group >> 16U);
        *to++ = static_cast<std::uint8_t>(group >> 8U);
      } else {
        return fail();
      }
      ++at;
      padded = true;
      break;
    }
    const std::uint32_t bits = place[have][c];
    if (bits >= kBad) return fail();
    group |= bits;
    ++at;
    if (++have == 4) {
      *to++ = static_cast<std::uint8_t>(group >> 16U);
      *to++ = static_cast<std::uint8_t>(group >> 8U);
      *to++ = static_cast<std::uint8_t>(group);
      group = have = 0;
    }
  }
  if (have != 0 && !padded) return fail();
  while (at < end && is_space(*at)) ++at;
  if (at != end) return fail();
  decoded.resize(static_cast<std::size_t>(to - decoded.data()));
  return decoded;
}

std::optional<Octets> decode_quoted_printable(Bytes text, std::string_view where, Findings& out) {
  Octets decoded;
  decoded.reserve(text.size());
  const auto line_end_at = [&](std::size_t i) -> std::size_t {  // its length, 0 if there is none
    if (i < text.size() && text[i] == '\n') return 1;
    return i + 1 < text.size() && text[i] == '\r' && text[i + 1] == '\n' ? 2 : 0;
  };
  const auto after_blanks = [&](std::size_t i) {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
    return i;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::uint8_t c = text[at];
    if (const std::size_t length = line_end_at(at); length != 0) {
      decoded.insert(decoded.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + length));
      at += length;
    } else if (c == '=') {
      const std::size_t soft = after_blanks(at + 1);
      if (const std::size_t feed = line_end_at(soft); feed != 0) {
        at = soft + feed;  // 6.7 (5): soft line break, with transport padding
        continue;
      }
      const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) return refuse(Code::MimeQuotedPrintableMalformed, where, at, out);
      decoded.push_back(static_cast<std::uint8_t>(high * 16 + low));
      at += 3;
    } else if (c == ' ' || c == '\t') {
      // 6.7 (3): blanks at the end of a line were added in transport and are deleted.
      const std::size_t after = after_blanks(at);
      if (after < text.size() && line_end_at(after) == 0) {
        decoded.insert(decoded.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                       text.begin() + static_cast<std::ptrdiff_t>(after));
      }
      at = after;
    } else if (c > ' ' && c < 0x7F) {
      decoded.push_back(c);
      ++at;
    } else {
      return refuse(Code::MimeQuotedPrintableMalformed, where, at, out);
    }
  }
  return decoded;
}

std::optional<Octets> decoded_body(Bytes buffer, const Entity& entity, Findings& out) {
  const Bytes body = entity.body.in(buffer);
  switch (entity.encoding) {
    case TransferEncoding::Identity:
      return copy(body);
    case TransferEncoding::Base64:
      return decode_base64(body, "part/" + entity.part, out);
    case TransferEncoding::QuotedPrintable:
      return decode_quoted_printable(body, "part/" + entity.part, out);
    case TransferEncoding::Unknown:
      break;
  }
  return std::nullopt;  // mime.encoding_unknown stands among the entity's findings
}

}  // namespace smime::mime
