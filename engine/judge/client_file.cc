#include "engine/judge/client_file.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"

namespace smime::judge {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kClientWords = {"invalid", "not_shown", "unknown",
                                                          "warning", "valid",     "not_applicable"};
constexpr std::array<std::string_view, 6> kCertainties = {"observed",   "vendor",   "third-party",
                                                          "hypothesis", "inferred", "unknown"};
constexpr std::array<std::string_view, 3> kTimes = {"given", "now", "signing-time"};  // as At
constexpr std::array<std::string_view, 4> kHelpers = {"message", "trust", "intermediates",
                                                      "fetched"};
constexpr std::array<std::string_view, 3> kKinds = {"clear", "opaque", "bare"};

constexpr int kDepth = 8;  // our files nest five deep

/// Reads values of one file and keeps the first thing that was wrong. After that every reading
/// gives an empty value, so that callers need not ask after each step.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_(visible(file)) {}

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] bool failed() const { return !error_.empty(); }

  void fail(const std::string& where, const std::string& what) {
    if (failed()) return;
    error_ = file_ + ": " + (where.empty() ? "" : visible(where) + ": ") + visible(what);
  }

  /// True if `value` is an object whose keys are all among `keys`.
  bool object(const Json& value, const std::string& where,
              std::initializer_list<std::string_view> keys) {
    if (!is_object(value, where)) return false;
    for (const auto& [key, unused] : value.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        fail(where, "unknown key \"" + key + "\"");
        return false;
      }
    }
    return true;
  }
  bool is_object(const Json& value, const std::string& where) {
    if (!value.is_object()) fail(where, "is not an object");
    return value.is_object();
  }

  std::string text(const Json& object, std::string_view key, const std::string& where,
                   bool needed = false) {
    const Json* value = member(object, key, where, needed);
    if (value == nullptr) return {};
    if (!value->is_string()) {
      fail(place(where, key), "is not a string");
      return {};
    }
    return value->get<std::string>();
  }

  bool flag(const Json& object, std::string_view key, const std::string& where) {
    const Json* value = member(object, key, where, false);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(place(where, key), "is neither true nor false");
    return value->is_boolean() && value->get<bool>();
  }

  std::vector<std::string> texts(const Json& object, std::string_view key,
                                 const std::string& where) {
    std::vector<std::string> result;
    for (const Json& item : list(object, key, where)) {
      if (!item.is_string()) {
        fail(place(where, key), "holds something that is not a string");
        return {};
      }
      result.push_back(item.get<std::string>());
    }
    return result;
  }

  const Json& list(const Json& object, std::string_view key, const std::string& where) {
    static const Json kEmpty = Json::array();
    const Json* value = member(object, key, where, false);
    if (value == nullptr) return kEmpty;
    if (!value->is_array()) fail(place(where, key), "is not a list");
    return value->is_array() ? *value : kEmpty;
  }

  /// A word out of `names`, in the order of `Enum`.
  template <typename Enum, std::size_t N>
  Enum word(const Json& object, std::string_view key, const std::string& where,
            const std::array<std::string_view, N>& names, Enum otherwise, bool needed = true) {
    const std::string value = text(object, key, where, needed);
    if (value.empty()) return otherwise;
    return one_of(value, place(where, key), names, otherwise);
  }
  template <typename Enum, std::size_t N>
  Enum one_of(const std::string& value, const std::string& where,
              const std::array<std::string_view, N>& names, Enum otherwise) {
    const auto found = std::find(names.begin(), names.end(), value);
    if (found != names.end()) return static_cast<Enum>(found - names.begin());
    std::string all;
    for (const std::string_view name : names) all.append(all.empty() ? "" : ", ").append(name);
    fail(where, "\"" + value + "\" is none of " + all);
    return otherwise;
  }

  const Json* member(const Json& object, std::string_view key, const std::string& where,
                     bool needed) {
    const auto found = object.find(key);
    if (found != object.end()) return &*found;
    if (needed) fail(where, "\"" + std::string(key) + "\" is missing");
    return nullptr;
  }

  static std::string place(const std::string& where, std::string_view key) {
    return where.empty() ? std::string(key) : where + "." + std::string(key);
  }

 private:
  std::string file_, error_;
};

