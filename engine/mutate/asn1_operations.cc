#include <algorithm>
#include <utility>

#include "engine/mutate/oid_neighbours.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

Place any_place(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  return cms == nullptr ? Place{} : pick_place(bench, cms->tree);
}

/// A place whose node has this tag (0: any primitive one).
Place place_with(Workbench& bench, std::uint8_t tag) {
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr) return {};
  std::vector<Place> some = places(cms->tree);
  std::erase_if(some, [tag](const Place& place) {
    const Node& node = place.node();
    return tag != 0 ? node.tag() != tag : node.constructed() || node.identifier.empty();
  });
  return some.empty() ? Place{} : bench.random.pick(some);
}

void insert(const Place& place, std::size_t at, Node node) {
  auto& siblings = place.parent->children;
  siblings.insert(siblings.begin() + static_cast<std::ptrdiff_t>(at), std::move(node));
}
Node take(const Place& place) {
  Node node = std::move(place.node());
  place.parent->children.erase(place.parent->children.begin() +
                               static_cast<std::ptrdiff_t>(place.index));
  return node;
}

bool remove(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  (void)take(place);
  return true;
}

bool duplicate(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  insert(place, place.index, place.node());
  return true;
}

bool repeat(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  const std::size_t size = encode(place.node()).size();
  // Base64 makes four octets of three.
  const std::size_t most =
      std::min<std::size_t>(bench.room / 2 / std::max<std::size_t>(size, 1), 5000);
  if (most < 2) return false;
  auto& siblings = place.parent->children;
  const Node node = place.node();
  const std::size_t copies =
      2 +
      bench.random.below(bench.random.one_in(4) ? most - 1 : std::min<std::size_t>(most, 20) - 1);
  siblings.insert(siblings.begin() + static_cast<std::ptrdiff_t>(place.index), copies, node);
  return true;
}

bool swap_siblings(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr || place.parent->children.size() < 2) return false;
  auto& siblings = place.parent->children;
  const std::size_t other =
      (place.index + 1 + bench.random.below(siblings.size() - 1)) % siblings.size();
  std::swap(siblings[place.index], siblings[other]);
  return true;
}

bool move_elsewhere(Workbench& bench) {
  const Place from = any_place(bench);
  if (from.parent == nullptr) return false;
  Node node = take(from);
  const Place to = any_place(bench);
  if (to.parent == nullptr) {
    insert(from, from.index, std::move(node));
    return false;
  }
  insert(to, to.index, std::move(node));
  return true;
}

bool retag(Workbench& bench) {
  static constexpr std::uint8_t kUsual[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x10,
                                            0x11, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1C, 0x1E, 0x80,
                                            0x81, 0x82, 0x83, 0x84, 0x86, 0x9E, 0x40, 0xC1};
  const Place place = any_place(bench);
  if (place.parent == nullptr || place.node().identifier.empty()) return false;
  Node& node = place.node();
  const auto tag = static_cast<std::uint8_t>(bench.random.pick(kUsual) | (node.tag() & 0x20U));
  if (node.identifier == Octets{tag}) return false;
  node.identifier = {tag};
  return true;
}

/// X.690 8.1.2.4: a tag number in octets after the first; below 31 nobody should write it so.
bool high_tag(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr || place.node().identifier.size() != 1) return false;
  Node& node = place.node();
  const std::uint8_t number = node.tag() & 0x1FU;
  node.identifier = {static_cast<std::uint8_t>(node.tag() | 0x1FU)};
  if (bench.random.one_in(2)) node.identifier.push_back(0x80);
  node.identifier.push_back(number);
  return true;
}

bool toggle_constructed(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr || place.node().identifier.empty()) return false;
  place.node().identifier.front() ^= 0x20U;
  return true;
}

bool change_value(Workbench& bench) {
  const Place place = place_with(bench, 0);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  Octets value = encode_contents(node);
  change_octets(bench, value);
  node.children.clear();
  node.contents = std::move(value);
  return true;
}

bool empty_value(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  if (node.children.empty() && node.contents.empty()) return false;
  node.children.clear();
  node.contents.clear();
  return true;
}

