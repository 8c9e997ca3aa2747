#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/given.h"

namespace smime::report {

/// What all messages of one run share and every object repeats, so that it can stand alone.
struct Run {
  std::string smimecheck, openssl;  // versions
  /// Client id → "sha256:…" of the list it was judged with, in the order asked, "strict" first.
  /// Nothing: no list was given.
  std::vector<std::pair<std::string, std::optional<std::string>>> trust;
  pki::PolicyInputs policies = {};  // of "strict" alone
};

/// `smimecheck` is the program's version.
[[nodiscard]] Run describe_run(const Given& given, std::string smimecheck);

}  // namespace smime::report
