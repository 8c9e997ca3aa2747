#include "engine/judge/builtin_clients.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <stdexcept>

namespace smime::judge {
namespace {

struct Embedded {
  std::string_view set;  // the folder below clients/; empty: none
  std::string_view name, text;
};

constexpr Embedded kFiles[] = {
#include "client_files.inc"
};

/// A file that others extend: "common" by all, the base of a set by its members.
bool is_base(const Embedded& file) { return file.name == "common" || file.name == file.set; }

const Embedded* find(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kFiles), std::end(kFiles),
                                         [&](const auto& file) { return file.name == name; });
  return found == std::end(kFiles) ? nullptr : found;
}

/// The files that were read, each once.
class Cache {
 public:
  std::shared_ptr<const ClientPolicy> get(const Embedded& file) {
    const std::lock_guard lock(mutex_);
    return read(file);
  }

 private:
  std::shared_ptr<const ClientPolicy> read(const Embedded& file) {
    if (const auto known = read_.find(file.name); known != read_.end()) return known->second;
    // What it may extend comes first: common, then the base of its set.
    for (const std::string_view base : {std::string_view("common"), file.set}) {
      const Embedded* const needed = find(base);
      if (needed == &file) break;
      if (needed != nullptr) (void)read(*needed);
    }
    const ClientFile result = read_client(file.text, file.name, read_);
    // Our own files, held by tests: wrong ones are an error of the program, not of its input.
    if (!result.policy) throw std::logic_error(result.error);
    read_.emplace(result.policy->id, result.policy);
    return result.policy;
  }

  std::mutex mutex_;
  Clients read_;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

std::vector<std::string> members_of(std::string_view set) {
  std::vector<std::string> ids;
  for (const Embedded& file : kFiles) {
    if (file.set == set && !is_base(file) && file.name != "strict") ids.emplace_back(file.name);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

const Clients& builtin_clients() {
  static const Clients kClients = [] {
    Clients all;
    for (const Embedded& file : kFiles) all.emplace(file.name, cache().get(file));
    return all;
  }();
  return kClients;
}

std::shared_ptr<const ClientPolicy> builtin_client(std::string_view id) {
  const Embedded* const file = find(id);
  return file == nullptr ? nullptr : cache().get(*file);
}

std::vector<std::string> clients_named(std::string_view name) {
  if (name == "outlook") return {"outlook_win"};
  if (name == "mobile") return {"outlook_mobile", "ios_mail", "eas"};
  if (name == "all") {
    std::vector<std::string> all = members_of("");
    all.insert(all.begin(), "strict");
    return all;
  }
  const Embedded* const file = find(name);
  if (file == nullptr) return {};
  if (!is_base(*file)) return {std::string(name)};
  return file->set.empty() ? std::vector<std::string>() : members_of(file->set);
}

}  // namespace smime::judge
