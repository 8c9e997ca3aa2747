// One Content-Type value.
#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"
#include "fuzz/support/demand.h"
#include "mime/content_type.h"

using namespace smime;
using namespace smime::mime;
using fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  Findings findings;
  const auto type = read_content_type(value, "part/1", findings);
  // An error is reported if and only if there is no type, apart from a boundary spelled unclearly.
  const bool refused = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return info(finding.code).severity == Severity::Error &&
           finding.code != Code::MimeBoundaryAmbiguousValue;
  });
  demand(refused == !type.has_value());
  if (!type) return 0;
  demand(type->present && !type->type.empty() && !type->subtype.empty());
  demand(ascii_lower(type->type) == type->type && ascii_lower(type->subtype) == type->subtype);
  std::set<std::string> names;
  std::string printed = type->type + '/' + type->subtype;
  for (const auto& [name, text] : type->parameters) {
    demand(names.insert(name).second && ascii_lower(name) == name);
    std::string escaped;
    for (const char c : text) {
      // Octets that only RFC 2231 can carry are not printed back.
      if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7F) return 0;
      if (c == '"' || c == '\\') escaped.push_back('\\');
      escaped.push_back(c);
    }
    printed += "; " + name + "=\"" + escaped + '"';
  }
  // Printed in plain form and read again, it says the same.
  Findings again;
  const auto same = read_content_type(printed, "part/1", again);
  demand(same && same->is(type->type + '/' + type->subtype));
  demand(same->parameters == type->parameters);
  return 0;
}
