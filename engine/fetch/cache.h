#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "engine/fetch/bundle.h"

namespace smime::fetch {

/// Answers on disk, kept between runs: one bundle file of one item per address, named by the
/// SHA-256 of kind, URL and certificate. An answer is used until its nextUpdate, at most for a
/// week; one that names no such time for twelve hours, as Windows does with OCSP responses.
/// Failures are not kept. A file that is damaged, or speaks of another address, counts as absent.
/// The cache checks no signature: what is kept, and what is found, must be vouched for
/// (vouched.h), or one answer that somebody slipped in would be given until it ends.
class Cache {
 public:
  /// `directory` is made when something is kept, for its owner alone. Empty: nothing is kept on
  /// disk. Beside that, up to `memory` octets are kept in memory while this object lives; those
  /// not asked for longest go first, and are asked for again.
  Cache(std::string directory, const Limits& limits, std::uint64_t memory = 0);

  [[nodiscard]] std::optional<Item> find(const Item& wanted, Time now);
  /// False if the item could not be written; `error` then says why.
  [[nodiscard]] bool keep(const Item& item, std::string& error);

 private:
  [[nodiscard]] std::string path_of(const Item& item) const;
  [[nodiscard]] std::optional<Item> find_in_memory(const std::string& path);
  [[nodiscard]] std::optional<Item> find_on_disk(const std::string& path) const;
  void keep_in_memory(const std::string& path, const Item& item);

  using Recent = std::list<std::pair<std::string, Item>>;  // last used first, with its path_of()
  std::string directory_;
  const Limits& limits_;
  std::uint64_t most_ = 0, held_ = 0;  // octets in memory
  Recent recent_;
  std::map<std::string, Recent::iterator> places_;
};

}  // namespace smime::fetch
