#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  /// Whose list holds the anchors: "trust" = the list given without a prefix, or this client's own;
  /// a client id = that client's own list (--trust CLIENT=FILE). needed_environments() resolves it.
  std::string anchors;
  std::vector<Source> helpers;  // besides Trust, which always helps
  /// Given: whatever --at says. Now: the time of the check. SigningTime: the signer's claim, or
  /// now.
  enum class At : std::uint8_t { Given, Now, SigningTime } at = At::Now;
  Certainty certainty = Certainty::Unknown;
  std::vector<std::string> source;
  std::string note;
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

/// One line of the finding → condition table. All that is named must hold; the first line that
/// holds is taken.
struct FindingRule {
  std::string condition;                  // "" = no effect
  std::optional<EnvironmentRule::At> at;  // only for a chain of such an environment
  std::string with;                       // only if the signature also has this finding
  std::optional<LayerKind> kind;          // only in such a layer
  /// Only if the finding has this detail with this value.
  std::optional<std::pair<std::string, std::int64_t>> detail;
  bool revocation_tried = false;  // only for a chain whose revocation was tried
};

/// What the client is known to do where no single finding says it: for people, not evaluated.
struct Rule {
  std::string says;
  Certainty certainty = Certainty::Unknown;
  std::vector<std::string> source;
};

/// A setting of the product that changes how conditions are shown. Carried, not yet applied.
struct Setting {
  struct Change {
    std::string value;
    std::string condition;
    ClientWord word = ClientWord::Unknown;
  };
  std::string name, where, values, preset, effect;  // preset: what holds if nobody set it
  std::vector<Change> changes;
  Certainty certainty = Certainty::Unknown;
  std::vector<std::string> source;
};

/// One client, complete; without environments: a base that others extend. Made by read_client()
/// from a client file, never by code.
struct ClientPolicy {
  std::string id, name, summary, version;
  std::string extends;                        // the id of the file it extends; empty: none
  bool takes_sst = false;                     // --trust without prefix serves it as its own list
  bool checks_revocation = false;             // else nothing is assumed where it was not checked
  bool looks_at_first_signer_only = false;    // other SignerInfos are not looked at
  std::vector<EnvironmentRule> environments;  // all must hold
  std::map<std::string, Rule> rules;          // "address", "usage", "algorithms", "structure"
  std::map<std::string, std::vector<FindingRule>> findings;  // by wire name of the finding
  std::map<std::string, Condition> conditions;
  std::vector<Setting> settings;
  std::map<std::string, std::string> sources;  // id → description or URL
};

}  // namespace smime::judge
