#include "engine/report/client_table.h"

#include <algorithm>

#include "base/text.h"

namespace smime::report {
namespace {

constexpr std::size_t kMostTexts = 4;    // quoted per client
constexpr std::size_t kMostClient = 18;  // columns; ids of a user's own clients may be longer
constexpr std::size_t kLeastReason = 12;

/// The finding that leads to strict's word; empty for a good message.
std::string_view strict_reason(const MessageFacts& facts, const std::vector<FindingGroup>& groups) {
  if (facts.word == Word::Valid) return "";
  for (const FindingGroup& group : groups) {
    const auto& clients = group.clients;
    if (!clients.empty() && std::find(clients.begin(), clients.end(), "strict") == clients.end())
      continue;
    if (info(group.code).word == facts.word) return info(group.code).wire;
  }
  return "";
}

std::string assumption(std::string_view what) {
  if (what == "trust") return "assumed: it trusts the same list, for want of its own";
  if (what == "revocation") return "assumed: no certificate is revoked";
  return "assumed: " + shown(what);
}

/// Assumptions by the number of their mark.
class Footnotes {
 public:
  std::string marks(const std::vector<std::string>& assumes) {
    std::vector<std::size_t> numbers;
    for (const std::string& what : assumes) {
      const auto known = std::find(texts_.begin(), texts_.end(), what);
      numbers.push_back(static_cast<std::size_t>(known - texts_.begin()) + 1);
      if (known == texts_.end()) texts_.push_back(what);
    }
    std::sort(numbers.begin(), numbers.end());
    std::string out;
    for (const std::size_t number : numbers)
      out += (out.empty() ? " [" : ",") + std::to_string(number);
    return out.empty() ? out : out + "]";
  }
  void write(TextPage& page) const {
    for (std::size_t i = 0; i < texts_.size(); ++i)
      page.paragraph("  [" + std::to_string(i + 1) + "] ", assumption(texts_[i]), 6);
  }

 private:
  std::vector<std::string> texts_;
};

struct Row {
  std::string client;
  std::string_view word;
  Tone tone = Tone::Plain;
  std::string reason, known;
};

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + shown(text);
  return out;
}

std::string name_of(const judge::Verdict& verdict) {
  return shown(verdict.name.empty() ? verdict.client : verdict.name);
}

/// Clients that show the same.
struct SameTexts {
  const judge::Verdict* first;
  std::vector<const judge::Verdict*> all;
};

std::vector<SameTexts> group_by_text(const std::vector<judge::Verdict>& verdicts) {
  std::vector<SameTexts> groups;
  for (const judge::Verdict& verdict : verdicts) {
    if (verdict.word == judge::ClientWord::Valid ||
        verdict.word == judge::ClientWord::NotApplicable)
      continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const SameTexts& group) {
      return group.first->text == verdict.text &&
             group.first->text_certainty == verdict.text_certainty && !verdict.text.empty();
    });
    if (same == groups.end()) {
      groups.push_back({&verdict, {&verdict}});
    } else {
      same->all.push_back(&verdict);
    }
  }
  return groups;
}

void write_codes(TextPage& page, const SameTexts& group) {
  for (const judge::Verdict* verdict : group.all) {
    if (verdict->codes.empty()) continue;
    const std::string whose = group.all.size() > 1 ? shown(verdict->client) + ": " : "";
    page.paragraph("    ", whose + "codes " + list(verdict->codes), 6);
  }
}

}  // namespace

Tone tone_of(Word word) {
  if (word == Word::Valid) return Tone::Good;
  if (word == Word::ValidWithNotes || word == Word::NotSigned || word == Word::Encrypted)
    return Tone::Caution;
  return Tone::Bad;
}

Tone tone_of(judge::ClientWord word) {
  switch (word) {
    case judge::ClientWord::Valid:
      return Tone::Good;
    case judge::ClientWord::Invalid:
      return Tone::Bad;
    case judge::ClientWord::NotApplicable:
      return Tone::Plain;
    default:
      return Tone::Caution;
  }
}

