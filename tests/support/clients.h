#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/judge/builtin_clients.h"

namespace smime::test {

/// A built-in client; a std::runtime_error if there is none of that name.
[[nodiscard]] inline std::shared_ptr<const judge::ClientPolicy> client(std::string_view id) {
  const auto found = judge::builtin_clients().find(id);
  if (found == judge::builtin_clients().end())
    throw std::runtime_error("no built-in client " + std::string(id));
  return found->second;
}

}  // namespace smime::test
