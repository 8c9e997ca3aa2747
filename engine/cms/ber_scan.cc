#include "engine/cms/ber_scan.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "engine/cms/ber.h"

namespace smime::cms {
namespace {

constexpr std::uint32_t kIndefinite = 1U << 31U;
constexpr std::size_t kFollowedDepth = 1U << 20U;
constexpr std::size_t kKnownDepth = 8;  // deeper than any set that is counted
constexpr std::array<std::uint8_t, 9> kSignedDataOid = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                                        0x0D, 0x01, 0x07, 0x02};

// The places of RFC 5652 whose members are counted, and the way to them.
enum class Place : std::uint8_t {
  Elsewhere,
  ContentInfo,
  ExplicitContent,
  SignedData,
  DigestAlgorithms,
  EncapContentInfo,
  Content,
  Certificates,
  Crls,
  SignerInfos,
  SignerInfo,
  Attributes,
};

struct Level {
  Place place = Place::Elsewhere;
  std::size_t members = 0;
  std::size_t start = 0;  // of the contents
};

Place signed_data_member(std::size_t index, std::uint8_t tag) {
  if (index == 1 && tag == 0x31) return Place::DigestAlgorithms;
  if (index == 2 && tag == 0x30) return Place::EncapContentInfo;
  if (index < 3) return Place::Elsewhere;
  if (tag == 0xA0) return Place::Certificates;
  if (tag == 0xA1) return Place::Crls;
  return tag == 0x31 ? Place::SignerInfos : Place::Elsewhere;
}

class Scanner {
 public:
  explicit Scanner(Bytes octets) : octets_(octets) { scan_.ends = IndefiniteEnds(octets); }

  BerScan run() {
    do {
      if (!step()) return scan_;
      while (!open_.empty() && (open_.back() & kIndefinite) == 0 && at_ == open_.back()) close();
    } while (!open_.empty());
    scan_.size = at_;
    return scan_;
  }

 private:
  // Reads one header or one pair of end-of-contents octets.
  bool step() {
    const std::size_t bound =
        open_.empty() ? octets_.size() : std::size_t{open_.back() & ~kIndefinite};
    if (at_ == bound) return fail(open_.empty() ? "no octets" : "unterminated indefinite length");
    if (octets_[at_] == 0) {
      if (open_.empty() || (open_.back() & kIndefinite) == 0 || bound - at_ < 2 ||
          octets_[at_ + 1] != 0) {
        return fail("end-of-contents octets out of place");
      }
      close();
      at_ += 2;
      return true;
    }
    const auto header = read_header(octets_.subspan(at_, bound - at_));
    if (!header) return fail("length beyond the end, or no header");
    const bool split_string = header->tag == 0x24 || header->tag == 0x23;
    if (!header->minimal || split_string) scan_.der = false;
    const Place place = enter(*header);
    at_ += header->size;
    if (!header->constructed()) {
      at_ += header->length;
      return true;
    }
    if (open_.size() == kFollowedDepth) {
      scan_.depth = kFollowedDepth + 1;
      scan_.size = octets_.size();
      return false;
    }
    if (open_.size() < kKnownDepth) levels_[open_.size()] = {place, 0, at_};
    const std::size_t end = header->indefinite ? bound : at_ + header->length;
    open_.push_back(static_cast<std::uint32_t>(end) | (header->indefinite ? kIndefinite : 0U));
    scan_.depth = std::max(scan_.depth, open_.size());
    return true;
  }

  bool fail(std::string_view fault) {
    scan_.fault = fault;
    scan_.fault_offset = at_;
    return false;
  }

