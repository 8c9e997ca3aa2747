#include <algorithm>
#include <limits>

#include "base/findings.h"
#include "cli/limit_names.h"
#include "cli/options/groups.h"
#include "cli/options/values.h"

namespace smime::cli {
namespace {

/// "owa=list.sst" names a client; "a/b=c.sst" and "./owa=list.sst" are files.
TrustOption trust_option(const std::string& text) {
  const std::size_t equals = text.find('=');
  const bool named = equals != std::string::npos && is_client_name(text.substr(0, equals));
  TrustOption out{named ? text.substr(0, equals) : "", named ? text.substr(equals + 1) : text};
  if (out.file.empty())
    throw UsageError{"--trust " + text + ": no file is named; give --trust [CLIENT=]FILE"};
  return out;
}

bool is_client_word(const std::string& word) {
  constexpr std::string_view kWords[] = {"valid",     "warning",        "invalid",
                                         "not_shown", "not_applicable", "unknown"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace

void read_trust(const GivenOptions& given, Options& options) {
  for (const std::string& item : given.texts("trust")) options.trust.push_back(trust_option(item));
  if (given.has("anchors"))
    options.all_anchors =
        one_of<bool>("--anchors", given.text("anchors"), {{"all", true}, {"self-signed", false}});
  options.intermediates = given.texts("intermediates");
}

void read_time(const GivenOptions& given, Options& options) {
  if (!given.has("at")) return;
  const std::string& text = given.text("at");
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
  const bool claimed =
      options.time_rule == TimeRule::SigningTime || options.time_rule == TimeRule::Date;
  if (claimed && options.command == "certificate")
    throw UsageError{"--at " + text + ": a certificate claims no time; give now or a date"};
}

pki::PolicyInputs policies_of(const GivenOptions& given) {
  pki::PolicyInputs inputs;
  for (const std::string& text : given.texts("policy")) {
    if (!is_object_identifier(text))
      throw UsageError{"--policy " + text +
                       ": give an object identifier, for example 2.23.140.1.5.1.1"};
    inputs.initial_set.insert(text);
  }
  inputs.explicit_policy = given.has("explicit-policy");
  inputs.inhibit_mapping = given.has("inhibit-policy-mapping");
  inputs.inhibit_any = given.has("inhibit-any-policy");
  return inputs;
}

std::vector<FailOn> fail_on(const GivenOptions& given) {
  std::vector<FailOn> out;
  const GivenOptions::Texts items = given.list("fail-on");
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
    const bool known = one.client.empty() ? word_from(one.word).has_value()
                                          : is_client_name(one.client) && is_client_word(one.word);
    if (!known)
      throw UsageError{"--fail-on " + item +
                       ": is no verdict; give words like untrusted or CLIENT=invalid, or none"};
    out.push_back(std::move(one));
  }
  return out;
}

void read_limits(const GivenOptions& given, Limits& limits) {
  for (const std::string& text : given.texts("limit")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw UsageError{"--limit " + text + ": give NAME=N, with N from 0 to 4294967295"};
    const std::string name = text.substr(0, equals);
    const std::uint64_t value = number("--limit " + name, text.substr(equals + 1), 0,
                                       std::numeric_limits<std::uint32_t>::max());
    if (!set_limit(limits, name, static_cast<std::uint32_t>(value)))
      throw UsageError{"--limit " + text +
                       ": there is no limit of this name; see smimecheck verify --help"};
  }
}

}  // namespace smime::cli