/// JSON text → value; repeated keys and deep nesting are errors.
Json parse(std::string_view text, Reader& in) {
  std::vector<std::set<std::string>> keys;
  std::string wrong;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kDepth && wrong.empty()) wrong = "is nested too deep";
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
      if (wrong.empty()) wrong = "repeated key \"" + value.get<std::string>() + "\"";
    }
    return depth <= kDepth;  // what is deeper is dropped while reading goes on
  };
  if (!is_utf8(text)) {
    in.fail("", "is not UTF-8");
    return {};
  }
  Json value = Json::parse(text, watch, false);
  if (!wrong.empty()) in.fail("", wrong);
  if (value.is_discarded()) in.fail("", "is not JSON");
  return value;
}

std::vector<EnvironmentRule> environments(const Json& json, Reader& in) {
  std::vector<EnvironmentRule> result;
  for (const Json& item : in.list(json, "environments", "")) {
    const std::string where = "environments[" + std::to_string(result.size()) + "]";
    EnvironmentRule rule;
    if (!in.object(item, where,
                   {"id", "anchors", "helpers", "at", "certainty", "source", "note"})) {
      return {};
    }
    rule.id = in.text(item, "id", where, true);
    rule.anchors = in.text(item, "anchors", where, true);
    for (const std::string& helper : in.texts(item, "helpers", where)) {
      rule.helpers.push_back(in.one_of(helper, where + ".helpers", kHelpers, Source::Message));
    }
    rule.at = in.word(item, "at", where, kTimes, EnvironmentRule::At::Now);
    rule.certainty = in.word(item, "certainty", where, kCertainties, Certainty::Unknown);
    rule.source = in.texts(item, "source", where);
    rule.note = in.text(item, "note", where);
    for (const EnvironmentRule& other : result) {
      if (other.id == rule.id) in.fail(where, "a second environment \"" + rule.id + "\"");
    }
    result.push_back(std::move(rule));
  }
  return result;
}

Condition condition(const Json& item, const std::string& where, Reader& in) {
  Condition result;
  if (!in.object(item, where,
                 {"severity", "certainty", "text", "text_certainty", "codes", "source", "note"})) {
    return result;
  }
  result.word = in.word(item, "severity", where, kClientWords, ClientWord::Unknown);
  result.certainty = in.word(item, "certainty", where, kCertainties, Certainty::Unknown);
  result.text = in.texts(item, "text", where);
  result.text_certainty = in.word(item, "text_certainty", where, kCertainties, Certainty::Unknown,
                                  !result.text.empty());
  if (!result.text.empty() && result.text_certainty == Certainty::Unknown) {
    in.fail(where, "a text is quoted only where its source is known");
  }
  result.codes = in.texts(item, "codes", where);
  result.source = in.texts(item, "source", where);
  result.note = in.text(item, "note", where);
  return result;
}

FindingRule finding_rule(const Json& item, const std::string& where, Reader& in) {
  FindingRule rule;
  if (!in.object(item, where, {"condition", "at", "with", "kind", "detail", "revocation_tried"}))
    return rule;
  in.member(item, "condition", where, true);
  rule.condition = in.text(item, "condition", where);
  if (item.contains("at")) rule.at = in.word(item, "at", where, kTimes, EnvironmentRule::At::Now);
  if (item.contains("kind")) rule.kind = in.word(item, "kind", where, kKinds, LayerKind::Clear);
  rule.with = in.text(item, "with", where);
  rule.revocation_tried = in.flag(item, "revocation_tried", where);
  if (!rule.with.empty() && !code_from(rule.with)) {
    in.fail(where, "unknown finding \"" + rule.with + "\"");
  }
  if (const Json* detail = in.member(item, "detail", where, false)) {
    if (!detail->is_object() || detail->size() != 1 || !detail->begin()->is_number_integer()) {
      in.fail(where + ".detail", "is not one name with one whole number");
    } else {
      rule.detail = {detail->begin().key(), detail->begin()->get<std::int64_t>()};
    }
  }
  return rule;
}

