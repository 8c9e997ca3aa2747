#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fetch/bundle.h"

/// The MANIFEST of a bundle: what stands in the archive, and its checksums.
namespace smime::fetch {

/// One item as the manifest tells it; its octets are elsewhere.
struct ManifestLine {
  Item item;
  std::uint64_t size = 0;                // of the answer
  std::optional<crypto::Sha256> sha256;  // of the answer; nothing unless Fetched
};

/// An answer's place in the archive: "crl/<sha256>.der".
[[nodiscard]] std::string member_name(Kind kind, const crypto::Sha256& sha256);

/// The answers the lines speak of, by name, with their sizes: in the order of the archive. Nothing
/// if two lines give different sizes for the same one.
[[nodiscard]] std::optional<std::map<std::string, std::uint64_t>> members(
    const std::vector<ManifestLine>& lines);

[[nodiscard]] std::string manifest_text(const std::vector<ManifestLine>& lines);

/// Reads what manifest_text() wrote, and nothing else: any other text, even of the same meaning, is
/// refused. At most `most` lines.
[[nodiscard]] std::optional<std::vector<ManifestLine>> read_manifest(std::string_view text,
                                                                     std::size_t most);

}  // namespace smime::fetch
