#include "cli/command_trust.h"
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/load.h"
#include "cli/output.h"

namespace smime::cli {
namespace {

TrustFormat trust_format(Format format) {
  if (format == Format::Json) return TrustFormat::Json;
  return format == Format::Ndjson ? TrustFormat::Ndjson : TrustFormat::Text;
}

}  // namespace

ExitStatus run_trust(const Options& options, Time now) {
  if (options.arguments.empty() || options.arguments.front() != "show") {
    complain((options.arguments.empty()
                  ? std::string("trust: ")
                  : "trust " + options.arguments.front() + ": there is no such command; ") +
             "give trust show FILE; see smimecheck trust --help");
    return ExitStatus::Usage;
  }
  if (options.arguments.size() == 1) {
    complain("trust show: no file was given; see smimecheck trust --help");
    return ExitStatus::Usage;
  }
  if (options.time_rule == TimeRule::SigningTime || options.time_rule == TimeRule::Date) {
    complain("trust show: a list has no sender who claims a time; give --at now or a date");
    return ExitStatus::Usage;
  }
  const Time at = options.time_rule == TimeRule::Given ? options.at : now;
  Output out(options.output);
  if (!out.good()) return out.status();
  ExitStatus status = ExitStatus::Accepted;
  const bool array = options.format == Format::Json;
  bool first = true;
  for (std::size_t i = 1; i < options.arguments.size(); ++i) {
    const std::string& path = options.arguments[i];
    if (out.replaces(path)) {
      complain(path + ": is the output file, too; give another name with -o");
      return worse(status, ExitStatus::Usage);
    }
    const Loaded file = load(path, options.limits.trust_list_size, Pipes::Read);
    if (!file.octets) {
      complain(path + ": " + file.error + cure_of_list(file));
      status = worse(status, ExitStatus::Usage);
      continue;
    }
    std::string text;
    const int result =
        command_trust_show({*file.octets, path, at, {}}, trust_format(options.format),
                           options.limits, text, {80, wants_color(options)});
    if (result != 0) status = worse(status, ExitStatus::Usage);
    std::string before;
    if (array) before = first ? "[\n" : ",\n";
    if (options.format == Format::Text && !first) before = "\n";
    first = false;
    if (!out.write(before + text)) return worse(status, out.status());
  }
  if (array && !out.write(first ? "[]\n" : "]\n")) return worse(status, out.status());
  if (!out.finish()) return worse(status, out.status());
  return status;
}

}  // namespace smime::cli
