#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/mutate/operation.h"

namespace smime::mutate {
namespace {

constexpr auto kNone = std::string::npos;

/// A field; those that decide how a message is read come up more often.
struct ChosenField {
  Part* part = nullptr;
  std::size_t index = 0;
  [[nodiscard]] std::string& text() const { return part->fields[index]; }
};
ChosenField some_field(Workbench& bench) {
  static constexpr std::string_view kDeciding[] = {
      "content-type",        "content-type", "mime-version", "content-transfer-encoding",
      "content-disposition", "from"};
  Part& part = pick_part(bench);
  if (part.fields.empty()) return {};
  if (bench.random.one_in(3)) return {&part, bench.random.below(part.fields.size())};
  const std::size_t index = find_field(part, bench.random.pick(kDeciding));
  return index == kNone ? ChosenField{} : ChosenField{&part, index};
}

void insert_field(Part& part, std::size_t at, std::string field) {
  part.fields.insert(part.fields.begin() + static_cast<std::ptrdiff_t>(at), std::move(field));
}

bool duplicate(Workbench& bench) {
  const ChosenField field = some_field(bench);
  if (field.part == nullptr || field.text().size() > bench.room) return false;
  const std::string copy = field.text();
  insert_field(*field.part, bench.random.below(field.part->fields.size() + 1), copy);
  return true;
}

/// Two Content-Type fields that contradict one another, and the like.
bool contradict(Workbench& bench) {
  static constexpr std::string_view kFields[] = {
      "Content-Type: text/plain",
      "Content-Type: text/html; charset=utf-7",
      "Content-Type: multipart/mixed; boundary=\"other\"",
      "Content-Type: application/octet-stream",
      "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"; "
      "micalg=md5",
      "Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
      "Content-Type:",
      "Content-Transfer-Encoding: base64",
      "Content-Transfer-Encoding: quoted-printable",
      "Content-Transfer-Encoding: x-uuencode",
      "MIME-Version: 2.0",
      "Content-Disposition: inline",
      "Content-Disposition: attachment; filename=\"smime.p7m\""};
  Part& part = pick_part(bench);
  if (part.fields.empty() && part.empty_line.empty()) return false;
  insert_field(part, bench.random.below(part.fields.size() + 1),
               std::string(bench.random.pick(kFields)) + line_end_of(part));
  return true;
}

bool remove(Workbench& bench) {
  const ChosenField field = some_field(bench);
  if (field.part == nullptr) return false;
  field.part->fields.erase(field.part->fields.begin() + static_cast<std::ptrdiff_t>(field.index));
  return true;
}

bool move_to(Workbench& bench) {
  const ChosenField field = some_field(bench);
  if (field.part == nullptr || field.part->fields.size() < 2) return false;
  const std::size_t other = bench.random.below(field.part->fields.size());
  std::swap(field.text(), field.part->fields[other]);
  return other != field.index;
}

/// A field of the donor, or of another part.
bool splice(Workbench& bench) {
  Part& part = pick_part(bench);
  const auto from = parts_of(bench.donor != nullptr ? *bench.donor : bench.message);
  const Part& other = *from[bench.random.below(from.size())];
  if (other.fields.empty()) return false;
  const std::string field = other.fields[bench.random.below(other.fields.size())];
  if (field.size() > bench.room) return false;
  insert_field(part, bench.random.below(part.fields.size() + 1), field);
  return true;
}

bool change_case(Workbench& bench) {
  const ChosenField field = some_field(bench);
  if (field.part == nullptr) return false;
  bool changed = false;
  const bool all = bench.random.one_in(2);
  for (char& c : field.text()) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter || !(all || bench.random.one_in(4))) continue;
    c = static_cast<char>(c ^ 0x20);
    changed = true;
  }
  return changed;
}

