#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/facts.h"
#include "engine/judge/judge.h"

/// Short answers read off the facts, the same in every output form. Nothing is judged here.
namespace smime::report {

/// The chain `strict` judges a signer by; nullptr: none was built.
[[nodiscard]] const ChainFacts* strict_chain(const SignerFacts& signer);

/// strict's word for one signature of a layer.
[[nodiscard]] Word signature_word(const LayerFacts& layer, const SignerFacts& signer);

/// True if the message could not be checked at all: unreadable, a limit, a fault of the program.
[[nodiscard]] bool unchecked(const MessageFacts& facts);

/// The signer a reader takes for the author: of the deciding layer, the one that matches From, or
/// else the first. nullptr: nobody signed.
[[nodiscard]] const SignerFacts* main_signer(const MessageFacts& facts);

/// What a good word does not say, for people: "revocation not checked",
/// "sender address not checked".
[[nodiscard]] std::vector<std::string_view> not_checked(const MessageFacts& facts);

/// "matches", "sender_only", "mismatch", …
[[nodiscard]] std::string_view wire_name(AddressMatch match);

/// One finding code with every place where it was found, in the order of first occurrence.
struct FindingGroup {
  Code code;
  std::vector<const Finding*> places;
  std::vector<std::string> clients;  // the only ones whose chains have it; empty: it concerns all
  bool counts = false;               // some client shows the message worse for it
};
/// All findings of the message, its layers, signers and chains, severest codes first. Findings of
/// the same code at the same place with the same values (chains of several environments) count
/// once.
[[nodiscard]] std::vector<FindingGroup> all_findings(const MessageFacts& facts);
/// The same, and FindingGroup::counts told from the verdicts.
[[nodiscard]] std::vector<FindingGroup> all_findings(const MessageFacts& facts,
                                                     const std::vector<judge::Verdict>& verdicts);

/// True if a text that comes from the message or its certificates is not well-formed UTF-8, so that
/// U+FFFD is shown in its place.
[[nodiscard]] bool has_ill_formed_text(const MessageFacts& facts);

}  // namespace smime::report
