#include "cli/options.h"

#include <algorithm>

#include "cli/options/command_line.h"
#include "cli/options/groups.h"
#include "cli/options/values.h"

namespace smime::cli {
namespace {

using Texts = std::vector<std::string>;

/// What goes in, and where and how results come out.
void read_input_and_output(const GivenOptions& given, Options& options) {
  for (const char* name : {"output", "files-from", "content"}) given.needs_file_name(name);
  if (given.has("content")) options.content = given.text("content");
  if (given.has("from")) options.from = given.text("from");
  if (given.has("output")) options.output = given.text("output");
  if (given.has("format"))
    options.format = one_of<Format>(
        "--format", given.text("format"),
        {{"text", Format::Text}, {"json", Format::Json}, {"ndjson", Format::Ndjson}});
  if (given.has("color"))
    options.color = one_of<ColorRule>(
        "--color", given.text("color"),
        {{"auto", ColorRule::Auto}, {"always", ColorRule::Always}, {"never", ColorRule::Never}});
  options.progress = given.has("progress");
  options.recursive = given.has("recursive");
  options.null_separated = given.has("null");
  if (given.has("files-from")) options.files_from = given.text("files-from");
  if (options.null_separated && !options.files_from)
    throw UsageError{"-0 says how --files-from is separated; give --files-from too"};
}

void read_clients(const GivenOptions& given, Options& options) {
  options.clients = given.list("client");
  if (given.has("client") && options.clients.empty())
    throw UsageError{"--client names no client; see smimecheck verify --help"};
  options.client_files = given.texts("client-file");
}

Options interpret(const GivenOptions& given, Options options) {
  options.help = given.has("help");
  options.version = given.has("version");
  read_input_and_output(given, options);
  read_trust(given, options);
  read_time(given, options);
  options.crls = given.texts("crl");
  options.revocation = given.texts("revocation");
  options.policies = policies_of(given);
  read_clients(given, options);
  if (given.has("fail-on")) options.fail_on = fail_on(given);
  read_compare(given, options);
  read_network(given, options);
  read_limits(given, options.limits);
  if (options.command == "kit") options.kit = kit_options(given);
  // Where results go anyway; kit names a directory.
  if (options.output == "-" && options.command != "kit") options.output.reset();
  return options;
}

/// The command, taken off the front of `words`; none is needed where a question stands alone.
std::string take_command(Texts& words) {
  if (words.empty()) throw UsageError{"no command was given; see smimecheck --help"};
  if (words.front().starts_with('-')) {
    const bool question = std::any_of(words.begin(), words.end(), [](const std::string& text) {
      return text == "--help" || text == "-h" || text == "--version";
    });
    if (question) return {};
    throw UsageError{words.front() + ": a command must come first; see smimecheck --help"};
  }
  std::string command = words.front();
  const Texts& known = command_names();
  if (std::find(known.begin(), known.end(), command) == known.end())
    throw UsageError{command + ": there is no such command; see smimecheck --help"};
  words.erase(words.begin());
  return command;
}

}  // namespace

bool is_client_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

const std::vector<std::string>& command_names() {
  static const Texts kNames = {"verify",  "certificate", "trust", "inspect",
                               "explain", "fetch",       "kit",   "schema"};
  return kNames;
}

ParsedOptions parse_options(const std::vector<std::string>& arguments) try {
  Options options;
  Texts words = arguments;
  options.command = take_command(words);
  CommandLine line = read_command_line(options.command, std::move(words));
  options.arguments = std::move(line.arguments);
  return {interpret(line.given, std::move(options)), {}};
} catch (const UsageError& error) {
  return {std::nullopt, error.line};
}

}  // namespace smime::cli
