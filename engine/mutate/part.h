#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/mutate/base64.h"
#include "engine/mutate/node.h"

namespace smime::mutate {

/// The CMS object in the body of a part, opened. When it is written, lengths and base64 are right
/// again; one that was not changed keeps its octets.
struct OpenedCms {
  Node tree;
  Octets octets;      // as found
  std::string found;  // the body that stood for them
  bool base64 = false;
  Base64Layout layout;
  std::string before, after;  // PEM: the lines around the base64
};

/// A MIME entity that can be changed and written again: pieces of text, each as it was found, line
/// ends included. Nothing is unfolded, nothing normalised: render(read_part(x)) is x, whatever x
/// holds. Read tolerantly: where fields contradict one another, the first one counts.
struct Part {
  std::string delimiter;            // before it, with the line end that belongs to it; may be empty
  std::vector<std::string> fields;  // whole fields, folding lines included
  std::string empty_line;           // after the header
  std::string body;                 // of a leaf without opened CMS object
  std::optional<OpenedCms> cms;
  std::string preamble;        // of a part with children: of a multipart, or the one message
  std::vector<Part> children;  //   inside message/rfc822
  std::string close;           // close delimiter with the line end before it; empty: there is none
  std::string epilogue;

  [[nodiscard]] bool is_multipart() const {
    return !children.empty() && !children.front().delimiter.empty();
  }
};

/// Reads a message, or a CMS object alone (DER, PEM, base64): then a part without a header.
[[nodiscard]] Part read_part(Bytes octets);
[[nodiscard]] std::string render(const Part& part);
/// Without the delimiter: what a signature over this part covers.
[[nodiscard]] std::string render_entity(const Part& part);

/// The name of a field ("Content-Type"), and its value as it stands, without the last line end.
[[nodiscard]] std::string_view field_name(std::string_view field);
[[nodiscard]] std::string_view field_value(std::string_view field);
/// The first field with that name; npos if there is none.
[[nodiscard]] std::size_t find_field(const Part& part, std::string_view name);
/// The boundary of the first Content-Type field, quotes removed; empty if there is none.
[[nodiscard]] std::string boundary_of(const Part& part);
/// CRLF or LF, as most lines of the header end.
[[nodiscard]] std::string line_end_of(const Part& part);

/// `part` and all parts inside it, outermost first. Valid until the tree changes.
[[nodiscard]] std::vector<Part*> parts_of(Part& part);

}  // namespace smime::mutate
