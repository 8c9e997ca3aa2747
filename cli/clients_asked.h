#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "cli/options.h"
#include "engine/judge/client_file.h"

namespace smime::cli {

/// The policies to judge by, "strict" first, each once. Clients of --client-file are known by their
/// id, which nothing else may have, and are asked even if --client does not name them.
struct ClientsAsked {
  std::vector<std::shared_ptr<const judge::ClientPolicy>> policies;
  judge::Clients known;
};
/// Nothing after a line on standard error: unknown name or unusable file.
[[nodiscard]] std::optional<ClientsAsked> clients_asked(const Options& options);

}  // namespace smime::cli
