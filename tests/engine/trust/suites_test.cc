#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "base/text.h"
#include "engine/trust/properties.h"
#include "engine/trust/trust_list.h"
#include "tests/conformance/suite.h"
#include "tests/support/exact.h"

using namespace smime;
using namespace smime::trust;
using test::Exact;

namespace {

struct Outcome {
  bool read = false;
  std::size_t certificates = 0, crls = 0, ctls = 0;
};

/// Counts as CryptoAPI does: it takes a bare TBSCertificate or TBSCertList for the signed one
/// (Wine's tests use little else), while here that is an unusable element named as such.
Outcome outcome_of(const std::optional<TrustList>& list) {
  Outcome outcome;
  if (!list) return outcome;
  for (const Element& element : list->elements) {
    const bool bare = element.unusable.rfind("a bare TBSCert", 0) == 0;
    const bool held = element.unusable.empty() || bare;
    if (element.kind == ElementKind::Certificate && held) ++outcome.certificates;
    if (element.kind == ElementKind::Crl && held) ++outcome.crls;
    if (element.ctl) ++outcome.ctls;
  }
  outcome.read = true;
  return outcome;
}

/// What Windows did, from the words of expected.tsv. "exact output" rows are what Windows wrote, so
/// they must be read in full. "n certificate(s)" gives counts where the row has them.
std::optional<std::string> difference(const std::string& kind, const std::string& expected,
                                      const Outcome& got) {
  const auto says = [&](std::string_view words) {
    return expected.find(words) != std::string::npos;
  };
  if (expected.rfind("fails", 0) == 0) {
    // A one-element file fails in Windows where nothing can be taken from it; a CTL call fails on
    // whatever is no CTL, be it another sound object.
    if (kind == "CTL")
      return got.ctls == 0 ? std::nullopt : std::optional<std::string>("read a CTL");
    if (got.certificates + got.crls + got.ctls == 0) return std::nullopt;
    return "read something";
  }
  if (!got.read) return "refused";
  if (kind == "CTL") return got.ctls == 1 ? std::nullopt : std::optional<std::string>("no CTL");
  const std::size_t certificates = says("0 certificates") ? 0 : 1;
  const std::size_t crls = says("1 CRL") ? 1 : 0;
  if (got.certificates != certificates) return "other number of certificates";
  if (got.crls != crls) return "other number of CRLs";
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "-" : text;
}

std::string text_of(const std::vector<Property>& properties, std::uint32_t id) {
  const Property* property = find(properties, id);
  if (property == nullptr) return "-";
  const auto value = decode(*property);
  if (!value) return "malformed";
  if (const auto* list = std::get_if<std::vector<std::string>>(&*value)) return joined(*list);
  const auto* text = std::get_if<std::string>(&*value);
  return text != nullptr ? *text : "";
}

}  // namespace

TEST_CASE("framing and counts are those of Windows", "[trust][suite]") {
  const auto folder = test::suite_folder("wine-sst");
  if (!folder) return;
  int passed = 0;
  int failed = 0;
  const test::Table expected(*folder / "expected.tsv");
  for (const auto& row : expected.rows()) {
    const std::string file = test::read_text(*folder / row[0]);
    Findings findings;
    const auto list = read_trust_list(Exact(file), row[0], {}, findings);
    const auto wrong = difference(row[3], row[5], outcome_of(list));
    CAPTURE(row[0], row[5], wrong.value_or(""));
    CHECK_FALSE(wrong);
    ++(wrong ? failed : passed);
  }
  WARN("wine-sst: " << passed << " passed / " << failed << " failed");
  CHECK(passed + failed == 27);
  CHECK(failed == 0);
}

TEST_CASE("every certificate and property of real stores is read", "[trust][suite]") {
  const auto folder = test::suite_folder("sst-real");
  if (!folder) return;
  int files = 0;
  int certificates = 0;
  int differences = 0;
  const test::Table expected(*folder / "expected.tsv");
  for (const auto& row : expected.rows()) {
    const std::string file = test::read_text(*folder / row[0]);
    CAPTURE(row[0]);
    Findings findings;
    const auto list = read_trust_list(Exact(file), row[0], {}, findings);
    REQUIRE(list);
    CHECK(std::to_string(list->size) == row[2]);
    CHECK(std::to_string(list->certificates()) + " certificates" == row[1]);
    CHECK_FALSE(findings.has(Code::TrustHashMismatch));
    CHECK_FALSE(findings.has(Code::TrustPropertyMalformed));
    const std::string stem = row[0].substr(0, row[0].size() - 4);
    const test::Table table(*folder / (stem + ".entries.tsv"));
    const auto& entries = table.rows();
    REQUIRE(entries.size() == list->elements.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Element& element = list->elements[i];
      std::vector<std::string> got = {std::to_string(i), hex(crypto::sha1(element.octets)),
                                      hex(crypto::sha256(element.octets))};
      for (const std::uint32_t id : {11U, 9U, 104U, 122U, 126U, 127U}) {
        // The table leaves out times that are there and empty.
        const std::string text = text_of(element.properties, id);
        got.push_back(text.empty() || text == kBeginningOfTime ? "-" : text);
      }
      std::map<std::uint32_t, int> ids;
      for (const Property& property : element.properties) ids[property.id]++;
      std::vector<std::string> sorted;
      for (const auto& id : ids) sorted.push_back(std::to_string(id.first));
      got.push_back(joined(sorted));
      const Property* stored = find(element.properties, kSha1Hash);
      const bool same = stored != nullptr && equal(stored->value, crypto::sha1(element.octets));
      got.emplace_back(same ? "sha1prop ok" : "sha1prop wrong");
      const std::vector<std::string> want(entries[i].begin(), entries[i].begin() + 11);
      // Twelve octets of record header stand before the contents that the offset points to.
      const bool there =
          file.compare(element.offset, element.octets.size(), as_text(element.octets)) == 0 &&
          file.compare(element.offset - 12, 4, std::string("\x20\0\0\0", 4)) == 0;
      if (got != want || !there || !element.certificate) {
        ++differences;
        CAPTURE(i, element.unusable);
        CHECK(got == want);
        CHECK(element.certificate);
      }
      ++certificates;
    }
    ++files;
  }
  WARN("sst-real: " << files << " files, " << certificates << " certificates, " << differences
                    << " differences");
  CHECK(files == 2);
  CHECK(certificates == 651);
  CHECK(differences == 0);
}

