#include "engine/report/explain_words.h"

#include <string>

#include "engine/judge/builtin_clients.h"

namespace smime::report {
namespace {

struct Meaning {
  std::string_view word, kind, text;
};

constexpr Meaning kMeanings[] = {
    {"valid", "verdict of a client", "it shows the signature as good"},
    {"warning", "verdict of a client", "it shows the message with a warning"},
    {"invalid", "verdict of a client", "it shows that the signature is bad or not trusted"},
    {"not_shown", "verdict of a client", "it shows the message without any sign of a signature"},
    {"not_applicable", "verdict of a client",
     "the question does not arise for it, so it counts as accepted"},
    {"unknown", "verdict of a client", "it is not known what it shows"},
    {"n/a", "verdict of a client, in the table over many messages", "not_applicable"},
    {"good", "answer of another engine", "signature or chain is right, as far as it looks"},
    {"bad", "answer of another engine", "signature or chain is wrong, as far as it looks"},
    {"unreadable", "answer of another engine", "it cannot read the object"},
    {"not_asked", "answer of another engine",
     "the question does not arise, or only after another one that failed"},
    {"no_answer", "answer of another engine", "it hung, died, or was not able to work"},
    {"fatal", "severity of a finding", "the work could not go on"},
    {"error", "severity of a finding", "a MUST of a standard is broken; the work went on"},
    {"warning", "severity of a finding",
     "a SHOULD of a standard is broken, or something that a reader must know"},
    {"notice", "severity of a finding", "worth knowing"},
    {"observed", "how well it is known", "seen in the client itself"},
    {"vendor", "how well it is known", "the maker of the client documents it"},
    {"third-party", "how well it is known", "others report it, or have photographed it"},
    {"hypothesis", "how well it is known", "an analysis by others says it, unverified"},
    {"inferred", "how well it is known", "concluded from other statements, untested"},
    {"unknown", "how well it is known", "no source was found"},
    {"standards", "how well it is known", "strict judges by the RFCs alone"},
};

std::string clients_of(std::string_view shorthand) {
  if (shorthand != "outlook" && shorthand != "mobile" && shorthand != "all") return "";
  std::string list;
  for (const std::string& id : judge::clients_named(shorthand))
    list += (list.empty() ? "" : ", ") + id;
  return list;
}

}  // namespace

bool write_word(TextPage& page, std::string_view word) {
  bool known = false;
  const auto write = [&](std::string_view kind, const std::string& text) {
    if (known) page.blank();
    known = true;
    page.paragraph(std::string(word) + "  ", std::string(kind) + ": " + text, 2, Tone::Strong);
  };
  for (const Meaning& meaning : kMeanings)
    if (meaning.word == word) write(meaning.kind, std::string(meaning.text));
  if (const std::string clients = clients_of(word); !clients.empty())
    write("shorthand of --client", clients);
  return known;
}

}  // namespace smime::report