/// A line end where a blank stands, or after the colon (RFC 5322 2.2.3), and lines of blanks alone.
bool fold(Workbench& bench) {
  const ChosenField field = some_field(bench);
  if (field.part == nullptr) return false;
  static constexpr std::string_view kFolds[] = {" ", "\t", " \r\n ", "  \t ", "", "\r\n "};
  std::string& text = field.text();
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == ' ' || text[i] == ';' || text[i] == ':' || text[i] == '=') at.push_back(i + 1);
  if (at.empty()) return false;
  text.insert(bench.random.pick(at),
              line_end_of(*field.part) + std::string(bench.random.pick(kFolds)));
  return true;
}

/// What readers skip, stop at, or stumble over, somewhere in a field.
bool insert_octets(Workbench& bench) {
  using namespace std::string_view_literals;
  static constexpr std::string_view kPieces[] = {"\0"sv,
                                                 " "sv,
                                                 "\t"sv,
                                                 "\r"sv,
                                                 "\n"sv,
                                                 "\r\n"sv,
                                                 "\r\n "sv,
                                                 "\x0b"sv,
                                                 "\x0c"sv,
                                                 "\x7f"sv,
                                                 "\x80"sv,
                                                 "(comment)"sv,
                                                 "(\\)"sv,
                                                 "("sv,
                                                 ")"sv,
                                                 "\""sv,
                                                 "\\"sv,
                                                 ";"sv,
                                                 ","sv,
                                                 ":"sv,
                                                 "="sv,
                                                 "?"sv,
                                                 "*"sv,
                                                 "=?utf-8?q?x?="sv,
                                                 "=?x?q?"sv,
                                                 "\xe2\x80\x8b"sv,
                                                 "\xc2\xa0"sv,
                                                 "\xe2\x80\xae"sv,
                                                 "\xef\xbb\xbf"sv,
                                                 "\x1b["sv};
  const ChosenField field = some_field(bench);
  if (field.part == nullptr) return false;
  std::string& text = field.text();
  const std::size_t colon = text.find(':');
  std::size_t at = bench.random.below(text.size() + 1);
  if (colon != kNone && bench.random.one_in(2)) at = colon + bench.random.below(2);
  text.insert(at, bench.random.pick(kPieces));
  return true;
}

bool overlong(Workbench& bench) {
  static constexpr std::size_t kLengths[] = {77, 998, 1023, 1024, 4096, 65536};
  const ChosenField field = some_field(bench);
  const std::size_t length = bench.random.pick(kLengths);
  if (field.part == nullptr || length > bench.room) return false;
  std::string& text = field.text();
  const std::size_t colon = text.find(':');
  const std::size_t at = colon == kNone || bench.random.one_in(4) ? 0 : colon + 1;
  text.insert(at, length, bench.random.one_in(2) && at > 0 ? ' ' : 'a');
  return true;
}

bool no_colon(Workbench& bench) {
  static constexpr std::string_view kLines[] = {"this is no field",
                                                "From alice Sat Jan 10 09:00:00 2026",
                                                " continued",
                                                "--",
                                                ":",
                                                ": nameless",
                                                "\t"};
  Part& part = pick_part(bench);
  if (part.fields.empty()) return false;
  insert_field(part, bench.random.below(part.fields.size() + 1),
               std::string(bench.random.pick(kLines)) + line_end_of(part));
  return true;
}

// --- parameters (RFC 2045 5.1, RFC 2231) ---------------------------------------------------------

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
    {"field.duplicate", "a header field stands twice", true, duplicate},
    {"field.contradict", "a second field that says something else", true, contradict},
    {"field.remove", "a field is left out", true, remove},
    {"field.move", "two fields change places", true, move_to},
    {"field.splice", "a field of another message or part", true, splice},
    {"field.case", "letters in the other case", true, change_case},
    {"field.fold", "a field is folded, or has a line of blanks", true, fold},
    {"field.insert", "NUL, blanks, comments, marks of syntax in a field", true, insert_octets},
    {"field.overlong", "a field with a line of up to 65536 characters", true, overlong},
    {"field.no_colon", "a line in the header that is no field", true, no_colon},
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

Operations field_operations() { return kOperations; }

}  // namespace smime::mutate
