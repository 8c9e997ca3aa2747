#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/facts.h"
#include "engine/judge/client_policy.h"

namespace smime::judge {

/// What one client will show for one message.
struct Verdict {
  std::string client;
  std::string name;  // for people: "Outlook on the web"
  ClientWord word = ClientWord::Unknown;
  /// The finding code that decided, or empty. Of a valid client: the error or warning that it does
  /// not mind; a notice is no reason for anything to be valid.
  std::string reason;
  std::string condition;  // the client's condition it fell under
  std::vector<std::string> codes, text, source, cure;
  std::vector<std::uint32_t> chains;  // ids within the deciding signature
  std::vector<std::string> assumes;   // "trust", "revocation"
  std::string note;                   // of the condition: what its sources say beside
  Certainty certainty = Certainty::Unknown, text_certainty = Certainty::Unknown;
};

/// Pure function: same facts and policy, same verdict. No octets, no clock, no OpenSSL. Judges the
/// layer that decide_words() chose, so that comes first. What the policy says nothing about is
/// Unknown, never Valid.
[[nodiscard]] Verdict judge(const MessageFacts& facts, const ClientPolicy& client);

/// The word of `strict` for each layer, for the message and the layer that decides it, written into
/// `facts` (docs/verdicts.md). Uses the chains that "strict" is a user of.
void decide_words(MessageFacts& facts);

/// `strict`'s word for one signer with its chain, as if it were the only one.
[[nodiscard]] Word signer_word(const SignerFacts& signer);

/// True if the chain of `strict` has no error: path, anchor, time, usage. Weak algorithms and
/// addresses do not count. Nothing if there is no such chain or it could not be evaluated.
[[nodiscard]] std::optional<bool> trusted(const SignerFacts& signer);

}  // namespace smime::judge
