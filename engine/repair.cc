#include "engine/repair.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/cms/signed_attributes.h"
#include "engine/crypto/digest.h"
#include "engine/crypto/signature.h"

namespace smime {
namespace {

constexpr std::size_t kLargestPart = 1U << 20U;
constexpr std::size_t kFooterLines = 40;

/// The lines of a part, without their ends (CRLF, LF or CR CR LF).
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

std::string joined(const std::vector<std::string_view>& lines, std::size_t count,
                   bool last_line_ends) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += lines[i];
    if (i + 1 < count || last_line_ends) out += "\r\n";
  }
  return out;
}

/// mboxrd and mboxo put ">" before lines that begin with "From "; one level is taken away.
std::string without_from_quoting(const std::vector<std::string_view>& lines, bool last_line_ends) {
  std::vector<std::string_view> undone = lines;
  for (std::string_view& line : undone) {
    const std::size_t quotes = line.find_first_not_of('>');
    if (quotes != std::string_view::npos && quotes > 0 && line.substr(quotes).starts_with("From "))
      line.remove_prefix(1);
  }
  return joined(undone, undone.size(), last_line_ends);
}

/// Compares candidates with the signed digest.
class Trial {
 public:
  Trial(std::string digest, Bytes wanted, std::string_view where, Findings& out)
      : digest_(std::move(digest)), wanted_(wanted), where_(where), out_(out) {}

  bool fits(std::string_view candidate, const std::string& hypothesis) {
    const auto found = crypto::digest(digest_, as_octets(candidate));
    if (!found || !equal(*found, wanted_)) return false;
    out_.add({Code::RepairHypothesis, std::string(where_), {{"intact_if", hypothesis}}});
    return true;
  }

  /// `lengths` ascend; two for each number of lines that are left out.
  void fits_beginning(std::string_view text, const std::vector<std::size_t>& lengths) {
    const auto found = crypto::digests_of_beginnings(digest_, as_octets(text), lengths);
    // The shortest footer that explains it.
    for (std::size_t i = found.size(); i-- > 0;) {
      if (!equal(found[i], wanted_)) continue;
      const std::size_t cut = (found.size() - i + 1) / 2;
      out_.add({Code::RepairHypothesis,
                std::string(where_),
                {{"intact_if", "the last " + std::to_string(cut) + " lines are removed"}}});
      return;
    }
  }

 private:
  std::string digest_;
  Bytes wanted_;
  std::string_view where_;
  Findings& out_;
};

}  // namespace

void add_repair_hypotheses(const cms::SignerInfo& signer, Bytes part, std::string_view where,
                           const Limits& limits, Findings& out) {
  if (!signer.signed_attributes || part.size() > kLargestPart) return;
  Findings told;  // the attributes have been reported on already
  const auto attributes =
      cms::parse_signed_attributes(*signer.signed_attributes, where, limits, told);
  if (!attributes || !attributes->message_digest) return;
  Trial trial(crypto::digest_named_by(signer.digest_algorithm.oid), *attributes->message_digest,
              where, out);

  const std::string_view stored = as_text(part);
  const std::vector<std::string_view> lines = lines_of(stored);
  const bool ends = stored.ends_with('\n');
  if (trial.fits(stored, "it is hashed with its line ends as stored")) return;
  if (trial.fits(joined(lines, lines.size(), ends), "every line ends with CRLF")) return;
  if (trial.fits(without_from_quoting(lines, ends), "mbox quoting of \"From \" lines is undone"))
    return;
  if (trial.fits(joined(lines, lines.size(), !ends),
                 ends ? "the last line break is removed" : "a line break is added at the end"))
    return;
  // A footer: the signed text is what stands before it, with or without its last line break. All
  // of these are beginnings of one text.
  const std::string whole = joined(lines, lines.size(), true);
  std::vector<std::size_t> lengths;
  std::size_t length = whole.size();
  for (std::size_t cut = 1; cut < lines.size() && cut <= kFooterLines; ++cut) {
    length -= lines[lines.size() - cut].size() + 2;
    lengths.push_back(length);
    lengths.push_back(length - 2);
  }
  std::reverse(lengths.begin(), lengths.end());
  trial.fits_beginning(whole, lengths);
}

}  // namespace smime
