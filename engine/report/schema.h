#pragma once
#include <string_view>

namespace smime::report {

/// JSON Schema (draft 2020-12) of one object of the output: what "type" says it is. A test holds
/// every output against it.
[[nodiscard]] std::string_view json_schema();

}  // namespace smime::report
