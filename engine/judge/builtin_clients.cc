#include "engine/judge/builtin_clients.h"

#include <stdexcept>

namespace smime::judge {
namespace {

struct Embedded {
  std::string_view name, text;
};

constexpr Embedded kFiles[] = {
#include "client_files.inc"
};

Clients read_all() {
  Clients clients;
  const auto read = [&](const Embedded& file) {
    const ClientFile result = read_client(file.text, file.name, clients);
    // Our own files, held by tests: wrong ones are an error of the program, not of its input.
    if (!result.policy) throw std::logic_error(result.error);
    clients.emplace(result.policy->id, result.policy);
  };
  // The others extend it.
  for (const Embedded& file : kFiles) {
    if (file.name == "common") read(file);
  }
  for (const Embedded& file : kFiles) {
    if (file.name != "common") read(file);
  }
  return clients;
}

}  // namespace

const Clients& builtin_clients() {
  static const Clients kClients = read_all();
  return kClients;
}

std::vector<std::string> clients_named(std::string_view name) {
  if (name == "outlook") return {"outlook_win"};
  if (name == "mobile") return {"outlook_mobile", "ios_mail", "eas"};
  if (name == "all") {
    std::vector<std::string> all = {"strict"};
    for (const auto& [id, policy] : builtin_clients()) {
      if (id != "strict" && id != "common") all.push_back(id);
    }
    return all;
  }
  if (name == "common" || !builtin_clients().contains(name)) return {};
  return {std::string(name)};
}

}  // namespace smime::judge