void write_client_table(TextPage& page, const Report& report,
                        const std::vector<FindingGroup>& groups) {
  Footnotes notes;
  const std::string_view strict = strict_reason(report.facts, groups);
  std::vector<Row> rows = {{"strict", wire_name(report.facts.word), tone_of(report.facts.word),
                            std::string(strict.empty() ? "-" : strict), "standards"}};
  for (const judge::Verdict& verdict : report.verdicts) {
    rows.push_back(
        {shown(verdict.client), judge::wire_name(verdict.word), tone_of(verdict.word),
         verdict.reason.empty() ? "-" : shown(verdict.reason),
         std::string(judge::wire_name(verdict.certainty)) + notes.marks(verdict.assumes)});
  }
  std::size_t client = 6, word = 5, reason = 7, known = 9;
  for (const Row& row : rows) {
    client = std::max(client, std::min(columns(row.client), kMostClient));
    word = std::max(word, row.word.size());
    reason = std::max(reason, columns(row.reason));
    known = std::max(known, columns(row.known));
  }
  // A code that is cut stands in full among the causes.
  const std::size_t others = 2 + client + 2 + word + 2 + 2 + known;
  const std::size_t room = page.width() - std::min(page.width(), others);
  reason = std::min(reason, std::max(room, kLeastReason));
  page.blank().line("  " + fitted("client", client) + "  " + fitted("shows", word) + "  " +
                        fitted("because", reason) + "  how known",
                    Tone::Strong);
  for (const Row& row : rows)
    page.line("  " + fitted(row.client, client) + "  " + page.toned(row.word, row.tone) +
              std::string(word - row.word.size(), ' ') + "  " + fitted(row.reason, reason) + "  " +
              row.known);
  notes.write(page);
}

namespace {

/// Who shows a faulty signature as a good one, and why, where no text of the client says it.
std::vector<SameTexts> group_fooled(const std::vector<judge::Verdict>& verdicts) {
  std::vector<SameTexts> groups;
  for (const judge::Verdict& verdict : verdicts) {
    const bool fooled = verdict.word == judge::ClientWord::Valid && !verdict.reason.empty() &&
                        verdict.text.empty() && !verdict.note.empty();
    if (!fooled) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const SameTexts& group) {
      return group.first->note == verdict.note;
    });
    if (same == groups.end()) {
      groups.push_back({&verdict, {&verdict}});
    } else {
      same->all.push_back(&verdict);
    }
  }
  return groups;
}

}  // namespace

void write_what_users_see(TextPage& page, const Report& report) {
  bool headed = false;
  const auto head = [&] {
    if (!headed) page.blank().line("What users will see", Tone::Strong);
    headed = true;
  };
  std::string without;
  for (const SameTexts& group : group_by_text(report.verdicts)) {
    const judge::Verdict& first = *group.first;
    if (first.text.empty() && first.codes.empty()) {
      // That nothing is known of a client says its word already.
      if (first.word != judge::ClientWord::Unknown)
        without += (without.empty() ? "" : "; ") + name_of(first);
      continue;
    }
    head();
    std::string names;
    for (const judge::Verdict* verdict : group.all)
      names += (names.empty() ? "" : "; ") + name_of(*verdict) +
               (verdict->word == judge::ClientWord::Unknown ? ", perhaps" : "");
    page.paragraph("  ", names, 2);
    const std::string known = " [" + std::string(judge::wire_name(first.text_certainty)) + "]";
    for (std::size_t i = 0; i < first.text.size() && i < kMostTexts; ++i)
      page.paragraph("    ", "\"" + shown(trim_blanks(first.text[i])) + "\"" + known, 4);
    if (first.text.size() > kMostTexts)
      page.paragraph("    ", "and more: smimecheck explain " + shown(first.client), 4);
    if (first.text.empty()) page.paragraph("    ", "no text is documented", 4);
    write_codes(page, group);
  }
  for (const SameTexts& group : group_fooled(report.verdicts)) {
    head();
    std::string names;
    for (const judge::Verdict* verdict : group.all)
      names += (names.empty() ? "" : "; ") + name_of(*verdict);
    page.paragraph("  ", names + ", in spite of " + shown(group.first->reason), 2);
    page.paragraph("    ",
                   shown(group.first->note, 2000) + " [" +
                       std::string(judge::wire_name(group.first->certainty)) + ": " +
                       list(group.first->source) + "]",
                   4);
  }
  if (without.empty()) return;
  head();
  page.paragraph("  no text is documented for: ", without, 4);
}

}  // namespace smime::report
