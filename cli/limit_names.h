#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace smime::cli {

/// Sets the limit called `name` ("message-size", or message_size); false: there is none.
[[nodiscard]] bool set_limit(Limits& limits, std::string_view name, std::uint32_t value);

struct NamedLimit {
  std::string_view name;
  std::uint32_t value = 0;
};
/// Every limit with its value, in the order of base/limits.h.
[[nodiscard]] std::vector<NamedLimit> named_limits(const Limits& limits);

}  // namespace smime::cli