  // Counts a member where members count, and says which place it is.
  Place enter(const BerHeader& header) {
    if (open_.empty()) return header.tag == 0x30 ? Place::ContentInfo : Place::Elsewhere;
    if (open_.size() > kKnownDepth) return Place::Elsewhere;
    Level& parent = levels_[open_.size() - 1];
    const std::size_t index = parent.members++;
    switch (parent.place) {
      case Place::ContentInfo:
        if (index == 0 && header.tag == 0x06) {
          scan_.signed_data =
              equal(octets_.subspan(at_ + header.size, header.length), kSignedDataOid);
        }
        return index == 1 && scan_.signed_data ? Place::ExplicitContent : Place::Elsewhere;
      case Place::ExplicitContent:
        return index == 0 ? Place::SignedData : Place::Elsewhere;
      case Place::SignedData:
        return signed_data_member(index, header.tag);
      case Place::EncapContentInfo:
        return index == 1 ? Place::Content : Place::Elsewhere;
      case Place::DigestAlgorithms:
        ++scan_.digest_algorithms;
        return Place::Elsewhere;
      case Place::Certificates:
        ++scan_.certificates;
        return Place::Elsewhere;
      case Place::Crls:
        ++scan_.crls;
        return Place::Elsewhere;
      case Place::SignerInfos:
        ++scan_.signer_infos;
        return Place::SignerInfo;
      case Place::SignerInfo:
        // 5.3: [0] signedAttrs and [1] unsignedAttrs; at index 1 [0] is a key identifier.
        return index >= 3 && (header.tag == 0xA0 || header.tag == 0xA1) ? Place::Attributes
                                                                        : Place::Elsewhere;
      case Place::Attributes:
        scan_.attributes = std::max(scan_.attributes, parent.members);
        return Place::Elsewhere;
      case Place::Content:
      case Place::Elsewhere:
        break;
    }
    return Place::Elsewhere;
  }

  void close() {
    const bool indefinite = (open_.back() & kIndefinite) != 0;
    open_.pop_back();
    if (open_.size() >= kKnownDepth) return;
    const Level& level = levels_[open_.size()];
    if (indefinite) scan_.ends.add(level.start, at_);
    if (level.place == Place::Content) scan_.content_octets += at_ - level.start;
    if (level.place == Place::Crls) scan_.crl_octets += at_ - level.start;
  }

  Bytes octets_;
  std::size_t at_ = 0;
  std::vector<std::uint32_t> open_;  // ends of the values around; of the next definite one around
  std::array<Level, kKnownDepth> levels_{};
  BerScan scan_;
};

}  // namespace

BerScan scan_ber(Bytes octets) {
  // Ends are kept in 31 bits; Limits::message_size is far below.
  if (octets.size() >= kIndefinite) {
    BerScan scan;
    scan.fault = "more than 2 GiB";
    return scan;
  }
  return Scanner(octets).run();
}

bool within_limits(const BerScan& scan, const Limits& limits, std::string_view where,
                   Findings& out) {
  struct Row {
    std::string_view name;
    std::size_t allowed, found;
  };
  const std::size_t apart = scan.signed_data ? scan.size - scan.content_octets : 0;
  const std::array<Row, 8> rows = {{
      {"asn1_depth", limits.asn1_depth, scan.depth},
      {"cms_size", limits.cms_size, apart},
      {"cms_certificates", limits.cms_certificates, scan.certificates},
      {"signer_infos", limits.signer_infos, scan.signer_infos},
      {"digest_algorithms", limits.digest_algorithms, scan.digest_algorithms},
      {"cms_crls", limits.cms_crls, scan.crls},
      {"crl_octets", limits.crl_octets, scan.crl_octets},
      {"attributes", limits.attributes, scan.attributes},
  }};
  bool within = true;
  for (const Row& row : rows) {
    if (row.found <= row.allowed) continue;
    add_limit_reached(row.name, row.allowed, row.found, where, out);
    within = false;
  }
  return within;
}

void add_limit_reached(std::string_view limit, std::uint64_t allowed, std::uint64_t found,
                       std::string_view where, Findings& out) {
  out.add({Code::LimitReached,
           std::string(where),
           {{"limit", std::string(limit)},
            {"allowed", static_cast<std::int64_t>(allowed)},
            {"found", static_cast<std::int64_t>(found)}}});
}

}  // namespace smime::cms
