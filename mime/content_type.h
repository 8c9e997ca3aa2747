#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/findings.h"

namespace smime::mime {

/// A Content-Type field (RFC 2045 5.1) read by a strict tokenizer: tokens, quoted strings,
/// comments.
struct ContentType {
  std::string type = "text";      // lower case
  std::string subtype = "plain";  // lower case
  /// Names in lower case, each once; RFC 2231 continuations joined and decoded to octets.
  std::vector<std::pair<std::string, std::string>> parameters;
  bool present = false;  // false: no field, the values are the default

  [[nodiscard]] bool is(std::string_view type_slash_subtype) const;
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Reads a value, unfolded or as it stands in the message. Returns nothing if `out` received an
/// error: the value breaks the grammar, says a parameter twice, says one (other than a file name)
/// in plain and in RFC 2231 form, or has a comment that looks like parameters. An empty parameter
/// (";;", a last ";") is passed over. A boundary that readers spell differently (a comment beside
/// it, an escape or a fold in it, apostrophes around it, an encoded word in it) is an error too,
/// but is read as the standard says. RFC 2231 use of boundary is reported and accepted.
[[nodiscard]] std::optional<ContentType> read_content_type(std::string_view value,
                                                           std::string_view where, Findings& out);

/// The token that a value consists of, with nothing but blanks and comments behind it, as in
/// Content-Transfer-Encoding (RFC 2045 6.1, RFC 822 3.4.3). Nothing if it is anything else.
[[nodiscard]] std::optional<std::string_view> single_token(std::string_view value);

}  // namespace smime::mime
