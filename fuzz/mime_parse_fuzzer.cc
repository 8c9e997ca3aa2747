// A message from its octets to its layers, as the engine reads it.
#include <algorithm>
#include <string>

#include "fuzz/support/demand.h"
#include "mime/canonical.h"
#include "mime/mailbox.h"
#include "mime/parse.h"
#include "mime/second_opinion.h"
#include "mime/signed_layer.h"
#include "mime/transfer_decode.h"

using namespace smime;
using namespace smime::mime;
using fuzz::demand;

namespace {

std::string base64(Bytes octets) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t have = octets.size() - i < 3 ? octets.size() - i : 3;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8U | (k < have ? octets[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out.push_back(k <= have ? kAlphabet[group >> (18 - 6 * k) & 63U] : '=');
    if (i % 57 == 54) out += "\r\n";
  }
  return out;
}

std::string quoted_printable(Bytes octets) {
  std::string out;
  for (const std::uint8_t octet : octets) {
    out.push_back('=');
    out.push_back("0123456789ABCDEF"[octet >> 4U]);
    out.push_back("0123456789ABCDEF"[octet & 15U]);
    if (octet % 7 == 0) out += "=\r\n";
  }
  return out;
}

void check_codecs(Bytes octets) {
  Findings findings;
  demand(decode_base64(as_octets(base64(octets)), {}, findings) == copy(octets));
  demand(decode_quoted_printable(as_octets(quoted_printable(octets)), {}, findings) ==
         copy(octets));
  demand(findings.empty());
  demand(decode_base64(octets, {}, findings).has_value() == findings.empty());
  Octets storage;
  const LineEnds before = count_line_ends(octets);
  const Bytes after = canonical(octets, storage);
  demand(before.crlf != 0 || count_line_ends(after).lf == 0);
}

void check_layer(Bytes message, const EntityTree& tree, const SignedLayer& layer) {
  demand(layer.entity < tree.entities.size());
  const Entity& entity = tree.entities[layer.entity];
  demand(layer.part == entity.part && layer.root == (layer.entity == 0));
  if (layer.content) {
    // What was signed is the first part, inside the body of the layer.
    demand(layer.clear && layer.content->offset >= entity.body.offset);
    demand(layer.content->end() <= entity.body.end() && entity.body.end() <= message.size());
    demand(*layer.content == tree.entities[entity.children.front()].whole());
  }
  // Without octets to check, something says why.
  if (!layer.cms) demand(layer.findings.word() <= Word::Invalid);
}

bool same(const Findings& a, const Findings& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Finding& x, const Finding& y) {
    return x.code == y.code && x.where == y.where && x.details == y.details;
  });
}

bool same(const EntityTree& a, const EntityTree& b) {
  return std::equal(a.entities.begin(), a.entities.end(), b.entities.begin(), b.entities.end(),
                    [](const Entity& x, const Entity& y) {
                      return x.header == y.header && x.body == y.body && x.part == y.part &&
                             x.children == y.children && same(x.findings, y.findings);
                    });
}

bool same(const SignedLayer& a, const SignedLayer& b) {
  return a.entity == b.entity && a.content == b.content && a.cms == b.cms && a.part == b.part &&
         same(a.findings, b.findings);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes message(data, size);
  Limits limits;
  limits.entities = 200;
  limits.mime_depth = 16;
  Findings findings;
  const auto tree = parse(message, limits, findings);
  demand(findings.any(Severity::Fatal) == !tree.has_value());
  check_codecs(message.first(size < 256 ? size : 256));
  if (!tree) return 0;
  demand(tree->well_nested() && tree->entities.size() <= limits.entities);
  for (const Entity& entity : tree->entities) {
    demand(entity.body.end() <= size && entity.header.end() == entity.body.offset);
    demand(entity.depth < limits.mime_depth);
    demand(entity.message != kNoEntity && !entity.part.empty());
  }
  const auto layers = find_signed_layers(message, *tree, limits, findings);
  for (const SignedLayer& layer : layers) check_layer(message, *tree, layer);
  // Two runs, one result.
  Findings second;
  const auto again = parse(message, limits, second);
  demand(again && same(*tree, *again));
  const auto same_layers = find_signed_layers(message, *again, limits, second);
  demand(same(findings, second));
  demand(std::equal(layers.begin(), layers.end(), same_layers.begin(), same_layers.end(),
                    [](const SignedLayer& a, const SignedLayer& b) { return same(a, b); }));
  (void)read_message_header(message, *tree, 0, limits);
  (void)list_parts(message, *tree);
  return 0;
}
