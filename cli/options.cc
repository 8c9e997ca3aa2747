#include "cli/options.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>

#include "base/findings.h"
#include "base/text.h"
#include "cli/compare/engine.h"
#include "cli/limit_names.h"

namespace smime::cli {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

/// What is wrong with the command line; caught in parse_options().
struct UsageError {
  std::string line;
};

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
    add("seed", po::value<std::string>());
    add("count,n", po::value<std::string>());
    add("operations", po::value<Texts>()->composing());
    add("resign", po::value<std::string>());
    add("most-changes", po::value<std::string>());
    add("max-size", po::value<std::string>());
    add("donor", po::value<Texts>()->composing());
    add("overwrite", "");
    return all;
  }
  add("progress", "");
  if (command == "inspect") {
    add("compare", po::value<Texts>()->composing());
    add("engine-timeout", po::value<std::string>());
    add("at", po::value<std::string>());
  }
  add("trust", po::value<Texts>()->composing());
  add("anchors", po::value<std::string>());
  add("intermediates", po::value<Texts>()->composing());
  if (command == "inspect") {
    add("content", po::value<std::string>());
    return all;
  }
  add_network(all);
  add("offline", "");
  if (command == "fetch") {
    add("dry-run", "");
    return all;
  }
  add("online", "");
  add("crl-connection-timeout", po::value<std::string>());
  add("crl-retrieval-timeout", po::value<std::string>());
  add("crl", po::value<Texts>()->composing());
  add("revocation", po::value<Texts>()->composing());
  add("policy", po::value<Texts>()->composing());
  add("explicit-policy", "");
  add("inhibit-policy-mapping", "");
  add("inhibit-any-policy", "");
  add(command == "verify" ? "content" : "from", po::value<std::string>());
  add("client", po::value<Texts>()->composing());
  add("client-file", po::value<Texts>()->composing());
  add("fail-on", po::value<Texts>()->composing());
  return all;
}

Texts split(std::string_view list) {
  Texts out;
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view item = trim_blanks(list.substr(0, comma));
    if (!item.empty()) out.emplace_back(item);
    if (comma == std::string_view::npos) return out;
    list.remove_prefix(comma + 1);
  }
}

Texts split(const Texts& lists) {
  Texts out;
  for (const std::string& list : lists)
    for (std::string& item : split(list)) out.push_back(std::move(item));
  return out;
}

/// "owa=list.sst" names a client; "a/b=c.sst" and "./owa=list.sst" are files.
TrustOption trust_option(const std::string& text) {
  const std::size_t equals = text.find('=');
  const bool named = equals != std::string::npos && is_client_name(text.substr(0, equals));
  TrustOption out{named ? text.substr(0, equals) : "", named ? text.substr(equals + 1) : text};
  if (out.file.empty())
    throw UsageError{"--trust " + text + ": no file is named; give --trust [CLIENT=]FILE"};
  return out;
}

void set_time(Options& options, const std::string& text) {
  if (text == "now") {
    options.time_rule = TimeRule::Now;
  } else if (text == "signing-time") {
    options.time_rule = TimeRule::SigningTime;
  } else if (text == "date") {
    options.time_rule = TimeRule::Date;
  } else if (const auto time = parse_rfc3339(text)) {
    options.time_rule = TimeRule::Given;
    options.at = *time;
  } else {
    throw UsageError{"--at " + text +
                     ": is no time; give now, signing-time, date, or for example "
                     "2026-01-31T12:00:00Z"};
  }
}

void set_limit_option(Limits& limits, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (number.empty() || error != std::errc() || end != number.data() + number.size())
    throw UsageError{"--limit " + text + ": give NAME=N, with N from 0 to 4294967295"};
  if (!set_limit(limits, name, value))
    throw UsageError{"--limit " + text +
                     ": there is no limit of this name; see smimecheck verify --help"};
}

std::vector<FailOn> fail_on(const Texts& items) {
  constexpr std::string_view kClientWords[] = {"valid",     "warning",        "invalid",
                                               "not_shown", "not_applicable", "unknown"};
  std::vector<FailOn> out;
  if (items.empty())
    throw UsageError{
        "--fail-on: names no verdict; give words like untrusted or CLIENT=invalid, or none"};
  for (const std::string& item : items) {
    if (item == "none" && items.size() > 1)
      throw UsageError{"--fail-on: none stands alone; leave it out, or the other words"};
    if (item == "none") continue;
    const std::size_t equals = item.find('=');
    const bool named = equals != std::string::npos;
    FailOn one{named ? item.substr(0, equals) : "", named ? item.substr(equals + 1) : item};
    if (one.client == "strict") one.client.clear();
    const bool known = one.client.empty()
                           ? word_from(one.word).has_value()
                           : is_client_name(one.client) &&
                                 std::find(std::begin(kClientWords), std::end(kClientWords),
                                           one.word) != std::end(kClientWords);
    if (!known)
      throw UsageError{"--fail-on " + item +
                       ": is no verdict; give words like untrusted or CLIENT=invalid, or none"};
    out.push_back(std::move(one));
  }
  return out;
}

