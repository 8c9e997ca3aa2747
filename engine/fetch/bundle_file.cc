#include <algorithm>
#include <map>

#include "base/text.h"
#include "engine/fetch/bundle.h"
#include "engine/fetch/manifest.h"
#include "engine/fetch/ustar.h"

namespace smime::fetch {
namespace {

constexpr std::string_view kManifest = "MANIFEST";
/// "At the end of the archive file there shall be two 512-octet logical records filled with binary
/// zeros" (POSIX.1-2017, ustar).
constexpr std::size_t kTail = 2 * kTarBlock;

void append_member(Octets& out, std::string_view name, Bytes contents) {
  const TarBlock header = tar_header(name, contents.size());
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), contents.begin(), contents.end());
  out.insert(out.end(), tar_padding(contents.size()), 0);
}

bool all_zero(Bytes octets) {
  return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0; });
}

/// Walks through the archive as the manifest says it must be.
class Reader {
 public:
  Reader(Bytes octets, const Limits& limits, Findings& out)
      : octets_(octets), limits_(limits), out_(out) {}

  std::optional<Bundle> read() {
    if (octets_.size() > limits_.bundle_size)
      return too_large("bundle_size", limits_.bundle_size, octets_.size());
    const auto text =
        member(kManifest, tar_size(octets_.first(std::min(octets_.size(), kTarBlock))));
    if (!text) return std::nullopt;
    const auto count = std::count(text->begin(), text->end(), std::uint8_t{'\n'});
    // The first line and the last are no items.
    if (count > std::int64_t{limits_.bundle_items} + 2)
      return too_large("bundle_items", limits_.bundle_items, static_cast<std::uint64_t>(count) - 2);
    auto lines = read_manifest(as_text(*text), limits_.bundle_items);
    const auto expected = lines ? members(*lines) : std::nullopt;
    if (!expected) return damaged("a manifest with the right checksum", kTarBlock);
    std::map<std::string, std::shared_ptr<const Octets>> answers;
    for (const auto& [name, size] : *expected) {
      const std::size_t start = at_ + kTarBlock;
      const auto contents = member(name, size);
      if (!contents) return std::nullopt;
      auto answer = std::make_shared<const Octets>(copy(*contents));
      if (name.find(hex(crypto::sha256(*answer))) == std::string::npos)
        return damaged("contents with the SHA-256 of their name", start);
      answers.emplace(name, std::move(answer));
    }
    if (octets_.size() - at_ != kTail || !all_zero(octets_.subspan(at_)))
      return damaged("the end of the archive", at_);
    Bundle bundle;
    for (ManifestLine& line : *lines) {
      if (line.sha256) line.item.octets = answers.at(member_name(line.item.kind, *line.sha256));
      bundle.items.push_back(std::move(line.item));
    }
    return bundle;
  }

 private:
  std::nullopt_t damaged(std::string expected, std::size_t offset) {
    out_.add({Code::BundleDamaged,
              "bundle",
              {{"offset", static_cast<std::int64_t>(offset)}, {"expected", std::move(expected)}}});
    return std::nullopt;
  }
  std::nullopt_t too_large(std::string limit, std::uint32_t allowed, std::uint64_t found) {
    out_.add({Code::BundleTooLarge,
              "bundle",
              {{"limit", std::move(limit)},
               {"allowed", std::int64_t{allowed}},
               {"found", static_cast<std::int64_t>(found)}}});
    return std::nullopt;
  }

  /// The contents of the member that must stand here; moves behind it and its padding.
  std::optional<Bytes> member(std::string_view name, std::uint64_t size) {
    const Bytes rest = octets_.subspan(at_);
    const TarBlock header = tar_header(name, size);
    if (rest.size() < kTarBlock || !equal(rest.first(kTarBlock), header))
      return damaged("the header of " + std::string(name), at_);
    const Bytes behind = rest.subspan(kTarBlock);
    if (size > behind.size() || tar_padding(size) > behind.size() - size)
      return damaged(std::to_string(size) + " octets of " + std::string(name), at_ + kTarBlock);
    const auto length = static_cast<std::size_t>(size);
    if (!all_zero(behind.subspan(length, tar_padding(size))))
      return damaged("zero octets behind " + std::string(name), at_ + kTarBlock + length);
    at_ += kTarBlock + length + tar_padding(size);
    return behind.first(length);
  }

  Bytes octets_;
  const Limits& limits_;
  Findings& out_;
  std::size_t at_ = 0;
};

}  // namespace

Octets write_bundle(const Bundle& bundle) {
  std::vector<ManifestLine> lines;
  std::map<std::string, const Octets*> answers;
  for (const Item& item : bundle.items) {
    ManifestLine line{item, 0, std::nullopt};
    if (item.octets) {
      line.size = item.octets->size();
      line.sha256 = crypto::sha256(*item.octets);
      answers.emplace(member_name(item.kind, *line.sha256), item.octets.get());
    }
    lines.push_back(std::move(line));
  }
  Octets out;
  const std::string manifest = manifest_text(lines);
  append_member(out, kManifest, as_octets(manifest));
  for (const auto& [name, octets] : answers) append_member(out, name, *octets);
  out.insert(out.end(), kTail, 0);
  return out;
}

std::optional<Bundle> read_bundle(Bytes octets, const Limits& limits, Findings& out) {
  return Reader(octets, limits, out).read();
}

}  // namespace smime::fetch
