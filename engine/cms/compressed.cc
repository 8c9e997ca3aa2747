#include "engine/cms/compressed.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/cms/algorithm_identifier.h"
#include "engine/cms/ber.h"
#include "engine/cms/ber_scan.h"

namespace smime::cms {
namespace {

constexpr std::string_view kZlibCompress = "1.2.840.113549.1.9.16.3.8";  // RFC 3274 2
constexpr std::size_t kFreeSize = 1U << 20U;
constexpr std::size_t kChunk = 64U << 10U;

struct Compressed {
  std::string algorithm, type;
  Bytes octets;
};

// CompressedData ::= SEQUENCE { version, compressionAlgorithm, encapContentInfo } (RFC 3274 1.1)
std::optional<Compressed> read_structure(Bytes octets, const IndefiniteEnds& ends,
                                         std::vector<Octets>& storage) {
  const auto info = read_whole_ber(octets, asn1::kSequence, &ends);
  if (!info) return std::nullopt;
  BerReader outer(*info);
  const auto kind = outer.read(asn1::kOid);
  const auto tagged = outer.read(asn1::context_set(0));
  if (!kind || asn1::oid(kind->value) != oid::kCompressedData || !tagged || !outer.at_end()) {
    return std::nullopt;
  }
  const auto data = read_whole_ber(tagged->value, asn1::kSequence, tagged->ends);
  if (!data) return std::nullopt;
  BerReader in(*data);
  const auto version = in.read(asn1::kInteger);
  const auto sequence = in.read(asn1::kSequence);
  const auto content = in.read(asn1::kSequence);
  if (!version || !sequence || !content || !in.at_end()) return std::nullopt;
  const auto algorithm = read_algorithm_identifier(sequence->value, sequence->whole);
  BerReader inner(*content);
  const auto id = inner.read(asn1::kOid);
  const auto type = id ? asn1::oid(id->value) : std::nullopt;
  const auto explicit_content = inner.read(asn1::context_set(0));
  if (!algorithm || !type || !explicit_content || !inner.at_end()) return std::nullopt;
  BerReader strings(*explicit_content);
  const auto string = strings.read();
  if (!string || !strings.at_end()) return std::nullopt;
  if (string->tag != asn1::kOctetString && string->tag != 0x24) return std::nullopt;
  const auto joined = octet_string(*string, storage);
  if (!joined) return std::nullopt;
  return Compressed{algorithm->oid, *type, *joined};
}

enum class Inflated : std::uint8_t { Done, Damaged, TooLarge };

Inflated inflate_all(Bytes octets, std::size_t most, Octets& out) {
  z_stream stream{};
  // zlib takes its input without const; it does not write there.
  stream.next_in = const_cast<Bytef*>(octets.data());
  stream.avail_in = static_cast<uInt>(octets.size());
  if (inflateInit(&stream) != Z_OK) return Inflated::Damaged;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, inflateEnd);
  out.reserve(most);  // address space alone; growing by copies would need three times the memory
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (out.size() >= most) return Inflated::TooLarge;
    const std::size_t had = out.size();
    const std::size_t room = std::min(kChunk, most - had);
    out.resize(had + room);
    stream.next_out = out.data() + had;
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(had + room - stream.avail_out);
    if (state != Z_OK && state != Z_STREAM_END) return Inflated::Damaged;
    if (state == Z_OK && out.size() == had && stream.avail_in == 0) return Inflated::Damaged;
  }
  return stream.avail_in == 0 ? Inflated::Done : Inflated::Damaged;
}

}  // namespace

std::optional<CompressedContent> read_compressed(Bytes octets, Budget& inflated_octets,
                                                 const Limits& limits, std::string_view where,
                                                 Findings& out) {
  const auto fail = [&](Code code) {
    out.add(code, std::string(where));
    return std::nullopt;
  };
  const BerScan scan = scan_ber(octets);
  if (!scan.fault.empty()) return fail(Code::CmsMalformed);
  if (!within_limits(scan, limits, where, out)) return fail(Code::CmsNotRead);
  std::vector<Octets> storage;
  auto compressed = read_structure(octets.first(scan.size), scan.ends, storage);
  if (!compressed) return fail(Code::CmsMalformed);
  if (compressed->algorithm != kZlibCompress) {
    out.add({Code::AlgorithmUnsupported,
             std::string(where),
             {{"algorithm", std::move(compressed->algorithm)}}});
    return fail(Code::CmsNotRead);
  }
  const std::size_t ratio =
      std::max(kFreeSize, compressed->octets.size() * limits.compression_ratio);
  const std::size_t left = inflated_octets.left();
  CompressedContent content{std::move(compressed->type), {}};
  const Inflated end = inflate_all(compressed->octets, std::min(ratio, left), content.octets);
  const bool within = inflated_octets.spend(content.octets.size());
  switch (end) {
    case Inflated::Done:
      if (within) return content;
      [[fallthrough]];
    case Inflated::TooLarge:
      if (left <= ratio) {
        add_limit_reached("inflated_octets", limits.inflated_octets,
                          std::uint64_t{limits.inflated_octets} + 1, where, out);
      } else {
        add_limit_reached("compression_ratio", ratio, ratio + 1, where, out);
      }
      return fail(Code::CmsNotRead);
    case Inflated::Damaged:
      break;
  }
  return fail(Code::CmsMalformed);
}

}  // namespace smime::cms
