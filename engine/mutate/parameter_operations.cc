#include "base/text.h"
#include "engine/mutate/choice.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;

/// One "; name=value" of a field, by position.
struct Parameter {
  std::size_t begin = 0, equals = 0, end = 0;  // begin: of the semicolon
};
std::vector<Parameter> parameters_of(const std::string& text) {
  std::vector<Parameter> out;
  bool quoted = false;
  std::size_t last = kNone;
  const auto end_at = [&](std::size_t end) {
    if (last == kNone) return;
    const std::size_t equals = text.find('=', last);
    if (equals != kNone && equals < end) out.push_back({last, equals, end});
  };
  std::size_t end = text.size();
  while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
  for (std::size_t i = 0; i < end; ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == ';' && !quoted) {
      end_at(i);
      last = i;
    }
  }
  end_at(end);
  return out;
}

struct ChosenParameter {
  std::string* text = nullptr;
  Parameter at;
  [[nodiscard]] std::string whole() const { return text->substr(at.begin, at.end - at.begin); }
  [[nodiscard]] std::string name() const { return text->substr(at.begin, at.equals - at.begin); }
  [[nodiscard]] std::string value() const {
    std::string value = text->substr(at.equals + 1, at.end - at.equals - 1);
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return value;
  }
  void put(const std::string& replacement) const {
    text->replace(at.begin, at.end - at.begin, replacement);
  }
};
ChosenParameter some_parameter(Workbench& bench) {
  Part& part = pick_part(bench);
  const std::size_t index =
      find_field(part, bench.random.one_in(4) ? "content-disposition" : "content-type");
  if (index == kNone) return {};
  const auto all = parameters_of(part.fields[index]);
  if (all.empty()) return {};
  return {&part.fields[index], all[bench.random.below(all.size())]};
}

bool parameter_duplicate(Workbench& bench) {
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  const std::string other = bench.random.one_in(2) ? one.whole() : one.name() + "=other";
  one.put(bench.random.one_in(2) ? one.whole() + other : other + one.whole());
  return true;
}

bool parameter_remove(Workbench& bench) {
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  one.put("");
  return true;
}

bool parameter_quote(Workbench& bench) {
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  const std::string value = one.value();
  const std::string forms[] = {value,
                               '"' + value + '"',
                               '"' + value,
                               '\'' + value + '\'',
                               "\"" + value + "\"x",
                               "\"\\" + value + '"',
                               '"' + value + " \"",
                               " \"" + value + '"',
                               "=" + value,
                               ""};
  const std::string before = one.whole();
  one.put(one.name() + "=" + forms[bench.random.below(std::size(forms))]);
  return before != one.text->substr(one.at.begin, before.size());
}

/// RFC 2231: charset and percent encoding, continuations, and both beside the plain form.
bool parameter_extended(Workbench& bench) {
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  const std::string name = one.name(), value = one.value();
  const std::size_t half = value.size() / 2;
  std::string encoded;
  for (const char c : value) encoded += "%" + hex_upper(as_octets({&c, 1}));
  const std::string forms[] = {
      name + "*=us-ascii'en'" + encoded,
      name + "*=" + value,
      name + "*0=\"" + value.substr(0, half) + '"' + name + "*1=\"" + value.substr(half) + '"',
      name + "*1=\"" + value.substr(half) + '"' + name + "*0=\"" + value.substr(0, half) + '"',
      name + "*0*=utf-8''" + encoded,
      name + "*00=\"" + value + '"',
      one.whole() + name + "*=utf-8''other",
      name + "*0=other" + one.whole()};
  one.put(forms[bench.random.below(std::size(forms))]);
  return true;
}

bool parameter_comment(Workbench& bench) {
  static constexpr std::string_view kPieces[] = {"(a;b=c)", " (x) ", "\t", "\r\n ",
                                                 "(\r\n )", "(\\()", ";"};
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  const std::size_t at[] = {one.at.begin, one.at.begin + 1, one.at.equals, one.at.equals + 1,
                            one.at.end};
  one.text->insert(bench.random.pick(at), bench.random.pick(kPieces));
  return true;
}

bool parameter_value(Workbench& bench) {
  static constexpr std::string_view kPairs[] = {"micalg=sha-1",
                                                "micalg=md5",
                                                "micalg=\"sha-256,sha-1\"",
                                                "micalg=unknown",
                                                "micalg=",
                                                "protocol=\"application/pgp-signature\"",
                                                "protocol=\"application/x-pkcs7-signature\"",
                                                "smime-type=signed-data",
                                                "smime-type=enveloped-data",
                                                "smime-type=certs-only",
                                                "smime-type=compressed-data",
                                                "charset=utf-7",
                                                "charset=utf-16",
                                                "name=smime.p7m",
                                                "name=\"a.html\""};
  const ChosenParameter one = some_parameter(bench);
  if (one.text == nullptr) return false;
  const std::string before = one.whole();
  const std::string after = "; " + std::string(bench.random.pick(kPairs));
  one.put(bench.random.one_in(2) ? after : before + after);
  return before != after;
}

constexpr Operation kOperations[] = {
    {"parameter.duplicate", "a parameter stands twice, perhaps with another value", true,
     parameter_duplicate},
    {"parameter.remove", "a parameter is left out", true, parameter_remove},
    {"parameter.quote", "other quotes, or none, or half of them", true, parameter_quote},
    {"parameter.extended", "the forms of RFC 2231, alone or beside the plain one", true,
     parameter_extended},
    {"parameter.comment", "comments, blanks and line ends around a parameter", true,
     parameter_comment},
    {"parameter.value", "another micalg, protocol, smime-type or charset", true, parameter_value},
};

}  // namespace

Operations parameter_operations() { return kOperations; }

}  // namespace smime::mutate
