#include "base/text.h"
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/given_files.h"
#include "cli/load.h"
#include "cli/message_loop.h"
#include "cli/network.h"
#include "cli/outcome.h"
#include "cli/signer_file.h"
#include "cli/version.h"
#include "engine/report/certificate.h"
#include "engine/report/run.h"
#include "engine/report/text_findings.h"
#include "engine/signer_certificate.h"
#include "mime/mailbox.h"

namespace smime::cli {
namespace {

/// `"a b"@example.com`: a quoted local part alone before a domain (RFC 5322 3.4.1). Its quotes and
/// escapes removed; nothing: it is none.
std::optional<std::string> read_quoted(std::string_view text, const Limits& limits) {
  text = trim_blanks(text);
  if (!text.starts_with('"')) return std::nullopt;
  std::string local;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && ++at == text.size()) return std::nullopt;
    const auto octet = static_cast<unsigned char>(text[at]);
    if ((octet < 0x20 && octet != '\t') || octet == 0x7F) return std::nullopt;
    local += text[at];
  }
  if (at + 1 >= text.size() || text[at + 1] != '@' || local.empty()) return std::nullopt;
  Findings unused;
  const std::string with_domain = "x" + std::string(text.substr(at + 1));
  const auto field = mime::read_address_field(with_domain, limits, "--from", unused);
  if (field.state != mime::AddressState::One || field.mailboxes.front().address != with_domain)
    return std::nullopt;
  return local + with_domain.substr(1);
}

/// The address of --from, read like a From field; false after a line on standard error.
bool read_from(const Options& options, SignerCertificate& signer) {
  if (!options.from) return true;
  const auto field =
      mime::read_address_field(*options.from, options.limits, "--from", signer.about_from);
  if (field.state == mime::AddressState::One) {
    signer.from = field.mailboxes.front().address;
    return true;
  }
  if (auto quoted = read_quoted(*options.from, options.limits)) {
    signer.from = std::move(quoted);
    signer.about_from = {};
    signer.about_from.add(
        {Code::FromMalformed,
         "--from",
         {{"reason",
           "RFC 5322 allows a local part in quotes, but mail clients read it differently"}}});
    return true;
  }
  complain("--from " + *options.from + ": is no single address; give one, as alice@example.com");
  return false;
}

}  // namespace

ExitStatus run_certificate(const Options& options, Time now) {
  SignerCertificate from_alone;
  if (!read_from(options, from_alone)) return ExitStatus::Usage;
  const auto files = read_given(options, now);
  if (!files) return ExitStatus::Usage;
  const Given& given = files->given;
  const report::Run run = report::describe_run(given, std::string(program_version()));
  const report::TextStyle style{80, wants_color(options)};
  Network network(options, given);
  const auto render = [&](const std::string& location, const Loaded& loaded,
                          const std::optional<Finding>& unread) {
    std::optional<Finding> fault = unread;
    if (fault) fault->where = "file";
    SignerCertificate signer = from_alone;
    NoSigner why;
    if (!fault && !read_signer_file(*loaded.octets, location, options.limits, signer, why)) {
      complain(location + ": " + why.reason + "; " + why.cure);
      fault = Finding{Code::InputNotACertificate, "file", {{"reason", why.reason}}};
      if (why.cure != info(Code::InputNotACertificate).cure)
        fault->details.emplace_back("what_to_do", why.cure);
    }
    const Report report =
        fault ? failed_report(location, *fault, given)
              : verify_signer_certificate(
                    signer, location, network.given_for(location, *loaded.octets), options.limits);
    Rendered out;
    out.status = status_of(report, options);
    out.text = options.format == Format::Text ? report::certificate_text(report, run, style)
                                              : report::certificate_json(report, run);
    return out;
  };
  return for_each_message(options, render, nullptr);
}

}  // namespace smime::cli
