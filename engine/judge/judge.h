#pragma once
#include <string>
#include <vector>

#include "engine/facts.h"
#include "engine/judge/client_policy.h"

namespace smime::judge {

/// What one client will show for one message.
struct Verdict {
  std::string client;
  ClientWord word = ClientWord::Unknown;
  std::string reason;     // the finding code that decided, or empty
  std::string condition;  // the client's condition it fell under
  std::vector<std::string> codes, text, source, cure;
  std::vector<std::uint32_t> chains;  // ids within the deciding signature
  std::vector<std::string> assumes;   // "trust", "revocation"
  Certainty certainty = Certainty::Unknown, text_certainty = Certainty::Unknown;
};

/// Pure function: same facts and policy, same verdict. No octets, no clock, no OpenSSL.
[[nodiscard]] Verdict judge(const MessageFacts& facts, const ClientPolicy& client);

/// `strict`'s word for each layer and for the message (design 4), written into `facts`.
void decide_words(MessageFacts& facts);

}  // namespace smime::judge