Format format_of(const std::string& text) {
  if (text == "text") return Format::Text;
  if (text == "json") return Format::Json;
  if (text == "ndjson") return Format::Ndjson;
  throw UsageError{"--format " + text + ": is no format; give text, json or ndjson"};
}

ColorRule color_of(const std::string& text) {
  if (text == "auto") return ColorRule::Auto;
  if (text == "always") return ColorRule::Always;
  if (text == "never") return ColorRule::Never;
  throw UsageError{"--color " + text + ": give auto, always or never"};
}

/// A number from `least` to `most`.
std::uint64_t number(const std::string& name, const std::string& text, std::uint64_t least,
                     std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most)
    return value;
  throw UsageError{name + " " + text + ": give a number from " + std::to_string(least) + " to " +
                   std::to_string(most)};
}

mutate::Resign resign_of(const std::string& text) {
  if (text == "never") return mutate::Resign::Never;
  if (text == "sometimes") return mutate::Resign::Sometimes;
  if (text == "always") return mutate::Resign::Always;
  throw UsageError{"--resign " + text + ": give never, sometimes or always"};
}

KitOptions kit_options(const po::variables_map& given) {
  KitOptions kit;
  const auto with = [&](const char* name, auto use) {
    if (given.count(name) != 0) use(given[name].as<std::string>());
  };
  constexpr std::uint64_t kMost = INT64_MAX;  // what every reader of JSON can hold
  with("count", [&](const std::string& text) { kit.count = number("-n", text, 1, 10'000'000); });
  with("seed",
       [&](const std::string& text) { kit.seed = number("--seed", text, 0, kMost - kit.count); });
  with("resign", [&](const std::string& text) { kit.rules.resign = resign_of(text); });
  with("most-changes", [&](const std::string& text) {
    kit.rules.most_changes = static_cast<unsigned>(number("--most-changes", text, 1, 1000));
  });
  with("max-size", [&](const std::string& text) {
    kit.rules.max_size = number("--max-size", text, 1, std::uint64_t{1} << 30U);
  });
  if (given.count("donor") != 0) kit.donors = given["donor"].as<Texts>();
  if (given.count("operations") != 0) kit.rules.operations = split(given["operations"].as<Texts>());
  if (given.count("operations") != 0 && kit.rules.operations.empty())
    throw UsageError{"--operations names no operation; see smimecheck kit --help"};
  for (const std::string& item : kit.rules.operations)
    if (!mutate::is_operation(item))
      throw UsageError{"--operations " + item +
                       ": there is no such operation; see smimecheck kit --help"};
  kit.overwrite = given.count("overwrite") != 0;
  return kit;
}

/// What only inspect --compare takes, since inspect alone judges nothing.
void set_compare(Options& options, const po::variables_map& given) {
  if (options.command != "inspect") return;
  options.compare = split(given.count("compare") != 0 ? given["compare"].as<Texts>() : Texts{});
  const Texts& known = compare::engine_names();
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
  for (const std::string& name : options.compare)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError{"--compare " + name + ": there is no such engine; give " + names};
  if (given.count("compare") != 0 && options.compare.empty())
    throw UsageError{"--compare names no engine; give " + names};
  if (given.count("engine-timeout") != 0) {
    options.engine_timeout = static_cast<std::uint32_t>(
        number("--engine-timeout", given["engine-timeout"].as<std::string>(), 1, 3600));
  }
  if (!options.compare.empty()) return;
  for (const char* name : {"trust", "anchors", "intermediates", "content", "at", "engine-timeout"})
    if (given.count(name) != 0)
      throw UsageError{"--" + std::string(name) +
                       ": inspect judges nothing without --compare; add it, or use verify"};
}

/// Dotted decimals as X.660 has them: arcs without leading zeros, the first at most 2, and the
/// second below 40 under 0 and 1.
bool is_object_identifier(const std::string& text) {
  Texts arcs = {""};
  for (const char c : text) {
    if (c == '.') {
      arcs.emplace_back();
    } else if (c >= '0' && c <= '9') {
      arcs.back() += c;
    } else {
      return false;
    }
  }
  const auto wrong = [](const std::string& arc) {
    return arc.empty() || arc.size() > 39 || (arc.size() > 1 && arc.front() == '0');
  };
  if (arcs.size() < 2 || std::any_of(arcs.begin(), arcs.end(), wrong)) return false;
  if (arcs[0] == "2") return true;
  return arcs[0] < "2" && arcs[0].size() == 1 &&
         (arcs[1].size() == 1 || (arcs[1].size() == 2 && arcs[1] < "40"));
}

