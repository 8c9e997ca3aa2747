#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/judge/client_policy.h"

/// Client files: how one mail client decides, as JSON (docs/client-files.md).
namespace smime::judge {

using Clients = std::map<std::string, std::shared_ptr<const ClientPolicy>, std::less<>>;

struct ClientFile {
  std::shared_ptr<const ClientPolicy> policy;  // null if and only if there is an error
  std::string error;  // one line, safe to print: the file, the place in it, and what is wrong there
};

/// Reads one client file. Strict: an unknown or repeated key, a word, finding code, condition or
/// source that is not known, a wrong type or a missing part is an error, and then nothing is read.
/// Guaranteed of a policy: every condition that its table names is there, every text has its
/// certainty, and every source id is described. `file` is only for the error; `bases` are the
/// policies that "extends" may name.
[[nodiscard]] ClientFile read_client(std::string_view json, std::string_view file,
                                     const Clients& bases);

}  // namespace smime::judge
