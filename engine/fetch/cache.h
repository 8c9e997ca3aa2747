#pragma once
#include <optional>
#include <string>

#include "base/limits.h"
#include "engine/fetch/bundle.h"

namespace smime::fetch {

/// Answers on disk, kept between runs: one bundle file of one item per address, named by the
/// SHA-256 of kind, URL and certificate. An answer is used until its nextUpdate, at most for a
/// week; one that names no such time for twelve hours, as Windows does with OCSP responses.
/// Failures are not kept. A file that is damaged, or speaks of another address, counts as absent.
class Cache {
 public:
  /// `directory` is made when something is kept, for its owner alone. Empty: nothing is kept.
  Cache(std::string directory, const Limits& limits);

  [[nodiscard]] std::optional<Item> find(const Item& wanted, Time now) const;
  /// False if the item could not be written; `error` then says why.
  [[nodiscard]] bool keep(const Item& item, std::string& error) const;

 private:
  [[nodiscard]] std::string path_of(const Item& item) const;

  std::string directory_;
  const Limits& limits_;
};

}  // namespace smime::fetch
