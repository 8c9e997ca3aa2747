#pragma once
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/mutate/mutate.h"

/// The rules of the custom mutators. A fuzzer has no options for them, so two come from the
/// environment:
///     SMIMECHECK_OPERATIONS=cms,boundary   only these operations or families
///     SMIMECHECK_RESIGN=never|sometimes|always
inline smime::mutate::Rules mutator_rules() {
  smime::mutate::Rules rules;
  if (const char* const list = std::getenv("SMIMECHECK_OPERATIONS")) {
    for (std::string_view rest = list; !rest.empty();) {
      const std::string_view item = rest.substr(0, rest.find(','));
      if (smime::mutate::is_operation(item)) rules.operations.emplace_back(item);
      rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    }
  }
  if (const char* const resign = std::getenv("SMIMECHECK_RESIGN")) {
    using smime::mutate::Resign;
    const std::string_view when = resign;
    rules.resign = when == "never"    ? Resign::Never
                   : when == "always" ? Resign::Always
                                      : Resign::Sometimes;
  }
  return rules;
}
