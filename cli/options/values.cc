#include "cli/options/values.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"

namespace smime::cli {
namespace {

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::uint64_t number(std::string_view option, const std::string& text, std::uint64_t least,
                     std::uint64_t most) {
  const auto value = decimal(text);
  if (value && *value >= least && *value <= most) return *value;
  throw UsageError{std::string(option) + " " + text + ": give a number from " +
                   std::to_string(least) + " to " + std::to_string(most)};
}

void not_among(std::string_view option, const std::string& text,
               const std::vector<std::string_view>& words) {
  std::string known;
  for (std::size_t i = 0; i < words.size(); ++i)
    known += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + std::string(words[i]);
  throw UsageError{std::string(option) + " " + text + ": give " + known};
}

bool is_object_identifier(const std::string& text) {
  std::vector<std::string> arcs = {""};
  for (const char c : text) {
    if (c == '.') {
      arcs.emplace_back();
    } else if (c >= '0' && c <= '9') {
      arcs.back() += c;
    } else {
      return false;
    }
  }
  const auto wrong = [](const std::string& arc) {
    return arc.empty() || arc.size() > 39 || (arc.size() > 1 && arc.front() == '0');
  };
  if (arcs.size() < 2 || std::any_of(arcs.begin(), arcs.end(), wrong)) return false;
  if (arcs[0] == "2") return true;
  return arcs[0] < "2" && arcs[0].size() == 1 &&
         (arcs[1].size() == 1 || (arcs[1].size() == 2 && arcs[1] < "40"));
}

bool is_proxy(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  if (ascii_lower(text.substr(0, kScheme.size())) != kScheme) return false;
  text.remove_prefix(kScheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t host_end = text.starts_with('[') ? text.find(']') : 0;
  if (host_end == std::string_view::npos) return false;
  const std::size_t colon = text.find(':', host_end);
  const std::string_view host = text.substr(0, colon);
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return c > ' ' && c <= '~' && std::string_view("/@?#\\").find(c) == std::string_view::npos;
  });
  if (host.empty() || !plain) return false;
  if (colon == std::string_view::npos) return true;
  const auto port = decimal(text.substr(colon + 1));
  return port && *port >= 1 && *port <= 65'535;
}

}  // namespace smime::cli
