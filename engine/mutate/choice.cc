#include "engine/mutate/choice.h"

#include <algorithm>
#include <utility>

namespace smime::mutate {

OpenedCms* pick_cms(Workbench& bench) {
  std::vector<OpenedCms*> all;
  for (Part* const part : parts_of(bench.message))
    if (part->cms) all.push_back(&*part->cms);
  return all.empty() ? nullptr : bench.random.pick(all);
}

Part& pick_part(Workbench& bench) {
  const std::vector<Part*> all = parts_of(bench.message);
  return *all[bench.random.below(all.size())];
}

Part* pick_multipart(Workbench& bench, std::size_t least) {
  std::vector<Part*> all = parts_of(bench.message);
  std::erase_if(all, [&](const Part* part) {
    return !part->is_multipart() || part->children.size() < least;
  });
  return all.empty() ? nullptr : bench.random.pick(all);
}

Place pick_place(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  if (cms == nullptr) return {};
  if (bench.random.one_in(2)) {
    std::vector<Place> all = places(cms->tree);
    return all.empty() ? Place{} : bench.random.pick(all);
  }
  Place place;
  Node* node = &cms->tree;
  while (!node->children.empty() && (place.parent == nullptr || !bench.random.one_in(5))) {
    place = {node, bench.random.below(node->children.size())};
    node = &place.node();
  }
  return place;
}

std::optional<SignedShape> pick_signed_data(Workbench& bench) {
  OpenedCms* const cms = pick_cms(bench);
  return cms == nullptr ? std::nullopt : find_signed_data(cms->tree);
}

void erase_child(Node& node, const Node* child) {
  node.children.erase(node.children.begin() + (child - node.children.data()));
}

void insert_child(Node& node, std::size_t at, Node child) {
  node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(at), std::move(child));
}

bool duplicate_child(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.empty()) return false;
  const Node copy = bench.random.pick(node->children);
  insert_child(*node, bench.random.below(node->children.size() + 1), copy);
  return true;
}

bool drop_child(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.empty()) return false;
  erase_child(*node, &bench.random.pick(node->children));
  return true;
}

bool rotate_children(Workbench& bench, Node* node) {
  if (node == nullptr || node->children.size() < 2) return false;
  auto& all = node->children;
  const std::size_t first = 1 + bench.random.below(all.size() - 1);
  std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
  return true;
}

std::string delimiter_of(const Part& part, const std::string& boundary) {
  const std::string end = line_end_of(part);
  return end + "--" + boundary + end;
}

std::string delimiter_of(const Part& part) { return delimiter_of(part, boundary_of(part)); }

void insert_part(Part& parent, std::size_t at, Part part) {
  parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(at),
                         std::move(part));
}

void change_octets(Workbench& bench, Octets& value) {
  Random& random = bench.random;
  if (bench.change_octets != nullptr && *bench.change_octets && !value.empty() &&
      random.one_in(2)) {
    const std::size_t size = value.size();
    value.resize(size + std::min<std::size_t>(bench.room, 64));
    value.resize(std::min(value.size(), (*bench.change_octets)(value.data(), size, value.size())));
    return;
  }
  static constexpr std::uint8_t kEdges[] = {0x00, 0x01, 0x0A, 0x0D, 0x20, 0x30, 0x7F, 0x80, 0xFF};
  const std::size_t changes = 1 + random.below(random.one_in(4) ? 8 : 2);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::uint8_t octet = random.one_in(2) ? random.pick(kEdges) : random.octet();
    const std::size_t kind = random.below(4);
    if (value.empty() || kind == 0)
      value.insert(value.begin() + static_cast<std::ptrdiff_t>(random.below(value.size() + 1)),
                   octet);
    else if (kind == 1)
      value.erase(value.begin() + static_cast<std::ptrdiff_t>(random.below(value.size())));
    else if (kind == 2)
      random.pick(value) = octet;
    else
      random.pick(value) ^= static_cast<std::uint8_t>(1U << random.below(8));
  }
}

}  // namespace smime::mutate