std::vector<FindingRule> finding_rules(const Json& value, const std::string& where, Reader& in) {
  if (value.is_string()) {
    FindingRule rule;
    rule.condition = value.get<std::string>();
    return {rule};
  }
  std::vector<FindingRule> rules;
  if (!value.is_array() || value.empty()) {
    in.fail(where, "is neither a condition nor a list of lines");
    return rules;
  }
  for (const Json& item : value) rules.push_back(finding_rule(item, where, in));
  return rules;
}

/// "family.*" stands for every error and fatal finding of that family of which nothing is known
/// yet: no line, or the condition "unknown".
void findings(const Json& json, Reader& in, ClientPolicy& policy) {
  const Json* table = in.member(json, "findings", "", false);
  if (table == nullptr || !in.is_object(*table, "findings")) return;
  for (const auto& [key, value] : table->items()) {
    if (!key.ends_with(".*")) continue;
    const auto rules = finding_rules(value, "findings." + key, in);
    const std::string_view family(key.data(), key.size() - 1);
    bool any = false;
    for (const CodeInfo& code : all_codes()) {
      if (!code.wire.starts_with(family)) continue;
      any = true;
      if (code.severity != Severity::Fatal && code.severity != Severity::Error) continue;
      std::vector<FindingRule>& lines = policy.findings[std::string(code.wire)];
      if (lines.empty() || lines.front().condition == "unknown") lines = rules;
    }
    if (!any) in.fail("findings", "unknown family \"" + key + "\"");
  }
  for (const auto& [key, value] : table->items()) {
    if (key.ends_with(".*")) continue;
    if (!code_from(key)) in.fail("findings", "unknown finding \"" + key + "\"");
    policy.findings[key] = finding_rules(value, "findings." + key, in);
  }
}

void conditions(const Json& json, Reader& in, ClientPolicy& policy) {
  const Json* table = in.member(json, "conditions", "", false);
  if (table == nullptr || !in.is_object(*table, "conditions")) return;
  for (const auto& [key, value] : table->items()) {
    policy.conditions[key] = condition(value, "conditions." + key, in);
  }
}

void rules(const Json& json, Reader& in, ClientPolicy& policy) {
  const Json* table = in.member(json, "rules", "", false);
  if (table == nullptr ||
      !in.object(*table, "rules", {"address", "usage", "algorithms", "structure"})) {
    return;
  }
  for (const auto& [key, value] : table->items()) {
    const std::string where = "rules." + key;
    if (!in.object(value, where, {"says", "certainty", "source"})) return;
    policy.rules[key] = {in.text(value, "says", where, true),
                         in.word(value, "certainty", where, kCertainties, Certainty::Unknown),
                         in.texts(value, "source", where)};
  }
}

std::vector<Setting> settings(const Json& json, Reader& in) {
  std::vector<Setting> result;
  for (const Json& item : in.list(json, "settings", "")) {
    const std::string where = "settings[" + std::to_string(result.size()) + "]";
    if (!in.object(
            item, where,
            {"name", "where", "values", "preset", "effect", "changes", "certainty", "source"})) {
      return {};
    }
    Setting setting;
    setting.name = in.text(item, "name", where, true);
    setting.where = in.text(item, "where", where);
    setting.values = in.text(item, "values", where);
    setting.preset = in.text(item, "preset", where);
    setting.effect = in.text(item, "effect", where, true);
    setting.certainty = in.word(item, "certainty", where, kCertainties, Certainty::Unknown);
    setting.source = in.texts(item, "source", where);
    for (const Json& change : in.list(item, "changes", where)) {
      const std::string inside = where + ".changes";
      if (!in.object(change, inside, {"value", "condition", "severity"})) return {};
      setting.changes.push_back(
          {in.text(change, "value", inside, true), in.text(change, "condition", inside, true),
           in.word(change, "severity", inside, kClientWords, ClientWord::Unknown)});
    }
    result.push_back(std::move(setting));
  }
  return result;
}

