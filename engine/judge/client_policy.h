#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.h"
#include "engine/facts.h"

/// Opinions as data: how one mail client decides, and what it then shows. Pure values.
namespace smime::judge {

/// What a client shows; severest first (design 2: of several conditions the first wins).
enum class ClientWord : std::uint8_t { Invalid, NotShown, Unknown, Warning, Valid, NotApplicable };
[[nodiscard]] std::string_view wire_name(ClientWord word);

/// How well a statement is known.
enum class Certainty : std::uint8_t { Observed, Vendor, ThirdParty, Hypothesis, Inferred, Unknown };
[[nodiscard]] std::string_view wire_name(Certainty certainty);

/// One place where a client has a chain evaluated.
struct EnvironmentRule {
  std::string id;  // "server", "client", "signing-time"
  /// Whose list holds the anchors: "trust" = the list given without a prefix (or this client's
  /// own); a client id = that client's own list (--trust CLIENT=FILE).
  std::string anchors;
  std::vector<Source> helpers;  // Message, Intermediates
  enum class At : std::uint8_t { Now, SigningTime } at = At::Now;
};

/// What the client shows under one condition.
struct Condition {
  ClientWord word = ClientWord::Unknown;
  std::vector<std::string> text;   // verbatim, with a source; never a guess
  std::vector<std::string> codes;  // "0x800B0109 UntrustedRoot"
  Certainty certainty = Certainty::Unknown, text_certainty = Certainty::Unknown;
  std::vector<std::string> source;  // ids of the sources table
  std::string note;
};

/// One client, complete. Made by read_client() from a client file, never by code.
struct ClientPolicy {
  std::string id, name, summary, version;
  bool takes_sst = false;                       // --trust without prefix serves it as its own list
  std::vector<EnvironmentRule> environments;    // all must hold
  std::map<std::string, std::string> findings;  // finding code → condition; "" = no effect
  std::map<std::string, Condition> conditions;
  bool looks_at_first_signer_only = false;
};

}  // namespace smime::judge
