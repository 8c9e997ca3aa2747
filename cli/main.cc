#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/named_files.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/version.h"
#include "engine/crypto/signature.h"

namespace smime::cli {
namespace {

ExitStatus print(std::string_view text) {
  Output out(std::nullopt);
  return out.write(text) && out.finish() ? ExitStatus::Accepted : out.status();
}

ExitStatus print_version() {
  const std::string library = crypto::library_version();
  const std::string outdated = outdated_library(library);
  if (!outdated.empty()) complain(outdated);
  return print("smimecheck " + std::string(program_version()) + "\n" + library + "\n");
}

ExitStatus run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    const std::string_view text = short_help();
    (void)std::fwrite(text.data(), 1, text.size(), stderr);
    return ExitStatus::Usage;
  }
  const ParsedOptions parsed = parse_options(arguments);
  if (!parsed.options) {
    complain(parsed.error);
    return ExitStatus::Usage;
  }
  const Options& options = *parsed.options;
  if (options.version) return print_version();
  if (options.help) return print(help(options.command));
  if (!check_named_files(options)) return ExitStatus::Usage;
  const Time now = std::time(nullptr);
  if (options.command == "verify") return run_verify(options, now);
  if (options.command == "certificate") return run_certificate(options, now);
  if (options.command == "trust") return run_trust(options, now);
  if (options.command == "inspect")
    return options.compare.empty() ? run_inspect(options) : run_compare(options, now);
  if (options.command == "explain") return run_explain(options);
  if (options.command == "kit") return run_kit(options);
  if (options.command == "fetch") return run_fetch(options, now);
  return run_schema(options);
}

}  // namespace
}  // namespace smime::cli

int main(int argc, char** argv) {
  using namespace smime::cli;
  hold_standard_streams();
  catch_signals();
  ExitStatus status = ExitStatus::Unchecked;
  try {
    status = run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::exception& error) {
    complain(std::string("internal error: ") + error.what() + "; please report it");
  } catch (...) {
    complain("internal error; please report it");
  }
  return static_cast<int>(status);
}
