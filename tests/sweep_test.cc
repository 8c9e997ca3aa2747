// Sweeps over the corpus: cut messages and single changed octets. Sampled, or every one with
// SMIMECHECK_SWEEP=full.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/verify.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

using namespace smime;
using namespace smime::test;

namespace {

std::size_t step() {
  const char* const sweep = std::getenv("SMIMECHECK_SWEEP");
  return sweep != nullptr && std::string_view(sweep) == "full" ? 1 : 16;
}

Word word_of(std::string_view message, const Given& given) {
  return verify_message(Exact(message), "swept", given, Limits{}).facts.word;
}

Given given_for_corpus() {
  Given given;
  given.time_rule = TimeRule::Given;
  given.now = 1768435200;  // 2026-01-15, as in the cases
  given.trust = read_anchors({corpus() / "trust/sample.sst"});
  given.clients = {client("strict")};
  return given;
}

/// Where the last line of the form "--…--" ends: the closing delimiter, or the last line of PEM.
/// Without one: where the line ends at the end of the message begin.
std::size_t end_of_what_counts(std::string_view message) {
  std::size_t last = std::string_view::npos;
  for (std::size_t begin = 0; begin < message.size();) {
    std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::size_t next = end + 1;
    if (end > begin && message[end - 1] == '\r') --end;
    const std::string_view line = message.substr(begin, end - begin);
    if (line.size() > 4 && line.starts_with("--") && line.ends_with("--")) last = end;
    begin = next;
  }
  if (last != std::string_view::npos) return last;
  return message.find_last_not_of("\r\n") + 1;
}

}  // namespace

TEST_CASE("no cut message is valid", "[sweep]") {
  const Given given = given_for_corpus();
  std::size_t messages = 0, cuts = 0;
  for (const auto& file : files_below(corpus() / "messages", "")) {
    const std::string message = read_text(file);
    CAPTURE(file.filename().string());
    ++messages;
    const std::size_t end = end_of_what_counts(message);
    for (std::size_t size = 0; size < message.size(); size += step()) {
      ++cuts;
      const Word word = word_of(std::string_view(message).substr(0, size), given);
      if (word == Word::Valid && size < end) FAIL_CHECK("valid with " << size << " octets");
    }
  }
  CHECK(messages > 100);
  CHECK(cuts > 10'000);
}

namespace {

/// Octets that no signature covers: a change there may leave the message valid.
struct Region {
  std::string name;
  std::size_t begin = 0, end = 0;
};

std::size_t place(std::string_view text, std::string_view what, std::size_t from = 0) {
  const std::size_t at = text.find(what, from);
  if (at == text.npos) throw std::runtime_error("not in the message: " + std::string(what));
  return at;
}

/// The octets of base64 text; nothing from a character that is none on is read.
std::string decoded(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string octets;
  unsigned bits = 0, count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) continue;
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  return octets;
}

class Flips {
 public:
  explicit Flips(const std::string& name) : message_(read_text(corpus() / "messages" / name)) {
    const std::size_t header = place(message_, "\r\n\r\n") + 4;
    const bool clear = message_.find("multipart/signed") < header;
    unsigned_.push_back({"header of the message", 0, header});
    const std::size_t address = place(message_, "<alice@example.com>") + 1;
    address_ = {"address of From", address, address + 17};
    base64_begin_ = header;
    base64_end_ = message_.size();
    if (!clear) return;
    const std::string delimiter = "\r\n------signed-0001";
    const std::size_t second = place(message_, delimiter, header);
    base64_begin_ = place(message_, "\r\n\r\n", second) + 4;
    base64_end_ = place(message_, delimiter + "--", second + 1);
    unsigned_.push_back({"header of the signature part", second + delimiter.size(), base64_begin_});
    unsigned_.push_back({"epilogue", base64_end_ + delimiter.size() + 2, message_.size()});
  }

  /// Why the octet at `at` may be changed to `changed`; nothing: it may not.
  [[nodiscard]] std::optional<std::string> excuse(std::size_t at,
                                                  const std::string& changed) const {
    if (at >= address_.begin && at < address_.end) {
      const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
      if (lower(changed[at]) != lower(message_[at])) return std::nullopt;
      return "case of the address";
    }
    for (const Region& region : unsigned_) {
      if (at >= region.begin && at < region.end) return region.name;
    }
    if (at < base64_begin_ || at >= base64_end_) return std::nullopt;
    const std::string before =
        decoded(std::string_view(message_).substr(base64_begin_, base64_end_ - base64_begin_));
    const std::string after =
        decoded(std::string_view(changed).substr(base64_begin_, base64_end_ - base64_begin_));
    if (before == after) return "layout of base64";
    return cms_excuse(before, after);
  }

  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  /// All octets that differ stand in one of the parts of SignedData that nothing signs.
  static std::optional<std::string> cms_excuse(const std::string& before,
                                               const std::string& after) {
    if (before.size() != after.size()) return std::nullopt;
    for (const Region& region : cms_regions(before)) {
      const bool outside = before.compare(0, region.begin, after, 0, region.begin) != 0 ||
                           before.compare(region.end, before.npos, after, region.end) != 0;
      if (!outside) return region.name;
    }
    return std::nullopt;
  }

  static std::vector<Region> cms_regions(const std::string& cms) {
    std::vector<Region> regions;
    const auto ca = read_certificates(corpus() / "certs/intermediate-1.pem").at(0);
    const std::string der(as_text(Bytes(ca->der)));
    if (const std::size_t at = cms.find(der); at != cms.npos)
      regions.push_back({"CA certificate that the trust list holds, too", at, at + der.size()});
    // SignedData ::= SEQUENCE { version 1, digestAlgorithms SET …: a hint (RFC 5652 5.1).
    const std::size_t version = place(cms, std::string("\x02\x01\x01\x31", 4));
    regions.push_back({"digestAlgorithms", version + 3,
                       version + 5 + static_cast<unsigned char>(cms.at(version + 4))});
    // [1] { attribute 1.2.3.4 }, at the very end.
    if (const std::size_t type = cms.find("\x06\x03\x2A\x03\x04"); type != cms.npos)
      regions.push_back({"unsigned attributes", type - 4, cms.size()});
    return regions;
  }

  std::string message_;
  std::vector<Region> unsigned_;
  Region address_;
  std::size_t base64_begin_ = 0, base64_end_ = 0;
};

}  // namespace

TEST_CASE("no message is valid after a change of what is signed", "[sweep]") {
  const std::string name = GENERATE("alice.detached.sha256.eml", "alice.opaque.sha256.eml",
                                    "alice.cms.unsigned-attribute.eml");
  CAPTURE(name);
  const Given given = given_for_corpus();
  const Flips flips(name);
  REQUIRE(word_of(flips.message(), given) >= Word::ValidWithNotes);
  std::size_t changes = 0;
  for (std::size_t at = 0; at < flips.message().size(); at += step()) {
    for (const unsigned bit : {0x01U, 0x20U}) {
      std::string changed = flips.message();
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ bit);
      ++changes;
      if (word_of(changed, given) < Word::ValidWithNotes || flips.excuse(at, changed)) continue;
      FAIL_CHECK("octet " << at << " of " << flips.message().substr(at < 20 ? 0 : at - 20, 40));
    }
  }
  CHECK(changes > 400);
}