bool change_integer(Workbench& bench) {
  static const Octets kEdges[] = {{},
                                  {0x00},
                                  {0x01},
                                  {0x02},
                                  {0x03},
                                  {0x04},
                                  {0x05},
                                  {0x7F},
                                  {0x80},
                                  {0xFF},
                                  {0x00, 0x01},
                                  {0xFF, 0xFF},
                                  {0x00, 0x80},
                                  {0x7F, 0xFF, 0xFF, 0xFF},
                                  {0x80, 0x00, 0x00, 0x00},
                                  {0x00, 0xFF, 0xFF, 0xFF, 0xFF},
                                  {0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
                                  {0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00},
                                  Octets(21, 0x7F),
                                  Octets(300, 0x7F)};
  const Place place = place_with(bench, 0x02);
  if (place.parent == nullptr) return false;
  const Octets& value = bench.random.pick(kEdges);
  if (value == place.node().contents || value.size() > bench.room) return false;
  place.node().contents = value;
  return true;
}

bool change_oid(Workbench& bench) {
  const Place place = place_with(bench, 0x06);
  if (place.parent == nullptr) return false;
  Octets& value = place.node().contents;
  const Octets before = value;
  value = neighbour_of(value, bench.random);
  return value != before;
}

/// Names in certificates: NUL and blanks that comparisons pass over or stop at.
bool change_string(Workbench& bench) {
  static constexpr std::uint8_t kStrings[] = {0x0C, 0x13, 0x16, 0x1E, 0x81};
  static const Octets kPieces[] = {{0x00}, {0x20},       {0x0D, 0x0A},       {0x2C},
                                   {0x40}, {0xC2, 0xA0}, {0xE2, 0x80, 0xAE}, {0xFF}};
  const Place place = place_with(bench, bench.random.pick(kStrings));
  if (place.parent == nullptr) return false;
  Octets& value = place.node().contents;
  const Octets& piece = bench.random.pick(kPieces);
  const std::size_t places_in_it[] = {0, value.size(), bench.random.below(value.size() + 1)};
  value.insert(value.begin() + static_cast<std::ptrdiff_t>(bench.random.pick(places_in_it)),
               piece.begin(), piece.end());
  return true;
}

bool change_time(Workbench& bench) {
  static constexpr std::string_view kTimes[] = {"260110090000Z",     "491231235959Z",
                                                "500101000000Z",     "2601100900Z",
                                                "260110090000+0100", "260110090000",
                                                "20260110090000Z",   "20260110090000.5Z",
                                                "99991231235959Z",   "00000101000000Z",
                                                "260229000000Z",     "261301000000Z",
                                                "260110090060Z",     ""};
  Place place = place_with(bench, 0x17);
  if (place.parent == nullptr) place = place_with(bench, 0x18);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  node.contents = copy(as_octets(bench.random.pick(kTimes)));
  node.identifier = {static_cast<std::uint8_t>(bench.random.one_in(2) ? 0x17 : 0x18)};
  return true;
}

bool wrap(Workbench& bench) {
  static constexpr std::uint8_t kWraps[] = {0x30, 0x31, 0xA0, 0xA1, 0x24, 0x04};
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  std::vector<Node> inside;
  inside.push_back(std::move(place.node()));
  place.node() = constructed(bench.random.pick(kWraps), std::move(inside));
  return true;
}

bool unwrap(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr || place.node().children.empty()) return false;
  Node node = take(place);
  auto& siblings = place.parent->children;
  siblings.insert(siblings.begin() + static_cast<std::ptrdiff_t>(place.index),
                  std::make_move_iterator(node.children.begin()),
                  std::make_move_iterator(node.children.end()));
  return true;
}

bool nest_deeply(Workbench& bench) {
  static constexpr std::uint8_t kWraps[] = {0x30, 0x31, 0xA0, 0x24};
  static constexpr std::size_t kDepths[] = {29, 31, 63, 65, 100, 127, 200, 500};
  const Place place = any_place(bench);
  const std::size_t depth = bench.random.pick(kDepths);
  if (place.parent == nullptr || depth * 6 > bench.room) return false;
  const std::uint8_t tag = bench.random.pick(kWraps);
  const bool indefinite = bench.random.one_in(2);
  Node node = std::move(place.node());
  for (std::size_t i = 0; i < depth; ++i) {
    std::vector<Node> inside;
    inside.push_back(std::move(node));
    node = constructed(tag, std::move(inside));
    node.indefinite = indefinite;
  }
  place.node() = std::move(node);
  return true;
}

bool indefinite_length(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr) return false;
  const bool everywhere = bench.random.one_in(3);
  std::vector<Place> some = places(cms->tree);
  std::erase_if(some, [](const Place& place) {
    return !place.node().constructed() || place.node().indefinite;
  });
  if (some.empty()) return false;
  if (!everywhere) some = {bench.random.pick(some)};
  for (const Place& place : some) place.node().indefinite = true;
  return true;
}

bool long_length(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  node.indefinite = false;
  node.length_octets = static_cast<std::uint8_t>(1 + bench.random.below(8));
  return true;
}

