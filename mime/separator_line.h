#pragma once
#include <cstdint>

#include "base/bytes.h"

namespace smime::mime {

/// True for the line that stands before a message in a mailbox file (RFC 4155): "From ", an
/// address, and a date with time of day and year. `line` is without its line end. A sentence that
/// begins with "From " is none.
[[nodiscard]] bool is_separator_line(Bytes line);

/// Messages in the file if it is a mailbox, that is, begins with a separator line: those lines that
/// follow an empty line are counted, up to `most`. 0 if it does not begin with one.
[[nodiscard]] std::uint32_t count_messages(Bytes file, std::uint32_t most);

}  // namespace smime::mime
