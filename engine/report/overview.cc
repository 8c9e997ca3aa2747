#include "engine/report/overview.h"

#include <algorithm>
#include <map>

#include "engine/report/client_table.h"

namespace smime::report {
namespace {

constexpr std::size_t kMostLocation = 40, kLeastLocation = 8, kMostClient = 18;

/// The folder that all locations stand in, with its slash.
std::string common_folder(const std::string& a, const std::string& b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  const std::string same(a.begin(), end);
  return same.substr(0, same.rfind('/') + 1);
}

/// A path loses its front, a name its end: numbers and dates stand there.
std::string location_cell(const std::string& location, std::size_t width) {
  return location.find('/') == std::string::npos ? fitted(location, width)
                                                 : fitted_end(location, width);
}

/// A client's id over two lines: "outlook", "win".
std::pair<std::string, std::string> heading(const std::string& client) {
  const std::string id = shown(client);
  const std::size_t at = id.find('_');
  if (at == std::string::npos) return {"", id};
  return {id.substr(0, at), id.substr(at + 1)};
}

/// The word in a column; what does not apply must not make every column as wide as itself.
std::string_view cell(judge::ClientWord word) {
  return word == judge::ClientWord::NotApplicable ? "n/a" : judge::wire_name(word);
}

void trimmed_line(TextPage& page, std::string text, Tone tone = Tone::Plain) {
  text.erase(text.find_last_not_of(' ') + 1);
  page.line(text, tone);
}

template <class Words>
std::string counts(const Words& by_word) {
  std::string out;
  for (const auto& [word, count] : by_word)
    out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(wire_name(word));
  return out;
}

}  // namespace

void Overview::add(const Report& report) {
  if (lines_.empty())
    for (const judge::Verdict& verdict : report.verdicts) clients_.push_back(verdict.client);
  Line line{shown(report.facts.location), report.facts.word, {}};
  for (const judge::Verdict& verdict : report.verdicts) line.clients.push_back(verdict.word);
  line.clients.resize(clients_.size(), judge::ClientWord::Unknown);
  lines_.push_back(std::move(line));
}

void Overview::write_table(TextPage& page, const TextStyle& style) const {
  const std::size_t number = std::max<std::size_t>(1, std::to_string(lines_.size()).size());
  std::size_t strict = 6, location = 7;
  std::string folder = lines_.front().location;
  for (const Line& line : lines_) folder = common_folder(folder, line.location);
  std::vector<std::size_t> widths;
  for (const std::string& client : clients_) {
    const auto [above, below] = heading(client);
    widths.push_back(std::min(kMostClient, std::max(columns(above), columns(below))));
  }
  for (const Line& line : lines_) {
    strict = std::max(strict, wire_name(line.word).size());
    location =
        std::max(location, std::min(kMostLocation, columns(line.location.substr(folder.size()))));
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], cell(line.clients[i]).size());
  }
  std::size_t from = 0;
  do {
    // As many clients as leave room for the end of a location.
    std::size_t used = 2 + number + 2 + 2 + strict;
    std::size_t to = from;
    while (to < widths.size() &&
           (to == from || used + 2 + widths[to] + kLeastLocation <= style.width))
      used += 2 + widths[to++];
    const std::size_t room = style.width - std::min(style.width, used);
    const std::size_t place = std::min(location, std::max(kLeastLocation, room));
    std::string above(2 + number + 2 + place + 2 + strict, ' ');
    std::string below = "  " + fitted("#", number) + "  " + fitted("message", place) + "  " +
                        fitted("strict", strict);
    for (std::size_t i = from; i < to; ++i) {
      const auto [first, second] = heading(clients_[i]);
      above += "  " + fitted(first, widths[i]);
      below += "  " + fitted(second, widths[i]);
    }
    page.blank();
    if (above.find_first_not_of(' ') != std::string::npos) trimmed_line(page, above, Tone::Strong);
    trimmed_line(page, below, Tone::Strong);
    for (std::size_t row = 0; row < lines_.size(); ++row) {
      const Line& line = lines_[row];
      const auto word = [&](std::string_view text, Tone tone, std::size_t width, bool last) {
        return "  " + page.toned(text, tone) + (last ? "" : std::string(width - text.size(), ' '));
      };
      const std::string index = std::to_string(row + 1);
      std::string text = "  " + std::string(number - index.size(), ' ') + index + "  " +
                         location_cell(line.location.substr(folder.size()), place);
      text += word(wire_name(line.word), tone_of(line.word), strict, from == to);
      for (std::size_t i = from; i < to; ++i)
        text += word(cell(line.clients[i]), tone_of(line.clients[i]), widths[i], i + 1 == to);
      page.line(text);
    }
    from = to;
  } while (from < widths.size());
}

void Overview::write_counts(TextPage& page) const {
  std::map<Word, std::size_t> strict;
  std::vector<std::map<judge::ClientWord, std::size_t>> by_client(clients_.size());
  std::size_t width = 6;
  for (const std::string& client : clients_) width = std::max(width, columns(shown(client)));
  width = std::min(width, kMostClient);
  for (const Line& line : lines_) {
    ++strict[line.word];
    for (std::size_t i = 0; i < clients_.size(); ++i) ++by_client[i][line.clients[i]];
  }
  page.blank();
  page.paragraph("  " + fitted("strict", width) + "  ", counts(strict), width + 4);
  for (std::size_t i = 0; i < clients_.size(); ++i)
    page.paragraph("  " + fitted(shown(clients_[i]), width) + "  ", counts(by_client[i]),
                   width + 4);
}

std::string Overview::text(const TextStyle& style) const {
  if (lines_.size() < 2) return {};
  TextPage page(style);
  page.line("Summary of " + std::to_string(lines_.size()) + " messages", Tone::Strong);
  write_table(page, style);
  write_counts(page);
  return page.text();
}

}  // namespace smime::report