/// RFC 5280 6.1.1 (c), (e), (f) and (g).
pki::PolicyInputs policies_of(const po::variables_map& given) {
  pki::PolicyInputs inputs;
  for (const std::string& text :
       given.count("policy") != 0 ? given["policy"].as<Texts>() : Texts{}) {
    if (!is_object_identifier(text))
      throw UsageError{"--policy " + text +
                       ": give an object identifier, for example 2.23.140.1.5.1.1"};
    inputs.initial_set.insert(text);
  }
  inputs.explicit_policy = given.count("explicit-policy") != 0;
  inputs.inhibit_mapping = given.count("inhibit-policy-mapping") != 0;
  inputs.inhibit_any = given.count("inhibit-any-policy") != 0;
  return inputs;
}

void not_empty(const po::variables_map& given, const char* name) {
  if (given.count(name) != 0 && given[name].as<std::string>().empty())
    throw UsageError{"--" + std::string(name) + " needs a file name"};
}

std::uint32_t number_of(const char* name, const std::string& text, std::uint32_t least,
                        std::uint32_t most) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < least ||
      value > most)
    throw UsageError{"--" + std::string(name) + " " + text + ": give a number from " +
                     std::to_string(least) + " to " + std::to_string(most)};
  return value;
}

/// "http://host:port": what DownloadRules::proxy takes, without credentials.
bool is_proxy(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  if (ascii_lower(text.substr(0, kScheme.size())) != kScheme) return false;
  text.remove_prefix(kScheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t host_end = text.starts_with('[') ? text.find(']') : 0;
  if (host_end == std::string_view::npos) return false;
  const std::size_t colon = text.find(':', host_end);
  const std::string_view host = text.substr(0, colon);
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return c > ' ' && c <= '~' && std::string_view("/@?#\\").find(c) == std::string_view::npos;
  });
  if (host.empty() || !plain) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view port = text.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc() && end == port.data() + port.size() && number != 0;
}

/// What has no effect must not look as if it had.
void check_network_use(const Options& options, const po::variables_map& given) {
  if (options.command == "fetch") {
    if (options.network.offline)
      throw UsageError{
          "--offline: fetch does nothing but ask the network; leave it out, or give --dry-run "
          "instead"};
    if (options.output == "-")
      throw UsageError{"-o -: standard output has the results; give the bundle a file name"};
    if (options.output && options.network.dry_run)
      throw UsageError{"-o: there is no bundle with --dry-run; leave out one of them"};
    return;
  }
  if (options.network.online || options.network.offline) return;
  for (const char* name : {"crl-connection-timeout", "crl-retrieval-timeout", "cache",
                           "allow-private", "max-time", "max-redirects", "ca", "proxy"})
    if (given.count(name) != 0)
      throw UsageError{"--" + std::string(name) + ": nothing is fetched without --online; add it"};
}

