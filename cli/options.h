#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "engine/given.h"
#include "engine/mutate/mutate.h"

namespace smime::cli {

enum class Format : std::uint8_t { Text, Json, Ndjson };
enum class ColorRule : std::uint8_t { Auto, Always, Never };

/// --trust [CLIENT=]FILE
struct TrustOption {
  std::string client;  // empty: serves strict and every client that takes an SST
  std::string file;
};

/// One item of --fail-on: a word of `strict`, or of the named client.
struct FailOn {
  std::string client;  // empty: strict
  std::string word;
};

/// kit mutate
struct KitOptions {
  std::uint64_t seed = 1, count = 10;
  std::vector<std::string> donors;
  bool overwrite = false;
  mutate::Rules rules;  // but for max_size
  /// Octets of a variant; nothing: kRoom more than its message has.
  std::optional<std::uint64_t> max_size;
  static constexpr std::uint64_t kRoom = std::uint64_t{1} << 20U;
};

/// How the network may be used: of `fetch`, and of `verify --online`.
struct NetworkOptions {
  bool online = false, offline = false;  // verify; offline beats everything
  bool allow_private = false, dry_run = false;
  std::string cache, ca_file, proxy;           // empty: not given
  std::optional<std::uint32_t> max_time;       // seconds per address
  std::optional<std::uint32_t> max_redirects;  // 0 to 5
  std::uint32_t connection_timeout = 60'000;   // milliseconds; OWACRLConnectionTimeout
  std::uint32_t retrieval_timeout = 10'000;    // milliseconds; OWACRLRetrievalTimeout
};

/// The command line, read and checked as far as that is possible without opening a file.
struct Options {
  std::string command;                 // "verify", "trust", …; empty with --help or --version
  std::vector<std::string> arguments;  // in the order given
  bool help = false, version = false;

  std::vector<TrustOption> trust;
  bool all_anchors = false;
  TimeRule time_rule = TimeRule::Now;
  Time at = 0;  // with TimeRule::Given
  std::vector<std::string> intermediates;
  std::vector<std::string> crls, revocation;  // --crl, --revocation
  pki::PolicyInputs policies;                 // --policy and its neighbours
  std::optional<std::string> content;
  std::optional<std::string> from;   // certificate: the address that the mails would come from
  std::vector<std::string> clients;  // names and shorthands; empty: the default
  std::vector<std::string> client_files;
  std::vector<std::string> compare;   // names of engines; empty: inspect without --compare
  std::uint32_t engine_timeout = 20;  // seconds

  Format format = Format::Text;
  std::optional<std::string> output;
  ColorRule color = ColorRule::Auto;
  bool progress = false;
  bool recursive = false, null_separated = false;
  std::optional<std::string> files_from;
  std::optional<std::vector<FailOn>> fail_on;
  NetworkOptions network;
  Limits limits;
  KitOptions kit;
};

struct ParsedOptions {
  std::optional<Options> options;  // nothing if and only if `error` says what is wrong
  std::string error;               // one line: what, and what to do
};

/// `arguments` are those after the program's name.
[[nodiscard]] ParsedOptions parse_options(const std::vector<std::string>& arguments);

/// What options can name a client by: small letters, digits, '_' and '-'.
[[nodiscard]] bool is_client_name(std::string_view text);

/// The commands, in the order of --help.
[[nodiscard]] const std::vector<std::string>& command_names();

}  // namespace smime::cli
