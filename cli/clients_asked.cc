#include "cli/clients_asked.h"

#include <algorithm>

#include "base/bytes.h"
#include "cli/complain.h"
#include "cli/load.h"
#include "engine/judge/builtin_clients.h"

namespace smime::cli {
namespace {

constexpr std::uint64_t kClientFileSize = 4U << 20U;
const std::vector<std::string> kDefault = {"strict", "owa", "outlook", "mobile"};

/// Why a client of the user's own cannot have this id; empty: it can.
std::string fault_of_id(const std::string& id, const judge::Clients& known) {
  if (!is_client_name(id))
    return "is no id that options can name; use small letters, digits, _ and -";
  if (known.contains(id) || !judge::clients_named(id).empty())
    return "is the id of another client, or stands for several; give this one its own";
  return "";
}

bool read_client_files(const Options& options, ClientsAsked& asked,
                       std::vector<std::string>& names) {
  for (const std::string& path : options.client_files) {
    const Loaded file = load(path, kClientFileSize, Pipes::Read);
    if (!file.octets) {
      complain("--client-file " + path + ": " + file.error + "; " +
               (file.too_large ? "give a client file" : cure_of_path(file)));
      return false;
    }
    const judge::ClientFile read = judge::read_client(as_text(*file.octets), path, asked.known);
    if (!read.policy) {
      complain("--client-file " + read.error);
      return false;
    }
    if (const std::string fault = fault_of_id(read.policy->id, asked.known); !fault.empty()) {
      complain("--client-file " + path + ": id: \"" + read.policy->id + "\" " + fault);
      return false;
    }
    asked.known[read.policy->id] = read.policy;
    names.push_back(read.policy->id);
  }
  return true;
}

}  // namespace

std::optional<ClientsAsked> clients_asked(const Options& options) {
  ClientsAsked asked;
  // A user's file may extend any of them; otherwise only those that are asked for are read.
  if (!options.client_files.empty()) asked.known = judge::builtin_clients();
  std::vector<std::string> own;
  if (!read_client_files(options, asked, own)) return std::nullopt;
  std::vector<std::string> ids = {"strict"};  // its word is in every result
  for (const std::string& name : options.clients.empty() ? kDefault : options.clients) {
    std::vector<std::string> named = judge::clients_named(name);
    if (named.empty() && std::find(own.begin(), own.end(), name) != own.end()) named = {name};
    if (named.empty()) {
      complain("--client " + name + ": there is no such client; known are " + [] {
        std::string list;
        for (const std::string& id : judge::clients_named("all")) list += id + ", ";
        return list + "outlook, mobile, study, all";
      }());
      return std::nullopt;
    }
    ids.insert(ids.end(), named.begin(), named.end());
  }
  ids.insert(ids.end(), own.begin(), own.end());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(ids.begin(), end, ids[i]) != end) continue;
    const auto known = asked.known.find(ids[i]);
    auto policy = known != asked.known.end() ? known->second : judge::builtin_client(ids[i]);
    if (policy) asked.policies.push_back(std::move(policy));
  }
  return asked;
}

}  // namespace smime::cli
