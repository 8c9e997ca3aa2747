#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/judge/client_file.h"
#include "engine/judge/client_policy.h"

namespace smime::judge {

/// The client files that are part of the program, by id; made at the first call, then shared by all
/// threads. Some are no clients, but a user's file may extend them: "common", and the base of each
/// set, which has the name of the set.
[[nodiscard]] const Clients& builtin_clients();

/// One of them, read when it is first asked for, without the others. Null: there is none.
[[nodiscard]] std::shared_ptr<const ClientPolicy> builtin_client(std::string_view id);

/// What a name of --client stands for: "outlook", "mobile", "all" (strict first, without sets), a
/// set ("study"), or a built-in client itself. Empty: no such client. Reads no file.
[[nodiscard]] std::vector<std::string> clients_named(std::string_view name);

}  // namespace smime::judge
