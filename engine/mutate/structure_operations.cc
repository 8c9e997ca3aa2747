#include <algorithm>
#include <utility>

#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

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
  const Place place = pick_place(bench);
  if (place.parent == nullptr) return false;
  (void)take(place);
  return true;
}

bool duplicate(Workbench& bench) {
  const Place place = pick_place(bench);
  if (place.parent == nullptr) return false;
  insert(place, place.index, place.node());
  return true;
}

bool repeat(Workbench& bench) {
  const Place place = pick_place(bench);
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
  const Place place = pick_place(bench);
  if (place.parent == nullptr || place.parent->children.size() < 2) return false;
  auto& siblings = place.parent->children;
  const std::size_t other =
      (place.index + 1 + bench.random.below(siblings.size() - 1)) % siblings.size();
  std::swap(siblings[place.index], siblings[other]);
  return true;
}

bool move_elsewhere(Workbench& bench) {
  const Place from = pick_place(bench);
  if (from.parent == nullptr) return false;
  Node node = take(from);
  const Place to = pick_place(bench);
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
  const Place place = pick_place(bench);
  if (place.parent == nullptr || place.node().identifier.empty()) return false;
  Node& node = place.node();
  const auto tag = static_cast<std::uint8_t>(bench.random.pick(kUsual) | (node.tag() & 0x20U));
  if (node.identifier == Octets{tag}) return false;
  node.identifier = {tag};
  return true;
}

/// X.690 8.1.2.4: a tag number in octets after the first; below 31 nobody should write it so.
bool high_tag(Workbench& bench) {
  const Place place = pick_place(bench);
  if (place.parent == nullptr || place.node().identifier.size() != 1) return false;
  Node& node = place.node();
  const std::uint8_t number = node.tag() & 0x1FU;
  node.identifier = {static_cast<std::uint8_t>(node.tag() | 0x1FU)};
  if (bench.random.one_in(2)) node.identifier.push_back(0x80);
  node.identifier.push_back(number);
  return true;
}

bool toggle_constructed(Workbench& bench) {
  const Place place = pick_place(bench);
  if (place.parent == nullptr || place.node().identifier.empty()) return false;
  place.node().identifier.front() ^= 0x20U;
  return true;
}

bool wrap(Workbench& bench) {
  static constexpr std::uint8_t kWraps[] = {0x30, 0x31, 0xA0, 0xA1, 0x24, 0x04};
  const Place place = pick_place(bench);
  if (place.parent == nullptr) return false;
  std::vector<Node> inside;
  inside.push_back(std::move(place.node()));
  place.node() = constructed(bench.random.pick(kWraps), std::move(inside));
  return true;
}

bool unwrap(Workbench& bench) {
  const Place place = pick_place(bench);
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
  const Place place = pick_place(bench);
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

/// A subtree of another message, or of the same one, in the place of one of the same kind.
bool splice(Workbench& bench) {
  const Place place = pick_place(bench);
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
    {"asn1.wrap", "a value inside one more", true, wrap},
    {"asn1.unwrap", "members stand where their value stood", true, unwrap},
    {"asn1.deep", "a value inside 29 to 500 more", true, nest_deeply},
    {"asn1.splice", "a value of another message", true, splice},
};

}  // namespace

Operations structure_operations() { return kOperations; }

}  // namespace smime::mutate
