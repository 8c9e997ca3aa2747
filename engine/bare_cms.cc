#include "engine/bare_cms.h"

#include <algorithm>

#include "base/text.h"
#include "mime/transfer_decode.h"

namespace smime {
namespace {

bool is_content_info(Bytes octets) {
  if (octets.size() < 4 || octets[0] != 0x30) return false;
  const std::size_t header = octets[1] <= 0x80 ? 2 : 2 + (octets[1] & 0x7FU);
  return header <= 6 && octets.size() > header && octets[header] == 0x06;
}

std::optional<Octets> decoded_content_info(std::string_view base64) {
  Findings ignored;  // what is no base64 is no bare CMS object; the reader of messages says more
  auto octets = mime::decode_base64(as_octets(base64), {}, ignored);
  if (!octets || !is_content_info(*octets)) return std::nullopt;
  return octets;
}

/// True if the first line can be base64 and no header field.
bool starts_as_base64(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
  });
}

}  // namespace

std::optional<Octets> bare_cms(Bytes octets) {
  if (is_content_info(octets)) return copy(octets);
  const std::string_view text = as_text(octets);
  for (const std::string_view label : {"CMS", "PKCS7"}) {
    const std::string begin = "-----BEGIN " + std::string(label) + "-----";
    if (!text.starts_with(begin)) continue;
    const std::string last = "-----END " + std::string(label) + "-----";
    const std::size_t end = text.find(last);
    if (end == std::string_view::npos) return std::nullopt;
    auto cms = decoded_content_info(text.substr(begin.size(), end - begin.size()));
    if (!cms) return std::nullopt;
    const std::string_view behind = text.substr(end + last.size());
    // Whoever sees the file sees this, too: it is trailing octets, which the reader of CMS reports.
    if (behind.find_first_not_of(" \t\r\n") != std::string_view::npos)
      cms->insert(cms->end(), behind.begin(), behind.end());
    return cms;
  }
  if (starts_as_base64(text)) return decoded_content_info(text);
  return std::nullopt;
}

}  // namespace smime
