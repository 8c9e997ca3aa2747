#include <utility>

#include "engine/mutate/choice.h"
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
      R"(Content-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"; micalg=md5)",
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
};

}  // namespace

Operations field_operations() { return kOperations; }

}  // namespace smime::mutate