void sources(const Json& json, Reader& in, ClientPolicy& policy) {
  const Json* table = in.member(json, "sources", "", false);
  if (table == nullptr || !in.is_object(*table, "sources")) return;
  for (const auto& [key, value] : table->items()) {
    if (!value.is_string()) in.fail("sources." + key, "is not a string");
    if (value.is_string()) policy.sources[key] = value.get<std::string>();
  }
}

/// What one part of the file says of another must be there.
void check_references(const ClientPolicy& policy, Reader& in) {
  const auto condition_known = [&](const std::string& name, const std::string& where) {
    if (!policy.conditions.contains(name)) in.fail(where, "unknown condition \"" + name + "\"");
  };
  const auto sources_known = [&](const std::vector<std::string>& ids, const std::string& where) {
    for (const std::string& id : ids) {
      if (!policy.sources.contains(id)) in.fail(where, "unknown source \"" + id + "\"");
    }
  };
  for (const auto& [code, lines] : policy.findings) {
    if (policy.environments.empty()) break;  // a base for other files: they have the conditions
    for (const FindingRule& line : lines) {
      if (!line.condition.empty()) condition_known(line.condition, "findings." + code);
    }
  }
  for (const auto& [name, condition] : policy.conditions) {
    sources_known(condition.source, "conditions." + name);
  }
  for (const auto& [name, rule] : policy.rules) sources_known(rule.source, "rules." + name);
  for (const EnvironmentRule& rule : policy.environments) {
    sources_known(rule.source, "environments." + rule.id);
  }
  for (const Setting& setting : policy.settings) {
    sources_known(setting.source, "settings." + setting.name);
    for (const Setting::Change& change : setting.changes) {
      condition_known(change.condition, "settings." + setting.name);
    }
  }
}

ClientPolicy read_policy(const Json& json, const Clients& bases, Reader& in) {
  ClientPolicy policy;
  if (!in.object(json, "",
                 {"id", "name", "summary", "version", "extends", "takes_sst", "checks_revocation",
                  "looks_at_first_signer_only", "environments", "rules", "findings", "conditions",
                  "settings", "sources"})) {
    return policy;
  }
  if (const std::string base = in.text(json, "extends", ""); !base.empty()) {
    const auto found = bases.find(base);
    if (found == bases.end()) {
      in.fail("extends", "unknown client \"" + base + "\"");
      return policy;
    }
    policy = *found->second;
    policy.extends = base;
  }
  policy.id = in.text(json, "id", "", true);
  policy.name = in.text(json, "name", "", true);
  policy.summary = in.text(json, "summary", "");
  policy.version = in.text(json, "version", "", true);
  for (const auto& [key, value] :
       {std::pair{"takes_sst", &policy.takes_sst},
        std::pair{"checks_revocation", &policy.checks_revocation},
        std::pair{"looks_at_first_signer_only", &policy.looks_at_first_signer_only}}) {
    if (json.contains(key)) *value = in.flag(json, key, "");
  }
  if (json.contains("environments")) policy.environments = environments(json, in);
  if (json.contains("settings")) policy.settings = settings(json, in);
  rules(json, in, policy);
  conditions(json, in, policy);
  findings(json, in, policy);
  sources(json, in, policy);
  if (!in.failed()) check_references(policy, in);
  return policy;
}

}  // namespace

std::string_view wire_name(ClientWord word) {
  return kClientWords.at(static_cast<std::size_t>(word));
}

std::string_view wire_name(Certainty certainty) {
  return kCertainties.at(static_cast<std::size_t>(certainty));
}

ClientFile read_client(std::string_view json, std::string_view file, const Clients& bases) {
  Reader in(file);
  const Json value = parse(json, in);
  ClientPolicy policy;
  if (!in.failed()) policy = read_policy(value, bases, in);
  if (in.failed()) return {nullptr, in.error()};
  return {std::make_shared<const ClientPolicy>(std::move(policy)), {}};
}

}  // namespace smime::judge
