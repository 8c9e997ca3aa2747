#include "engine/facts.h"

#include <array>

namespace smime {
namespace {
template <typename Enum, std::size_t N>
std::string_view at(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}
}  // namespace

std::string_view wire_name(Source source) {
  return at(std::array<std::string_view, 5>{"message", "trust", "intermediates", "fetched", "file"},
            source);
}

std::string_view wire_name(Revocation state) {
  return at(
      std::array<std::string_view, 5>{"good", "revoked", "unavailable", "stale", "not_checked"},
      state);
}

std::string_view wire_name(EvidenceSource source) {
  return at(std::array<std::string_view, 4>{"given", "message", "trust", "bundle"}, source);
}

std::string_view wire_name(LayerKind kind) {
  return at(std::array<std::string_view, 3>{"clear", "opaque", "bare"}, kind);
}

std::string_view wire_name(LayerType type) {
  return at(std::array<std::string_view, 6>{"signed", "encrypted", "certs-only", "compressed",
                                            "other", "unreadable"},
            type);
}

std::string_view wire_name(Coverage coverage) {
  return at(std::array<std::string_view, 3>{"whole", "partial", "attached_message"}, coverage);
}

}  // namespace smime
