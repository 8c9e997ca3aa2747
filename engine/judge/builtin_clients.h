#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/judge/client_file.h"
#include "engine/judge/client_policy.h"

namespace smime::judge {

/// The client files that are part of the program, by id; made at the first call, then shared by all
/// threads. "common" is among them: it is no client, but a user's file may extend it.
[[nodiscard]] const Clients& builtin_clients();

/// What a name of --client stands for: "outlook", "mobile", "all" (strict first), or a built-in
/// client itself. Empty: no such client.
[[nodiscard]] std::vector<std::string> clients_named(std::string_view name);

}  // namespace smime::judge