bool false_length(Workbench& bench) {
  static const Octets kLengths[] = {{0x00},
                                    {0x7F},
                                    {0x80},
                                    {0x81, 0x00},
                                    {0x84, 0x7F, 0xFF, 0xFF, 0xFF},
                                    {0x84, 0xFF, 0xFF, 0xFF, 0xFF},
                                    {0xFF},
                                    {0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}};
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  node.indefinite = false;
  if (bench.random.one_in(2)) {
    node.false_length = bench.random.pick(kLengths);
    return true;
  }
  // One too many or one too few, in the form that a length of that size has.
  const std::size_t length = encode_contents(node).size() + (bench.random.one_in(2) ? 1U : 0xFFFFU);
  const auto low = static_cast<std::uint8_t>(length & 0xFFU);
  if ((length & 0xFFFFU) < 0x80)
    node.false_length = {low};
  else
    node.false_length = {0x82, static_cast<std::uint8_t>(length >> 8U & 0xFFU), low};
  return true;
}

/// X.690 8.7.3: a string in pieces, as writers of BER that cannot know its length make it.
bool string_in_pieces(Workbench& bench) {
  const Place place = place_with(bench, 0x04);
  if (place.parent == nullptr) return false;
  Node& node = place.node();
  const Octets value = encode_contents(node);
  const std::size_t piece = 1 + bench.random.below(std::max<std::size_t>(value.size(), 1));
  if (value.size() / piece * 4 > bench.room) return false;
  std::vector<Node> pieces;
  for (std::size_t at = 0; at < value.size(); at += piece)
    pieces.push_back(primitive(0x04, Bytes(value).subspan(at, std::min(piece, value.size() - at))));
  if (bench.random.one_in(4)) pieces.push_back(primitive(0x04, {}));
  const bool indefinite = bench.random.one_in(2);
  node = constructed(0x24, std::move(pieces));
  node.indefinite = indefinite;
  return true;
}

/// A subtree of another message, or of the same one, in the place of one of the same kind.
bool splice(Workbench& bench) {
  const Place place = any_place(bench);
  if (place.parent == nullptr) return false;
  std::vector<Place> from;
  for (Part* const part : parts_of(bench.donor != nullptr ? *bench.donor : bench.message))
    if (part->cms)
      for (const Place& other : places(part->cms->tree)) from.push_back(other);
  const std::uint8_t tag = place.node().tag();
  if (!bench.random.one_in(4))
    std::erase_if(from, [tag](const Place& other) { return other.node().tag() != tag; });
  if (from.empty()) return false;
  Node node = bench.random.pick(from).node();
  const Octets after = encode(node);
  if (after == encode(place.node()) || after.size() > bench.room) return false;
  if (bench.random.one_in(4))
    insert(place, place.index, std::move(node));
  else
    place.node() = std::move(node);
  return true;
}

constexpr Operation kOperations[] = {
    {"asn1.delete", "a value is left out", true, remove},
    {"asn1.duplicate", "a value stands twice", true, duplicate},
    {"asn1.repeat", "a value stands many times", true, repeat},
    {"asn1.swap", "two members change places", true, swap_siblings},
    {"asn1.move", "a value moves to another place", true, move_elsewhere},
    {"asn1.retag", "another tag", true, retag},
    {"asn1.high_tag", "a small tag number in the form for large ones", true, high_tag},
    {"asn1.constructed_bit", "primitive becomes constructed, or the reverse", false,
     toggle_constructed},
    {"asn1.value", "octets of a primitive value are changed", true, change_value},
    {"asn1.empty", "a value without contents", true, empty_value},
    {"asn1.integer", "an integer at the edge of its range, or padded", true, change_integer},
    {"asn1.oid", "another object identifier of the same kind", true, change_oid},
    {"asn1.string", "NUL, blank or control characters in a text", true, change_string},
    {"asn1.time", "another time, or none", true, change_time},
    {"asn1.wrap", "a value inside one more", true, wrap},
    {"asn1.unwrap", "members stand where their value stood", true, unwrap},
    {"asn1.deep", "a value inside 29 to 500 more", true, nest_deeply},
    {"asn1.indefinite", "indefinite length", true, indefinite_length},
    {"asn1.long_length", "a length in more octets than it needs", true, long_length},
    {"asn1.false_length", "a length that is wrong", false, false_length},
    {"asn1.pieces", "an OCTET STRING in pieces", true, string_in_pieces},
    {"asn1.splice", "a value of another message", true, splice},
};

}  // namespace

Operations asn1_operations() { return kOperations; }

}  // namespace smime::mutate
