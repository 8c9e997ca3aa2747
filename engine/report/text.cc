#include "engine/report/text.h"

#include "engine/report/client_table.h"
#include "engine/report/summary.h"
#include "engine/report/text_details.h"
#include "engine/report/text_findings.h"
#include "engine/report/text_heading.h"

namespace smime::report {
std::string_view sentence(Word word) {
  switch (word) {
    case Word::Unknown:
      return "This message could not be checked to the end, so nothing is said about it.";
    case Word::Encrypted:
      return "The message is encrypted; a signature inside cannot be seen without the key.";
    case Word::Invalid:
      return "The signature is broken or ambiguous. Do not rely on it.";
    case Word::NotSigned:
      return "The message carries no S/MIME signature.";
    case Word::Partial:
      return "Only a part of the message is signed; the rest may come from anybody.";
    case Word::Untrusted:
      return "The content is intact, but no trust list vouches for the signer.";
    case Word::Revoked:
      return "The content is intact, but a certificate was revoked.";
    case Word::Expired:
      return "The content is intact, but a certificate had expired at that time.";
    case Word::NotYetValid:
      return "The content is intact, but a certificate was not yet valid at that time.";
    case Word::WrongUsage:
      return "The content is intact, but the certificate is not meant for signing mail.";
    case Word::Weak:
      return "The signature verifies, but rests on an algorithm or key that is too weak.";
    case Word::SignerMismatch:
      return "The signature is good, but the signer is not the sender in From.";
    case Word::ValidWithNotes:
      return "The signature is good and the signer is trusted; see the notes below.";
    case Word::Valid:
      return "The signature is good and the signer is trusted.";
  }
  return "";
}

bool only_policy_is_missing(const MessageFacts& facts) {
  const SignerFacts* const signer = main_signer(facts);
  const ChainFacts* const chain = signer == nullptr ? nullptr : strict_chain(*signer);
  if (facts.word != Word::Untrusted || chain == nullptr || !chain->reaches_anchor) return false;
  bool policy = false;
  for (const Finding& finding : chain->findings) {
    if (finding.code == Code::ChainPolicy)
      policy = true;
    else if (info(finding.code).word == Word::Untrusted)
      return false;
  }
  return policy;
}

std::string message_text(const Report& report, const Run& run, const TextStyle& style) {
  TextPage page(style);
  const MessageFacts& facts = report.facts;
  // Design 4: "invalid UTF-8 as U+FFFD with a finding".
  const Finding replaced{Code::InvalidUtf8, "message", {}};
  std::vector<FindingGroup> groups = all_findings(facts, report.verdicts);
  if (has_ill_formed_text(facts) && !facts.findings.has(Code::InvalidUtf8))
    groups.push_back({Code::InvalidUtf8, {&replaced}, {}, false});
  // What was never read has no sender and no clients to ask: the cause says everything.
  const bool read = !facts.sha256.empty();
  write_headline(page, facts, style.width);
  if (read) write_people(page, facts, style.width);
  page.paragraph("  ",
                 only_policy_is_missing(facts)
                     ? "The content is intact and the trust list vouches for the signer, but not "
                       "under a certificate policy that is demanded."
                     : sentence(facts.word),
                 2);
  if (read) {
    write_client_table(page, report, groups);
    write_what_users_see(page, report);
  }
  write_causes(page, groups);
  write_notices(page, groups);
  if (read) write_details(page, facts, run);
  return page.text();
}

}  // namespace smime::report
