#pragma once
#include <string_view>

#include "engine/report/layout.h"

namespace smime::report {

/// What a word of the output other than `strict`'s means: a client's verdict, a severity, how well
/// something is known, a shorthand of --client. A word may be several of these. False: it is none.
[[nodiscard]] bool write_word(TextPage& page, std::string_view word);

}  // namespace smime::report
