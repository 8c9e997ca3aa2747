#include "engine/mutate/node.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace smime::mutate {
namespace {

constexpr unsigned kDepth = 100;
constexpr unsigned kNodes = 50'000;
constexpr std::uint8_t kBitString = 0x03, kOctetString = 0x04;

class Reader {
 public:
  /// Reads one value off the front of `rest`, or leaves it as it is.
  std::optional<Node> read(Bytes& rest, unsigned depth) {
    if (depth > kDepth || left_ == 0) return std::nullopt;
    --left_;
    Bytes at = rest;
    Node node;
    if (!read_identifier(at, node) || at.empty()) return std::nullopt;
    const std::uint8_t first = at.front();
    at = at.subspan(1);
    if (first == 0x80) {
      node.indefinite = true;
      if (!node.constructed() || !read_to_end_of_contents(at, node, depth)) return std::nullopt;
      rest = at;
      return node;
    }
    std::size_t length = first;
    if (first > 0x80) {
      const std::size_t octets = first & 0x7FU;
      if (octets > 8 || octets > at.size()) return std::nullopt;
      length = 0;
      for (std::size_t i = 0; i < octets; ++i) length = length << 8U | at[i];
      at = at.subspan(octets);
      node.length_octets = static_cast<std::uint8_t>(octets);
    }
    if (length > at.size()) return std::nullopt;
    read_contents(at.first(length), node, depth);
    // The shortest form is the usual one: only what departs from it is worth noting.
    if (node.length_octets == shortest(length)) node.length_octets = 0;
    rest = at.subspan(length);
    return node;
  }

  static std::uint8_t shortest(std::size_t length) {
    if (length < 0x80) return 0;
    std::uint8_t octets = 1;
    while (length > 0xFF) {
      length >>= 8U;
      ++octets;
    }
    return octets;
  }

 private:
  static bool read_identifier(Bytes& at, Node& node) {
    if (at.empty() || at.front() == 0) return false;  // 00: end of contents
    std::size_t size = 1;
    if ((at.front() & 0x1FU) == 0x1F) {
      do {
        if (size == at.size() || size > 6) return false;
      } while ((at[size++] & 0x80U) != 0);
    }
    node.identifier = copy(at.first(size));
    at = at.subspan(size);
    return true;
  }

  /// Digests and keys are values by accident now and then: of an unusual class, or with contents
  /// that are none.
  static bool like_values(const std::vector<Node>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(),
                       [](const Node& node) { return (node.tag() & 0xC0U) == 0; }) &&
           all_read(nodes);
  }
  static bool all_read(const std::vector<Node>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [](const Node& node) {
      return !node.constructed() || (node.contents.empty() && all_read(node.children));
    });
  }

  bool read_to_end_of_contents(Bytes& at, Node& node, unsigned depth) {
    while (at.size() < 2 || at[0] != 0 || at[1] != 0) {
      auto child = read(at, depth + 1);
      if (!child) return false;
      node.children.push_back(std::move(*child));
    }
    at = at.subspan(2);
    return true;
  }

  void read_contents(Bytes value, Node& node, unsigned depth) {
    Bytes inside = value;
    std::size_t before = 0;
    bool may_hold_values = node.constructed();
    if (node.tag() == kBitString && value.size() > 2 && value[0] == 0) {
      before = 1;
      inside = value.subspan(1);
      may_hold_values = true;
    } else if (node.tag() == kOctetString && value.size() > 1) {
      may_hold_values = true;
    }
    while (may_hold_values && !inside.empty()) {
      auto child = read(inside, depth + 1);
      if (!child) break;
      node.children.push_back(std::move(*child));
    }
    if (!inside.empty() || !(node.constructed() || like_values(node.children)))
      node.children.clear();
    if (node.children.empty()) before = value.size();
    node.contents = copy(value.first(before));
  }

  unsigned left_ = kNodes;
};

/// Writes from the last octet to the first: each length is known when it is due, and no octet is
/// moved twice.
class Writer {
 public:
  explicit Writer(bool der) : der_(der) {}

  void write(const Node& node) {
    const bool indefinite = node.indefinite && node.constructed() && !der_;
    if (indefinite) out_.insert(out_.end(), 2, 0);
    const std::size_t end = out_.size();
    write_contents(node);
    if (node.identifier.empty()) return;
    if (indefinite) {
      out_.push_back(0x80);
    } else if (!node.false_length.empty()) {
      back(node.false_length);
    } else {
      write_length(out_.size() - end, der_ ? 0 : node.length_octets);
    }
    back(node.identifier);
  }
  void write_contents(const Node& node) {
    for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) write(*child);
    back(node.contents);
  }
  Octets take() {
    std::reverse(out_.begin(), out_.end());
    return std::move(out_);
  }

 private:
  void back(const Octets& octets) { out_.insert(out_.end(), octets.rbegin(), octets.rend()); }
  void write_length(std::size_t length, std::uint8_t least) {
    const std::uint8_t octets = std::max(Reader::shortest(length), least);
    if (octets == 0) {
      out_.push_back(static_cast<std::uint8_t>(length));
      return;
    }
    for (std::uint8_t i = 0; i < octets; ++i, length >>= 8U)
      out_.push_back(static_cast<std::uint8_t>(length));
    out_.push_back(0x80U | octets);
  }

  bool der_;
  Octets out_;
};

void collect(Node& node, std::vector<Place>& out) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    out.push_back({&node, i});
    collect(node.children[i], out);
  }
}

}  // namespace

Node read_nodes(Bytes octets) {
  Node root;
  Reader reader;
  while (!octets.empty()) {
    auto node = reader.read(octets, 0);
    if (!node) break;
    root.children.push_back(std::move(*node));
  }
  if (!octets.empty()) {
    root.children.emplace_back();
    root.children.back().contents = copy(octets);
  }
  return root;
}

Octets encode(const Node& node) {
  Writer writer(false);
  writer.write(node);
  return writer.take();
}

Octets encode_der(const Node& node) {
  Writer writer(true);
  writer.write(node);
  return writer.take();
}

Octets encode_contents(const Node& node) {
  Writer writer(false);
  writer.write_contents(node);
  return writer.take();
}

Node primitive(std::uint8_t tag, Bytes contents) {
  Node node;
  node.identifier = {tag};
  node.contents = copy(contents);
  return node;
}

Node constructed(std::uint8_t tag, std::vector<Node> children) {
  Node node;
  node.identifier = {tag};
  node.children = std::move(children);
  return node;
}

Node node_of(Bytes der) { return std::move(read_nodes(der).children.at(0)); }

std::vector<Place> places(Node& root) {
  std::vector<Place> out;
  collect(root, out);
  return out;
}

}  // namespace smime::mutate
