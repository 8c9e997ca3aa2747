#include "base/text.h"
#include "engine/report/certificate.h"
#include "engine/report/client_table.h"
#include "engine/report/summary.h"
#include "engine/report/text.h"
#include "engine/report/text_details.h"
#include "engine/report/text_findings.h"
#include "engine/report/text_heading.h"

namespace smime::report {
namespace {

/// What the word says of mails to come.
std::string_view sentence_of(Word word) {
  switch (word) {
    case Word::Valid:
      return "After the standards a faultless mail signed with this certificate is valid.";
    case Word::ValidWithNotes:
      return "After the standards a faultless mail signed with this certificate is valid; see the "
             "notes below.";
    case Word::SignerMismatch:
      return "The certificate is good, but not for the sender's address.";
    case Word::Weak:
      return "The certificate rests on an algorithm or key that is too weak.";
    case Word::WrongUsage:
      return "The certificate is not meant for signing mail.";
    case Word::NotYetValid:
      return "A certificate was not yet valid at that time.";
    case Word::Expired:
      return "A certificate had expired at that time.";
    case Word::Revoked:
      return "A certificate was revoked.";
    case Word::Untrusted:
      return "No trust list vouches for the certificate.";
    case Word::Invalid:
      return "What is signed with this certificate cannot be relied on.";
    default:
      return "Nothing could be checked to the end, so nothing is said about a certificate.";
  }
}

std::string whose(const MessageFacts& facts) {
  const SignerFacts* signer = main_signer(facts);
  std::string text = "a certificate for ";
  if (signer == nullptr || !signer->certificate) return text + "nobody";
  std::string addresses;
  for (const std::string& address : signer->certificate->addresses)
    addresses += (addresses.empty() ? "" : ", ") + shown(address);
  text += addresses.empty() ? shown(signer->certificate->subject) : addresses;
  if (!facts.from.empty()) text += ", as the signer of a mail from " + shown(facts.from.front());
  return text;
}

/// The clients that mind something although the standards do not.
std::string refusing(const Report& report) {
  if (report.facts.word != Word::Valid && report.facts.word != Word::ValidWithNotes) return "";
  std::string text;
  for (const judge::Verdict& verdict : report.verdicts) {
    if (verdict.word != judge::ClientWord::Invalid && verdict.word != judge::ClientWord::NotShown &&
        verdict.word != judge::ClientWord::Warning)
      continue;
    text += (text.empty() ? " But not in every client: " : ", ") + shown(verdict.client) + " (" +
            std::string(judge::wire_name(verdict.word)) + ")";
  }
  return text.empty() ? text : text + ".";
}

}  // namespace

std::string certificate_text(const Report& report, const Run& run, const TextStyle& style) {
  TextPage page(style);
  const MessageFacts& facts = report.facts;
  const std::vector<FindingGroup> groups = all_findings(facts, report.verdicts);
  const bool read = !facts.layers.empty();
  write_headline(page, facts, style.width);
  if (read) page.paragraph("", whose(facts), 2);
  page.paragraph("  ",
                 only_policy_is_missing(facts)
                     ? "The trust list vouches for the certificate, but not under a certificate "
                       "policy that is demanded."
                     : std::string(sentence_of(facts.word)) + refusing(report),
                 2);
  if (read) {
    write_client_table(page, report, groups);
    write_what_users_see(page, report);
  }
  write_causes(page, groups);
  write_notices(page, groups);
  if (read) write_certificate_details(page, facts, run);
  return page.text();
}

}  // namespace smime::report
