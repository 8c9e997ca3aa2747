#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/given_files.h"
#include "cli/load.h"
#include "cli/message_loop.h"
#include "cli/network.h"
#include "cli/outcome.h"
#include "cli/version.h"
#include "engine/report/certificate.h"
#include "engine/report/run.h"
#include "engine/report/text_findings.h"
#include "engine/signer_certificate.h"
#include "engine/trust/trust_list.h"
#include "mime/mailbox.h"

namespace smime::cli {
namespace {

/// The address of --from, read like a From field; false after a line on standard error.
bool read_from(const Options& options, std::optional<std::string>& from) {
  if (!options.from) return true;
  Findings findings;
  const auto field = mime::read_address_field(*options.from, options.limits, "--from", findings);
  if (field.state == mime::AddressState::One) {
    from = field.mailboxes.front().address;
    return true;
  }
  complain("--from " + *options.from + ": is no single address; give one, as alice@example.com");
  return false;
}

/// The first certificate of the file, with the others beside it; false after `why` there is none.
bool read_signer(const std::string& location, const Octets& octets, const Limits& limits,
                 SignerCertificate& signer, std::string& why) {
  Findings findings;
  const auto list = trust::read_trust_list(octets, location, limits, findings);
  if (!list) {
    for (const Finding& finding : findings)
      if (info(finding.code).severity == Severity::Fatal) why = info(finding.code).text;
    return false;
  }
  for (const trust::Element& element : list->elements) {
    if (!element.certificate) continue;
    if (!signer.certificate) {
      signer.certificate = element.certificate;
    } else {
      signer.beside.push_back(element.certificate);
    }
  }
  if (!signer.certificate) why = "the file holds no certificate";
  return signer.certificate != nullptr;
}

}  // namespace

ExitStatus run_certificate(const Options& options, Time now) {
  std::optional<std::string> from;
  if (!read_from(options, from)) return ExitStatus::Usage;
  const auto files = read_given(options, now);
  if (!files) return ExitStatus::Usage;
  const Given& given = files->given;
  const report::Run run = report::describe_run(given, std::string(program_version()));
  const report::TextStyle style{80, wants_color(options)};
  Network network(options, given, now);
  const auto render = [&](const std::string& location, const Loaded& loaded,
                          const std::optional<Finding>& unread) {
    std::optional<Finding> fault = unread;
    SignerCertificate signer;
    signer.from = from;
    std::string why;
    if (!fault && !read_signer(location, *loaded.octets, options.limits, signer, why)) {
      complain(location + ": " + why + "; give a certificate as PEM, DER or P7B");
      fault = Finding{Code::InputUnreadable, "", {{"reason", why}}};
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
