#include "cli/options/command_line.h"

#include <algorithm>
#include <boost/program_options.hpp>

namespace smime::cli {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

/// Options that say how the network may be used.
void add_network(po::options_description& all) {
  auto add = all.add_options();
  add("cache", po::value<std::string>());
  add("allow-private", "");
  add("max-time", po::value<std::string>());
  add("max-redirects", po::value<std::string>());
  add("ca", po::value<std::string>());
  add("proxy", po::value<std::string>());
}

void add_kit(po::options_description& all) {
  auto add = all.add_options();
  add("seed", po::value<std::string>());
  add("count,n", po::value<std::string>());
  add("operations", po::value<Texts>()->composing());
  add("resign", po::value<std::string>());
  add("most-changes", po::value<std::string>());
  add("max-size", po::value<std::string>());
  add("donor", po::value<Texts>()->composing());
  add("overwrite", "");
}

/// Options of verify and certificate, which judge.
void add_judging(po::options_description& all) {
  auto add = all.add_options();
  add("online", "");
  add("crl-connection-timeout", po::value<std::string>());
  add("crl-retrieval-timeout", po::value<std::string>());
  add("crl", po::value<Texts>()->composing());
  add("revocation", po::value<Texts>()->composing());
  add("policy", po::value<Texts>()->composing());
  add("explicit-policy", "");
  add("inhibit-policy-mapping", "");
  add("inhibit-any-policy", "");
  add("client", po::value<Texts>()->composing());
  add("client-file", po::value<Texts>()->composing());
  add("fail-on", po::value<Texts>()->composing());
}

po::options_description description(const std::string& command) {
  po::options_description all;
  auto add = all.add_options();
  add("help,h", "");
  add("version", "");
  if (command == "schema") return all;
  add("color", po::value<std::string>());
  if (command == "explain") return all;
  add("output,o", po::value<std::string>());
  add("limit", po::value<Texts>()->composing());
  if (command != "kit" && command != "fetch") add("format", po::value<std::string>());
  const bool judges = command == "verify" || command == "certificate";
  if (command == "trust" || judges) add("at", po::value<std::string>());
  if (command == "trust") return all;
  add("recursive,r", "");
  add("files-from", po::value<std::string>());
  add("null,0", "");
  if (command == "kit") {
    add_kit(all);
    return all;
  }
  add("progress", "");
  add("trust", po::value<Texts>()->composing());
  add("anchors", po::value<std::string>());
  add("intermediates", po::value<Texts>()->composing());
  if (command == "inspect") {
    add("compare", po::value<Texts>()->composing());
    add("engine-timeout", po::value<std::string>());
    add("at", po::value<std::string>());
    add("content", po::value<std::string>());
    return all;
  }
  add_network(all);
  add("offline", "");
  if (command == "fetch") {
    add("dry-run", "");
    return all;
  }
  add_judging(all);
  add(command == "verify" ? "content" : "from", po::value<std::string>());
  return all;
}

/// Numbers of Windows are often printed as negative ones, and are no option of `explain`.
void keep_negative_numbers(const std::string& command, Texts& words) {
  if (command != "explain" || std::find(words.begin(), words.end(), "--") != words.end()) return;
  const auto number = std::find_if(words.begin(), words.end(), [](const std::string& text) {
    return text.size() > 1 && text[0] == '-' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
  if (number != words.end()) words.insert(number, "--");
}

GivenOptions::Texts texts_of(const boost::any& value) {
  if (const auto* many = boost::any_cast<Texts>(&value)) return *many;
  if (const auto* one = boost::any_cast<std::string>(&value)) return {*one};
  return {};
}

/// Boost's own message, cut down to one line that says what to do.
std::string line_of(const po::error& error, const std::string& command) {
  const std::string hint = "; see smimecheck " + (command.empty() ? "" : command + " ") + "--help";
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error))
    return "unknown option " + unknown->get_option_name() + hint;
  if (dynamic_cast<const po::multiple_occurrences*>(&error) != nullptr)
    return std::string(error.what()) + ", but may be given once" + hint;
  return std::string(error.what()) + hint;
}

}  // namespace

CommandLine read_command_line(const std::string& command, Texts words) try {
  keep_negative_numbers(command, words);
  po::options_description all = description(command);
  all.add_options()("argument", po::value<Texts>());
  po::positional_options_description positional;
  positional.add("argument", -1);
  namespace style = po::command_line_style;
  const int rules = style::unix_style & ~style::allow_guessing;
  const po::parsed_options parsed =
      po::command_line_parser(words).options(all).positional(positional).style(rules).run();
  for (const po::option& option : parsed.options)
    if (option.string_key == "argument" && option.position_key < 0)
      throw UsageError{"unknown option --argument; see smimecheck --help"};
  po::variables_map given;
  po::store(parsed, given);
  CommandLine out;
  for (const auto& [name, value] : given) out.given.values[name] = texts_of(value.value());
  if (const auto arguments = out.given.values.extract("argument"))
    out.arguments = arguments.mapped();
  return out;
} catch (const po::error& error) {
  throw UsageError{line_of(error, command)};
}

}  // namespace smime::cli
