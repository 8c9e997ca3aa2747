#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace smime {

/// Fatal: the room could not go on and returned nothing. Error: a MUST is broken, work went on.
/// Warning: a SHOULD, or something a reader must know. Notice: worth knowing.
enum class Severity : std::uint8_t { Fatal, Error, Warning, Notice };

/// The words of the engine's own verdict, worst first: of several that apply, the first is said
/// (docs/verdicts.md). A finding names the word it leads to; Valid there means "none".
enum class Word : std::uint8_t {
  Unknown,
  Encrypted,
  Invalid,
  NotSigned,
  Partial,
  Untrusted,
  Revoked,
  Expired,
  NotYetValid,
  WrongUsage,
  Weak,
  SignerMismatch,
  ValidWithNotes,
  Valid,
};
/// "signer_mismatch", "valid_with_notes", … as in the JSON output.
[[nodiscard]] std::string_view wire_name(Word word);
[[nodiscard]] std::optional<Word> word_from(std::string_view wire_name);

enum class Code : std::uint16_t {
#define SMIME_FINDING(id, wire, severity, word, cite, text, cure) id,
#include "base/finding_codes.def"
#undef SMIME_FINDING
};

/// What is known of a code, the same for every occurrence. All views are static.
struct CodeInfo {
  Code code;
  std::string_view wire;  // "cms.digest_mismatch": stable, appears in every output
  Severity severity;
  Word word;                  // the best word a message with this finding can get from `strict`
  std::string_view citation;  // RFC section or vendor document
  std::string_view text;      // one line, no values
  std::string_view cure;      // what to do; empty where nothing is to be done
};
[[nodiscard]] const CodeInfo& info(Code code);
[[nodiscard]] std::optional<Code> code_from(std::string_view wire);
/// Every code, in the order of finding_codes.def.
[[nodiscard]] const std::vector<CodeInfo>& all_codes();
/// "fatal", "error", "warning", "notice".
[[nodiscard]] std::string_view wire_name(Severity severity);

/// Octets of a text among the details of a kept finding. Values come from the sender, and one may
/// be told of many signers: of a longer one the beginning is kept, and how long it was.
inline constexpr std::size_t kDetailOctets = 1024;

/// What was found, where, with which values. No prose: engine/report turns it into words.
struct Finding {
  using Value = std::variant<std::int64_t, std::string>;  // owned: outlives every buffer
  Code code;
  /// The same in every run: "message", "part/1/signer/0/cert/2", "element/17".
  std::string where;
  std::vector<std::pair<std::string_view, Value>> details;  // keys are string literals
};

/// The stream that runs beside the main one through every room.
class Findings {
 public:
  /// A text of more than kDetailOctets is kept as "abc… (260000 octets)", in that many octets.
  void add(Finding finding);
  void add(Code code, std::string where) { items_.push_back({code, std::move(where), {}}); }
  void append(const Findings& more) {
    items_.insert(items_.end(), more.items_.begin(), more.items_.end());
  }
  /// Puts `place` before the place of each.
  void put_below(std::string_view place) {
    for (Finding& finding : items_) finding.where.insert(0, place);
  }
  [[nodiscard]] bool any(Severity severity) const;
  [[nodiscard]] bool has(Code code) const;
  /// The worst word any of the findings leads to; Valid if there is none.
  [[nodiscard]] Word word() const;
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] const std::vector<Finding>& items() const { return items_; }
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }

 private:
  std::vector<Finding> items_;
};

}  // namespace smime
