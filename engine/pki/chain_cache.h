#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/moment.h"
#include "engine/crypto/digest.h"
#include "engine/facts.h"
#include "engine/pki/path_builder.h"

namespace smime::pki {

/// A chain as it was evaluated, with what that cost and when it holds.
struct KeptChain {
  /// What the evaluation took from the budgets that all chains of a message share.
  struct Spent {
    std::uint32_t name_comparisons = 0, policy_nodes = 0;
  };

  ChainFacts chain;  // findings at places below the chain's own: "/cert/0"
  TimeSpan at, now;  // the times at which it holds: the one judged at, and the present
  SignatureChecks::Answers signatures;
  SignatureChecks::Answers given_signatures, message_signatures;  // of revocation data
  Spent rfc, windows;
  std::uint32_t given_steps = 0, message_steps = 0;  // of Limits::revocation_steps

  /// About how much memory it holds.
  [[nodiscard]] std::size_t octets() const;
};

/// Chains that were evaluated before, for messages that are verified with the same lists one after
/// the other or side by side: may be used by several threads. It knows nothing of what decides:
/// whoever asks puts all of that but the times into the key. What is found is what was put there,
/// so evaluating again would have to give the same (tests/engine/chain_cache_test.cc).
///
/// Holds at most about `most` octets: half of them young, half of them old. Once the young half is
/// full it becomes the old one, and what was old and not asked for since is gone. A chain larger
/// than a 64th of `most` is not kept, and each half holds no more than kSpans of one key.
class ChainCache {
 public:
  static constexpr std::size_t kSpans = 16;

  explicit ChainCache(std::size_t most) : most_(most) {}

  /// The chain with this key that holds at both times; null: there is none.
  [[nodiscard]] std::shared_ptr<const KeptChain> find(const crypto::Sha256& key, Time at, Time now);
  void keep(const crypto::Sha256& key, KeptChain chain);

  struct Counts {
    std::uint64_t found = 0, missed = 0;
    std::size_t octets = 0;  // held
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct Hash {
    std::size_t operator()(const crypto::Sha256& key) const {
      return std::hash<std::string_view>()(as_text(key));
    }
  };
  using Kept = std::shared_ptr<const KeptChain>;
  struct Half {
    std::unordered_map<crypto::Sha256, std::vector<Kept>, Hash> chains;
    std::size_t octets = 0;
  };

  [[nodiscard]] static Kept find_in(const Half& half, const crypto::Sha256& key, Time at, Time now);
  void put(const crypto::Sha256& key, Kept chain, std::size_t octets);

  const std::size_t most_;
  mutable std::mutex mutex_;  // of all below
  Half young_, old_;
  Counts counts_;
};

}  // namespace smime::pki