void interpret_network(const po::variables_map& given, NetworkOptions& network) {
  constexpr std::uint32_t kDay = 86'400;
  const auto text = [&](const char* name) {
    return given.count(name) != 0 ? given[name].as<std::string>() : std::string();
  };
  const auto number = [&](const char* name, std::uint32_t least, std::uint32_t most) {
    return number_of(name, text(name), least, most);
  };
  for (const char* name : {"cache", "ca"}) not_empty(given, name);
  network.online = given.count("online") != 0;
  network.offline = given.count("offline") != 0;
  network.allow_private = given.count("allow-private") != 0;
  network.dry_run = given.count("dry-run") != 0;
  network.cache = text("cache");
  network.ca_file = text("ca");
  network.proxy = text("proxy");
  if (given.count("proxy") != 0 && !is_proxy(network.proxy))
    throw UsageError{"--proxy " + network.proxy + ": give it as http://HOST:PORT"};
  if (given.count("max-time") != 0) network.max_time = number("max-time", 1, kDay);
  if (given.count("max-redirects") != 0) network.max_redirects = number("max-redirects", 0, 5);
  if (given.count("crl-connection-timeout") != 0)
    network.connection_timeout = number("crl-connection-timeout", 1, kDay * 1'000);
  if (given.count("crl-retrieval-timeout") != 0)
    network.retrieval_timeout = number("crl-retrieval-timeout", 1, kDay * 1'000);
}

Options interpret(const po::variables_map& given, Options options) {
  const auto text = [&](const char* name) { return given[name].as<std::string>(); };
  const auto texts = [&](const char* name) {
    return given.count(name) != 0 ? given[name].as<Texts>() : Texts{};
  };
  options.help = given.count("help") != 0;
  options.version = given.count("version") != 0;
  for (const char* name : {"output", "files-from", "content"}) not_empty(given, name);
  for (const std::string& item : texts("trust")) options.trust.push_back(trust_option(item));
  if (given.count("anchors") != 0) {
    options.all_anchors = text("anchors") == "all";
    if (!options.all_anchors && text("anchors") != "self-signed")
      throw UsageError{"--anchors " + text("anchors") + ": give all or self-signed"};
  }
  if (given.count("at") != 0) set_time(options, text("at"));
  const bool claimed =
      options.time_rule == TimeRule::SigningTime || options.time_rule == TimeRule::Date;
  if (claimed && options.command == "certificate")
    throw UsageError{"--at " + text("at") + ": a certificate claims no time; give now or a date"};
  options.intermediates = texts("intermediates");
  options.crls = texts("crl");
  options.revocation = texts("revocation");
  options.policies = policies_of(given);
  if (given.count("content") != 0) options.content = text("content");
  if (given.count("from") != 0) options.from = text("from");
  options.clients = split(texts("client"));
  if (given.count("client") != 0 && options.clients.empty())
    throw UsageError{"--client names no client; see smimecheck verify --help"};
  options.client_files = texts("client-file");
  if (given.count("format") != 0) options.format = format_of(text("format"));
  if (given.count("output") != 0) options.output = text("output");
  if (given.count("color") != 0) options.color = color_of(text("color"));
  options.progress = given.count("progress") != 0;
  options.recursive = given.count("recursive") != 0;
  options.null_separated = given.count("null") != 0;
  if (given.count("files-from") != 0) options.files_from = text("files-from");
  if (options.null_separated && !options.files_from)
    throw UsageError{"-0 says how --files-from is separated; give --files-from too"};
  if (given.count("fail-on") != 0) options.fail_on = fail_on(split(texts("fail-on")));
  set_compare(options, given);
  interpret_network(given, options.network);
  check_network_use(options, given);
  // Where results go anyway; kit names a directory.
  if (options.output == "-" && options.command != "kit") options.output.reset();
  for (const std::string& item : texts("limit")) set_limit_option(options.limits, item);
  if (options.command == "kit") options.kit = kit_options(given);
  return options;
}

/// Numbers of Windows are often printed as negative ones, and are no option of `explain`.
void keep_negative_numbers(const std::string& command, Texts& arguments) {
  if (command != "explain" ||
      std::find(arguments.begin(), arguments.end(), "--") != arguments.end())
    return;
  const auto number = std::find_if(arguments.begin(), arguments.end(), [](const std::string& text) {
    return text.size() > 1 && text[0] == '-' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
  if (number != arguments.end()) arguments.insert(number, "--");
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

ParsedOptions parse_options(const std::vector<std::string>& arguments) {
  Options options;
  Texts rest = arguments;
  if (!rest.empty() && !rest.front().starts_with('-')) {
    options.command = rest.front();
    rest.erase(rest.begin());
    const Texts& known = command_names();
    if (std::find(known.begin(), known.end(), options.command) == known.end())
      return {std::nullopt, options.command + ": there is no such command; see smimecheck --help"};
  } else if (std::none_of(rest.begin(), rest.end(), [](const std::string& text) {
               return text == "--help" || text == "-h" || text == "--version";
             })) {
    return {std::nullopt,
            rest.empty() ? "no command was given; see smimecheck --help"
                         : rest.front() + ": a command must come first; see smimecheck --help"};
  }
  keep_negative_numbers(options.command, rest);
  try {
    po::options_description all = description(options.command);
    all.add_options()("argument", po::value<Texts>());
    po::positional_options_description positional;
    positional.add("argument", -1);
    namespace style = po::command_line_style;
    // No guessing: an abbreviation that works today may mean two options tomorrow.
    const int rules = style::unix_style & ~style::allow_guessing;
    const po::parsed_options parsed =
        po::command_line_parser(rest).options(all).positional(positional).style(rules).run();
    for (const po::option& option : parsed.options)
      if (option.string_key == "argument" && option.position_key < 0)
        return {std::nullopt, "unknown option --argument; see smimecheck --help"};
    po::variables_map given;
    po::store(parsed, given);
    if (given.count("argument") != 0) options.arguments = given["argument"].as<Texts>();
    return {interpret(given, std::move(options)), {}};
  } catch (const UsageError& error) {
    return {std::nullopt, error.line};
  } catch (const po::error& error) {
    return {std::nullopt, line_of(error, options.command)};
  }
}

}  // namespace smime::cli
