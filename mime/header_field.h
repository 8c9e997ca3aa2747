#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"

namespace smime::mime {

/// One header field by position (RFC 5322 2.2), folding lines included.
struct HeaderField {
  Extent name;   // without blanks and colon
  Extent value;  // after the colon, through the last character before the line end; still folded
};

/// A header block split into fields. `block` is the extent through the empty line.
struct HeaderBlock {
  Extent block;
  std::vector<HeaderField> fields;
  /// Ended, but not by CRLF CRLF, although lines of it end with CRLF.
  bool ended_by_lf = false;
  bool lf_alone = false;  // the same, and no line of it ends with CRLF
};

/// Splits the header that begins at `from` and ends, at the latest, at `end`. Accepts CRLF and LF
/// line ends. Whatever readers are known to treat differently is reported: NUL, bare CR, a blank
/// before the colon, a line without colon, a continuation line before the first field. A fault that
/// can only change what one field says names it in the detail "field", and the field is listed; a
/// fault without that detail (a line that is no field, a CR that hides a MIME field or the end of
/// the header, a line at which some readers end it before a MIME field) can change the structure of
/// the message. So can a NUL, whatever its field: some readers lose the line end behind it. What
/// exceeds a limit is not listed; `fields_left` is what Limits::header_fields_total leaves.
[[nodiscard]] HeaderBlock read_header(Bytes buffer, std::uint32_t from, std::uint32_t end,
                                      std::string_view where, const Limits& limits, Findings& out,
                                      std::uint32_t fields_left = UINT32_MAX);

/// For a reader that knows CRLF only, the empty line of a header with LF alone is none, and the
/// header goes on in the preamble. Mail whose header was written with LF around parts with CRLF is
/// usual; fields that decide what is shown are not, there: true if there is one.
[[nodiscard]] bool header_goes_on(Bytes preamble);

/// The value without folding (RFC 5322 2.2.3): line ends before a blank are removed, outer blanks
/// trimmed. Octets are otherwise as in the message.
[[nodiscard]] std::string unfold(Bytes raw_value);

/// The unfolded values of all fields called `name`, ASCII case ignored.
[[nodiscard]] std::vector<std::string> values_of(Bytes buffer,
                                                 const std::vector<HeaderField>& fields,
                                                 std::string_view name);

}  // namespace smime::mime
