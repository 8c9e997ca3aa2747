#include "engine/report/text_heading.h"

#include "base/text.h"
#include "engine/report/client_table.h"
#include "engine/report/summary.h"

namespace smime::report {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
}

}  // namespace

void write_headline(TextPage& page, const MessageFacts& facts, std::size_t width) {
  std::string rest;
  for (const std::string_view thing : not_checked(facts))
    rest += (rest.empty() ? "(" : ", ") + std::string(thing);
  if (!rest.empty()) rest += ")";
  const std::string word = upper(wire_name(facts.word));
  const std::string lead = page.toned(word, tone_of(facts.word)) + (rest.empty() ? "" : " " + rest);
  const std::size_t used = word.size() + (rest.empty() ? 0 : 1 + rest.size());
  const std::string location = shown(facts.location);
  if (used + 2 + columns(location) <= width) {
    page.line(lead + "  " + location);
  } else {
    page.line(lead).paragraph("  ", location, 2);
  }
}

void write_people(TextPage& page, const MessageFacts& facts, std::size_t width) {
  std::vector<std::string> pieces;
  const SignerFacts* signer = main_signer(facts);
  if (signer != nullptr && signer->certificate) {
    pieces.push_back("signed by " + (signer->certificate->addresses.empty()
                                         ? shown(signer->certificate->subject)
                                         : joined(signer->certificate->addresses)));
  } else if (signer != nullptr) {
    pieces.emplace_back("signed by an unknown signer");
  }
  pieces.push_back(!facts.has_header    ? "no header"
                   : facts.from.empty() ? "no From"
                                        : "From " + joined(facts.from));
  if (signer != nullptr && signer->signing_time)
    pieces.push_back(to_rfc3339(*signer->signing_time) + " (claimed)");
  std::string line;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string piece = pieces[i] + (i + 1 < pieces.size() ? "," : "");
    if (!line.empty() && 2 + columns(line) + 1 + columns(piece) > width) {
      page.paragraph("", line, 2);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + piece;
  }
  page.paragraph("", line, 2);
}

}  // namespace smime::report
