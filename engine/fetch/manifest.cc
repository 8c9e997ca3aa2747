#include "engine/fetch/manifest.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace smime::fetch {
namespace {

constexpr std::string_view kFirstLine = "smimecheck-bundle 1\n";
constexpr std::string_view kNone = "-";
constexpr std::size_t kFields = 8;
constexpr std::size_t kLongestUrl = 2'048;

template <typename Word>
std::optional<Word> word_called(std::string_view name, Word last) {
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
    if (wire_name(static_cast<Word>(i)) == name) return static_cast<Word>(i);
  return std::nullopt;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// False: neither a hash nor the sign for none.
bool read_hash(std::string_view text, std::optional<crypto::Sha256>& out) {
  if (text == kNone) return true;
  const auto octets = from_hex(text);
  if (!octets || octets->size() != 32) return false;
  std::copy(octets->begin(), octets->end(), out.emplace().begin());
  return true;
}

std::string hash_text(const std::optional<crypto::Sha256>& hash) {
  return hash ? hex(*hash) : std::string(kNone);
}

std::string line_text(const ManifestLine& line) {
  std::string out;
  for (const std::string& field :
       {std::string(wire_name(line.item.kind)), std::string(wire_name(line.item.outcome)),
        std::to_string(line.item.http_status), to_rfc3339(line.item.fetched),
        hash_text(line.item.certificate), std::to_string(line.size), hash_text(line.sha256)})
    out += field + "\t";
  return out + line.item.url + "\n";
}

std::optional<ManifestLine> read_line(std::string_view text) {
  std::string_view fields[kFields];
  for (std::size_t i = 0; i + 1 < kFields; ++i) {
    const std::size_t tab = text.find('\t');
    if (tab == std::string_view::npos) return std::nullopt;
    fields[i] = text.substr(0, tab);
    text.remove_prefix(tab + 1);
  }
  fields[kFields - 1] = text;
  ManifestLine line;
  const auto kind = word_called(fields[0], Kind::Issuers);
  const auto outcome = word_called(fields[1], Outcome::NotTried);
  const auto status = number(fields[2]);
  const auto time = parse_rfc3339(fields[3]);
  const auto size = number(fields[5]);
  if (!kind || !outcome || !status || *status > 999 || !time || !size) return std::nullopt;
  if (!read_hash(fields[4], line.item.certificate) || !read_hash(fields[6], line.sha256))
    return std::nullopt;
  line.item.kind = *kind;
  line.item.outcome = *outcome;
  line.item.http_status = static_cast<std::uint32_t>(*status);
  line.item.fetched = *time;
  line.item.url = fields[kFields - 1];
  line.size = *size;
  const bool has_answer = *outcome == Outcome::Fetched;
  if (has_answer != line.sha256.has_value() || (!has_answer && line.size != 0)) return std::nullopt;
  if ((*kind == Kind::Ocsp) != line.item.certificate.has_value()) return std::nullopt;
  const std::string& url = line.item.url;
  if (url.empty() || url.size() > kLongestUrl || visible(url) != url) return std::nullopt;
  return line;
}

bool in_order(const std::vector<ManifestLine>& lines) {
  Bundle bundle;
  for (const ManifestLine& line : lines) bundle.items.push_back(line.item);
  put_in_order(bundle);
  if (bundle.items.size() != lines.size()) return false;
  return std::equal(lines.begin(), lines.end(), bundle.items.begin(),
                    [](const ManifestLine& line, const Item& item) {
                      return line.item.kind == item.kind && line.item.url == item.url &&
                             line.item.certificate == item.certificate;
                    });
}

}  // namespace

std::string member_name(Kind kind, const crypto::Sha256& sha256) {
  return std::string(wire_name(kind)) + "/" + hex(sha256) + ".der";
}

std::optional<std::map<std::string, std::uint64_t>> members(
    const std::vector<ManifestLine>& lines) {
  std::map<std::string, std::uint64_t> found;
  for (const ManifestLine& line : lines) {
    if (!line.sha256) continue;
    const auto [member, added] =
        found.emplace(member_name(line.item.kind, *line.sha256), line.size);
    if (!added && member->second != line.size) return std::nullopt;
  }
  return found;
}

std::string manifest_text(const std::vector<ManifestLine>& lines) {
  std::string text(kFirstLine);
  for (const ManifestLine& line : lines) text += line_text(line);
  return text + "end\t" + std::to_string(lines.size()) + "\t" +
         hex(crypto::sha256(as_octets(text))) + "\n";
}

std::optional<std::vector<ManifestLine>> read_manifest(std::string_view text, std::size_t most) {
  const std::string_view all = text;
  if (!text.starts_with(kFirstLine)) return std::nullopt;
  text.remove_prefix(kFirstLine.size());
  std::vector<ManifestLine> lines;
  while (!text.starts_with("end\t")) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || lines.size() == most) return std::nullopt;
    auto line = read_line(text.substr(0, end));
    if (!line) return std::nullopt;
    lines.push_back(std::move(*line));
    text.remove_prefix(end + 1);
  }
  // The last line, too, is right if and only if it is what would be written.
  if (!in_order(lines) || manifest_text(lines) != all) return std::nullopt;
  return lines;
}

}  // namespace smime::fetch
