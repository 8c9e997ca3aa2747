#include "fuzz/support/output.h"

#include <regex.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/report/schema.h"
#include "fuzz/support/demand.h"

namespace smime::fuzz {
namespace {

using Json = nlohmann::json;

const Json& schema() {
  static const Json kSchema = Json::parse(report::json_schema());
  return kSchema;
}

bool is_type(const Json& value, std::string_view name) {
  if (name == "integer") return value.is_number_integer();
  return (name == "string" && value.is_string()) || (name == "null" && value.is_null()) ||
         (name == "boolean" && value.is_boolean()) || (name == "object" && value.is_object()) ||
         (name == "array" && value.is_array());
}

bool matches(const std::string& pattern, const std::string& text) {
  static auto& compiled = *new std::map<std::string, regex_t>;  // for as long as the program runs
  auto known = compiled.find(pattern);
  if (known == compiled.end()) {
    known = compiled.emplace(pattern, regex_t{}).first;
    demand(regcomp(&known->second, pattern.c_str(), REG_EXTENDED | REG_NOSUB) == 0);
  }
  return text.find('\0') == std::string::npos &&
         regexec(&known->second, text.c_str(), 0, nullptr, 0) == 0;
}

bool fits(const Json& value, const Json& rule);

bool fits_object(const Json& value, const Json& rule) {
  if (const auto required = rule.find("required"); required != rule.end()) {
    for (const Json& name : *required) {
      if (!value.contains(name.get_ref<const std::string&>())) return false;
    }
  }
  const auto properties = rule.find("properties");
  const auto others = rule.find("additionalProperties");
  for (const auto& [name, member] : value.items()) {
    const bool known = properties != rule.end() && properties->contains(name);
    if (!known && others == rule.end()) continue;
    if (!fits(member, known ? (*properties)[name] : *others)) return false;
  }
  return true;
}

/// The keywords that the schema of the program uses; another one ends the program.
bool fits_keyword(const Json& value, const Json& rule, const std::string& keyword,
                  const Json& wanted) {
  const auto fits_value = [&value](const Json& other) { return fits(value, other); };
  if (keyword == "$ref")
    return fits(value, schema()["$defs"][wanted.get_ref<const std::string&>().substr(8)]);
  if (keyword == "oneOf") return std::count_if(wanted.begin(), wanted.end(), fits_value) == 1;
  if (keyword == "anyOf") return std::any_of(wanted.begin(), wanted.end(), fits_value);
  if (keyword == "allOf") return std::all_of(wanted.begin(), wanted.end(), fits_value);
  if (keyword == "const") return value == wanted;
  if (keyword == "enum") return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
  if (keyword == "pattern") return !value.is_string() || matches(wanted, value);
  if (keyword == "minimum") return !value.is_number() || value >= wanted;
  if (keyword == "minItems") return !value.is_array() || value.size() >= wanted;
  if (keyword == "items")
    return !value.is_array() || std::all_of(value.begin(), value.end(),
                                            [&](const Json& item) { return fits(item, wanted); });
  if (keyword == "type") {
    const auto is = [&](const Json& name) {
      return is_type(value, name.get_ref<const std::string&>());
    };
    if (wanted.is_string()) return is(wanted);
    return std::any_of(wanted.begin(), wanted.end(), is);
  }
  if (keyword == "required") return !value.is_object() || fits_object(value, rule);
  if (keyword == "properties") return true;  // with "required"
  if (keyword == "additionalProperties")
    return rule.contains("required") || !value.is_object() || fits_object(value, rule);
  demand(keyword[0] == '$' || keyword == "title");
  return true;
}

bool fits(const Json& value, const Json& rule) {
  for (const auto& [keyword, wanted] : rule.items()) {
    if (!fits_keyword(value, rule, keyword, wanted)) return false;
  }
  return true;
}

bool shows_nothing(std::uint32_t c) {
  return c == 0x00AD || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

/// Each code point; ends the program at octets that are no UTF-8.
template <typename Seen>
void each_code_point(std::string_view text, Seen seen) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    demand(first < 0x80 || (first >= 0xC2 && first <= 0xF4));
    std::uint32_t c = more == 0 ? first : first & (0x3FU >> static_cast<unsigned>(more));
    for (int k = 0; k < more; ++k) {
      demand(i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80);
      c = c << 6U | (static_cast<unsigned char>(text[i++]) & 0x3FU);
    }
    demand(more < 2 || c >= (more == 2 ? 0x800U : 0x10000U));
    demand(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
    seen(c);
  }
}

}  // namespace

void demand_json(std::string_view json) {
  each_code_point(json, [](std::uint32_t c) {
    demand(c >= ' ' && !(c >= 0x7F && c < 0xA0) && !shows_nothing(c));
  });
  const Json value = Json::parse(json, nullptr, false);
  demand(!value.is_discarded());
  const bool kept = fits(value, schema());
  if (!kept) std::fprintf(stderr, "not in the schema: %.2000s\n", std::string(json).c_str());
  demand(kept);
}

void demand_plain_text(std::string_view text) {
  each_code_point(text, [](std::uint32_t c) {
    demand(c == '\n' || (c >= ' ' && !(c >= 0x7F && c < 0xA0) && !shows_nothing(c)));
  });
}

}  // namespace smime::fuzz
