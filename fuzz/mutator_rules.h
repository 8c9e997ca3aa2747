#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "engine/mutate/mutate.h"

/// The rules of the custom mutators. A fuzzer has no options for them, so two come from the
/// environment:
///     SMIMECHECK_OPERATIONS=cms,boundary   only these operations or families
///     SMIMECHECK_RESIGN=never|sometimes|always
/// A word that means nothing ends the process with 2: a fuzzer would run for days on other rules.
[[noreturn]] inline void refuse_setting(const char* variable, std::string_view word) {
  std::fprintf(stderr, "%s: '%.*s' means nothing here; see smimecheck kit --help\n", variable,
               static_cast<int>(word.size()), word.data());
  std::_Exit(2);
}

inline smime::mutate::Rules mutator_rules() {
  smime::mutate::Rules rules;
  if (const char* const list = std::getenv("SMIMECHECK_OPERATIONS")) {
    for (std::string_view rest = list; !rest.empty();) {
      const std::string_view piece = rest.substr(0, rest.find(','));
      const std::string_view item = smime::trim_blanks(piece);
      if (!smime::mutate::is_operation(item)) refuse_setting("SMIMECHECK_OPERATIONS", item);
      rules.operations.emplace_back(item);
      rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
    }
  }
  if (const char* const resign = std::getenv("SMIMECHECK_RESIGN")) {
    using smime::mutate::Resign;
    const std::string_view when = resign;
    if (when != "never" && when != "sometimes" && when != "always")
      refuse_setting("SMIMECHECK_RESIGN", when);
    rules.resign = when == "never"    ? Resign::Never
                   : when == "always" ? Resign::Always
                                      : Resign::Sometimes;
  }
  return rules;
}