TEST_CASE("what Windows saved for the tests of .NET", "[trust][suite]") {
  const auto folder = test::suite_folder("sst-real");
  if (!folder) return;
  const std::string store = test::read_text(*folder / "dotnet-two-certs-keyprovinfo.sst");
  const std::string element = test::read_text(*folder / "dotnet-one-element-keyprovinfo.bin");
  Findings findings;
  const auto list = read_trust_list(Exact(store), "a.sst", {}, findings);
  REQUIRE(list);
  CHECK(list->certificates() == 2);
  REQUIRE(list->elements[0].properties.size() == 1);
  CHECK(list->elements[0].properties[0].id == kKeyProviderInfo);
  CHECK(list->elements[0].properties[0].offset == 8);
  CHECK(list->elements[0].properties[0].value.size() == 188);
  CHECK(list->elements[0].offset == 0xDC);
  CHECK(list->elements[0].octets.size() == 489);
  CHECK(list->elements[1].offset == 0x2C5 + 12);
  CHECK(list->elements[1].properties.empty());
  CHECK(text_of(list->elements[0].properties, 2) == "names a private key; never followed");
  const auto alone = read_trust_list(Exact(element), "a.bin", {}, findings);
  REQUIRE(alone);
  CHECK(alone->format == Format::SerializedElement);
  CHECK(alone->certificates() == 1);
  CHECK(findings.has(Code::TrustBareElement));
}

TEST_CASE("the entries of authroot.stl are those of an independent reading", "[trust][suite]") {
  const auto folder = test::suite_folder("sst-real/authroot-ctl");
  if (!folder) return;
  const std::string file = test::read_text(*folder / "authroot.stl");
  Findings findings;
  const auto list = read_trust_list(Exact(file), "authroot.stl", {}, findings);
  REQUIRE(list);
  CHECK(list->format == Format::Ctl);
  REQUIRE(list->elements.size() == 1);
  REQUIRE(list->elements[0].ctl);
  const CertificateTrustList& ctl = *list->elements[0].ctl;
  CHECK(to_rfc3339(ctl.this_update) == "2025-06-16T17:56:11Z");
  CHECK_FALSE(ctl.next_update);
  CHECK(hex_upper(ctl.sequence_number) == "1401DBDEE7F1A4F449");
  CHECK(ctl.subject_usage == std::vector<std::string>{"1.3.6.1.4.1.311.10.3.9"});
  std::map<std::string, const CtlEntry*> entries;
  for (const CtlEntry& entry : ctl.entries) entries[hex_upper(entry.identifier)] = &entry;
  const test::Table table(*folder / "authroot.tsv");
  const auto& rows = table.rows();
  CHECK(rows.size() == 514);
  CHECK(ctl.entries.size() == rows.size());
  int equal_rows = 0;
  for (const auto& row : rows) {
    const auto entry = entries.find(row[0]);
    REQUIRE(entry != entries.end());
    const auto& properties = entry->second->properties;
    const auto raw = [&](std::uint32_t id) {
      const Property* property = find(properties, id);
      return property != nullptr ? hex_upper(property->value) : "";
    };
    // Purposes are all of property 9 that 122 does not take away.
    const std::string usages = text_of(properties, 9) + " ";
    const bool email = usages.find("1.3.6.1.5.5.7.3.4 ") != std::string::npos;
    const bool same = raw(98) == row[1] && raw(29) == row[2] && raw(20) == row[3] &&
                      text_of(properties, 11) == row[5];
    CAPTURE(row[0], row[5], text_of(properties, 11));
    CHECK(same);
    // A root that the other reader lists for e-mail has e-mail among its purposes, or none named.
    if (row[10].find("Secure Email") != std::string::npos) CHECK((email || usages == "- "));
    equal_rows += same;
  }
  WARN("authroot: " << equal_rows << " of " << rows.size() << " entries equal");
}
