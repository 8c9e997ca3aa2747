#include "engine/revocation/crl.h"

#include <catch2/catch.hpp>
#include <ctime>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/crypto/name.h"
#include "engine/revocation/evidence.h"
#include "tests/support/cert_graph.h"
#include "tests/support/exact.h"
#include "tests/support/revocation_data.h"

namespace {
using namespace smime;
using namespace smime::revocation;
using test::CrlRecipe;
using test::Exact;
using test::make_crl;
using test::reason;

CrlPtr read(const Octets& der, std::string* why = nullptr, const Limits& limits = {}) {
  return read_crl(Exact(as_text(der)), limits, why);
}

Octets serial(std::uint8_t number) { return {number}; }

/// A TLV with a definite length.
Octets tlv(std::uint8_t tag, std::initializer_list<Octets> parts) {
  Octets value;
  for (const Octets& part : parts) value.insert(value.end(), part.begin(), part.end());
  Octets out = {tag};
  if (value.size() >= 0x100) {
    out.insert(out.end(), {0x82, static_cast<std::uint8_t>(value.size() >> 8U),
                           static_cast<std::uint8_t>(value.size() & 0xFFU)});
  } else if (value.size() >= 0x80) {
    out.insert(out.end(), {0x81, static_cast<std::uint8_t>(value.size())});
  } else {
    out.push_back(static_cast<std::uint8_t>(value.size()));
  }
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

Octets utc(std::string_view text) { return tlv(0x17, {copy(as_octets(text))}); }
const Octets kAlgorithm = *from_hex("300a06082a8648ce3d040302");  // ecdsa-with-SHA256

/// A CRL by hand, for what OpenSSL would not write: `entries` are whole values.
Octets by_hand(const Octets& entries, const Octets& version = {0x02, 0x01, 0x01},
               const Octets& inner = kAlgorithm) {
  const Octets name =
      tlv(0x30, {tlv(0x31, {tlv(0x30, {*from_hex("0603550403"), *from_hex("0c0452"
                                                                          "6f6f74")})})});
  const Octets tbs = tlv(0x30, {version, inner, name, utc("250101000000Z"), utc("260101000000Z"),
                                tlv(0x30, {entries})});
  return tlv(0x30, {tbs, kAlgorithm, {0x03, 0x02, 0x00, 0x00}});
}

Octets entry(const Octets& serial_value, const Octets& extensions = {}) {
  return tlv(0x30, {tlv(0x02, {serial_value}), utc("240101000000Z"), extensions});
}

}  // namespace

TEST_CASE("a CRL is read: fields, extensions and entries") {
  CrlRecipe recipe;
  recipe.entries = {
      {7, "20240301000000Z", {reason(1), "2.5.29.24=DER:180f32303234303232303030303030305a"}},
      {3, "20240201000000Z", {}},
      {0x7FFF, "20240401000000Z", {reason(6)}}};
  recipe.extensions.push_back(
      "2.5.29.28=critical,DER:3003810"
      "1ff");
  recipe.extensions.push_back("2.5.29.35=DER:30068004aabbccdd");
  std::string why;
  const CrlPtr crl = read(make_crl(recipe), &why);
  CAPTURE(why);
  REQUIRE(crl);
  CHECK(to_rfc3339(crl->this_update) == "2025-01-01T00:00:00Z");
  REQUIRE(crl->next_update);
  CHECK(to_rfc3339(*crl->next_update) == "2026-01-01T00:00:00Z");
  CHECK(crl->entries == 3);
  REQUIRE(crl->number);
  CHECK(hex(*crl->number) == "05");
  CHECK_FALSE(crl->base_number);
  REQUIRE(crl->authority_key);
  CHECK(hex(*crl->authority_key) == "aabbccdd");
  REQUIRE(crl->distribution_point);
  CHECK(crl->distribution_point->only_user);
  CHECK_FALSE(crl->distribution_point->only_ca);
  CHECK(crl->distribution_point->reasons == kAllReasons);
  const Octets& issuer = crl->canonical_issuer;
  const auto seven = crl->find(serial(7), issuer);
  REQUIRE(seven);
  CHECK(to_rfc3339(seven->revoked_at) == "2024-03-01T00:00:00Z");
  CHECK(seven->reason == 1);
  REQUIRE(seven->invalid_since);
  CHECK(to_rfc3339(*seven->invalid_since) == "2024-02-20T00:00:00Z");
  REQUIRE(crl->find(serial(3), issuer));
  CHECK_FALSE(crl->find(serial(3), issuer)->reason);
  CHECK(crl->find(Octets{0x7F, 0xFF}, issuer)->reason == kCertificateHold);
  CHECK_FALSE(crl->find(serial(4), issuer));
  CHECK_FALSE(crl->find(Octets{0x00, 0x07}, issuer));
  CHECK_FALSE(crl->find(Octets{}, issuer));
  const auto other = test::make(test::ca("Other", "Other"));
  CHECK_FALSE(crl->find(serial(7), other->canonical_subject));
}

TEST_CASE("entries of an indirect CRL belong to the issuer named last") {
  // certificateIssuer: directoryName CN=Other, CN=Third
  const auto named = [](std::string_view word) {
    std::string text = "2.5.29.29=critical,DER:";
    const std::string name = hex(tlv(
        0x30,
        {tlv(0xA4, {tlv(0x30, {tlv(0x31, {tlv(0x30, {*from_hex("0603550403"),
                                                     tlv(0x0C, {copy(as_octets(word))})})})})})}));
    return text + name;
  };
  CrlRecipe recipe;
  recipe.extensions.push_back(
      "2.5.29.28=critical,DER:3003840"
      "1ff");
  recipe.entries = {{9, "20240101000000Z", {}},
                    {5, "20240102000000Z", {named("Other")}},
                    {9, "20240103000000Z", {}},
                    {5, "20240104000000Z", {named("Third")}}};
  std::string why;
  const CrlPtr crl = read(make_crl(recipe), &why);
  CAPTURE(why);
  REQUIRE(crl);
  CHECK(crl->distribution_point->indirect);
  const auto date = [&](std::uint8_t number, const char* issuer) {
    const auto found =
        crl->find(serial(number), test::make(test::ca(issuer, issuer))->canonical_subject);
    return found ? to_rfc3339(found->revoked_at).substr(0, 10) : "";
  };
  CHECK(date(9, "Root") == "2024-01-01");
  CHECK(date(5, "Root").empty());
  CHECK(date(5, "Other") == "2024-01-02");
  CHECK(date(9, "Other") == "2024-01-03");
  CHECK(date(5, "Third") == "2024-01-04");
  CHECK(date(9, "Third").empty());

  SECTION("each octet that is read is asked for, and names that hold for several entries once") {
    recipe.entries = {{5, "20240102000000Z", {named("Other")}},
                      {5, "20240103000000Z", {}},
                      {5, "20240104000000Z", {}}};
    const CrlPtr grouped = read(make_crl(recipe));
    REQUIRE(grouped);
    const Octets other = test::make(test::ca("Other", "Other"))->canonical_subject;
    std::size_t asked = 0, allowed = 100;
    const auto may_read = [&](std::size_t octets) {
      CHECK(octets > 0);
      return ++asked <= allowed;
    };
    CHECK(grouped->find(serial(5), other, may_read));
    CHECK(asked == 4);
    asked = 0;
    allowed = 1;  // the entry, but not whom it names
    CHECK_FALSE(grouped->find(serial(5), other, may_read));
    CHECK(asked == 2);
    asked = 0;
    CHECK_FALSE(grouped->find(serial(6), other, may_read));
    CHECK(asked == 0);
  }

  SECTION("a CRL that is not indirect must not have the extension") {
    recipe.extensions.pop_back();
    CHECK_FALSE(read(make_crl(recipe), &why));
    CHECK(why == "expected no certificateIssuer in a CRL that is not indirect");
  }
}

TEST_CASE("a serial number that is listed twice is revoked from the earlier date") {
  CrlRecipe recipe;
  recipe.entries = {{5, "20240301000000Z", {}},
                    {5, "20240101000000Z", {}},
                    {5, "20230101000000Z", {reason(kRemoveFromCrl)}}};
  const CrlPtr crl = read(make_crl(recipe));
  REQUIRE(crl);
  const auto found = crl->find(serial(5), crl->canonical_issuer);
  REQUIRE(found);
  CHECK(to_rfc3339(found->revoked_at) == "2024-01-01T00:00:00Z");
}

TEST_CASE("critical extensions that are not understood are listed, of the CRL and of entries") {
  struct Row {
    const char* name;
    std::vector<std::string> extensions, entry_extensions;
    std::size_t unknown;
  };
  const auto row = GENERATE(values<Row>({
      {"none", {}, {}, 0},
      {"of the CRL, not critical", {"1.2.3=DER:0500"}, {}, 0},
      {"of the CRL", {"1.2.3=critical,DER:0500"}, {}, 1},
      {"of an entry, not critical", {}, {"1.2.3=DER:0500"}, 0},
      {"of an entry", {}, {"1.2.3=critical,DER:0500"}, 1},
  }));
  CAPTURE(row.name);
  CrlRecipe recipe;
  recipe.extensions.insert(recipe.extensions.end(), row.extensions.begin(), row.extensions.end());
  recipe.entries = {{5, "20240101000000Z", row.entry_extensions}};
  const CrlPtr crl = read(make_crl(recipe));
  REQUIRE(crl);
  CHECK(crl->unknown_critical.size() == row.unknown);
}

TEST_CASE("a CRL whose parts are ambiguous or out of form is refused, with a word why") {
  struct Row {
    const char* name;
    Octets der;
    const char* why;
  };
  const auto made = [](std::vector<std::string> extensions,
                       std::vector<std::string> entry_extensions = {}) {
    CrlRecipe recipe;
    recipe.extensions = std::move(extensions);
    recipe.entries = {{5, "20240101000000Z", std::move(entry_extensions)}};
    return make_crl(recipe);
  };
  const auto with_unused_bits = [](Octets der) {
    asn1::DerReader fields(asn1::read_whole(der, asn1::kSequence)->value);
    (void)fields.read(asn1::kSequence);
    (void)fields.read(asn1::kSequence);
    const auto signature = fields.read(asn1::kBitString);
    der[static_cast<std::size_t>(signature->value.data() - der.data())] = 1;
    der.back() &= 0xFEU;
    return der;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"no octets", {}, "expected one SEQUENCE in DER and nothing behind it"},
      {"unused bits in the signature", with_unused_bits(make_crl({})),
       "expected a signature without unused bits"},
      {"padded serial number", by_hand(entry({0x00, 0x05})), "expected a minimal serial number"},
      {"empty serial number", by_hand(entry({})), "expected a minimal serial number"},
      {"version 3", by_hand(entry({5}), {0x02, 0x01, 0x02}), "expected version 2"},
      {"inner algorithm differs",
       by_hand(entry({5}), {0x02, 0x01, 0x01}, *from_hex("300a06082a8648ce3d040303")),
       "expected the same signature algorithm inside and outside"},
      {"entry extensions in version 1",
       by_hand(entry({5}, *from_hex("300c300a0603551d1504030a0101")), {}),
       "expected no extensions in version 1"},
      {"an extension twice", made({"2.5.29.20=DER:020105", "2.5.29.20=DER:020106"}),
       "expected extensions of the CRL, each once, within the limit extensions"},
      {"negative CRL number", made({"2.5.29.20=DER:0201FF"}), "expected a readable cRLNumber"},
      {"issuing point with unknown field", made({"2.5.29.28=critical,DER:30038601ff"}),
       "expected a readable issuingDistributionPoint"},
      {"reason 7", made({}, {reason(7)}),
       "expected readable extensions of an entry, each once, within the limits extensions and "
       "general_names"},
      {"entry extension twice", made({}, {reason(1), reason(6)}),
       "expected readable extensions of an entry, each once, within the limits extensions and "
       "general_names"},
  }));
  CAPTURE(row.name);
  std::string why;
  CHECK_FALSE(read(row.der, &why));
  CHECK(why == row.why);
}

TEST_CASE("a negative serial number is found by its octets") {
  const CrlPtr crl = read(by_hand(entry({0xFB})));
  REQUIRE(crl);
  CHECK(crl->find(serial(0xFB), crl->canonical_issuer));
  CHECK_FALSE(crl->find(Octets{0x00, 0xFB}, crl->canonical_issuer));
}

TEST_CASE("a CRL cut short anywhere is refused") {
  CrlRecipe recipe;
  recipe.entries = {{5, "20240101000000Z", {reason(1)}}};
  const Octets whole = make_crl(recipe);
  REQUIRE(read(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))));
  }
  Octets longer = whole;
  longer.push_back(0);
  CHECK_FALSE(read(longer));
}

TEST_CASE("limits of a CRL are named") {
  CrlRecipe recipe;
  recipe.entries = {{5, "20240101000000Z", {}}, {6, "20240101000000Z", {}}};
  const Octets der = make_crl(recipe);
  std::string why;
  Limits limits;
  limits.crl_entries = 1;
  CHECK_FALSE(read(der, &why, limits));
  CHECK(why == "more entries than the limit crl_entries");
  limits = {};
  limits.crl_size = static_cast<std::uint32_t>(der.size() - 1);
  CHECK_FALSE(read(der, &why, limits));
  CHECK(why == "larger than the limit crl_size");
}

TEST_CASE("what a CRL may hold of names and extensions is limited") {
  struct Row {
    const char* name;
    std::vector<std::string> crl, entry;
    std::uint32_t general_names, extensions;
    const char* why;
  };
  const std::string two_names = "2.5.29.28=critical,DER:300aa008a006860161860162";
  const std::string indirect = "2.5.29.28=critical,DER:30038401ff";
  const std::string of_two = "2.5.29.29=critical,DER:3006820161820162";
  const char* const kEntry =
      "expected readable extensions of an entry, each once, within the limits extensions and "
      "general_names";
  const auto row = GENERATE_COPY(values<Row>({
      {"a distribution point", {two_names}, {}, 2, 9, ""},
      {"a distribution point of too many names",
       {two_names},
       {},
       1,
       9,
       "expected a readable issuingDistributionPoint, within the limit general_names"},
      {"certificate issuers", {indirect}, {of_two}, 2, 9, ""},
      {"too many certificate issuers", {indirect}, {of_two}, 1, 9, kEntry},
      {"too many extensions of an entry",
       {},
       {"1.2.3=DER:0500", "1.2.4=DER:0500", "1.2.5=DER:0500"},
       9,
       2,
       kEntry},
      {"too many extensions",
       {"1.2.3=DER:0500", "1.2.4=DER:0500", "1.2.5=DER:0500"},
       {},
       9,
       2,
       "expected extensions of the CRL, each once, within the limit extensions"},
  }));
  CAPTURE(row.name);
  CrlRecipe recipe;
  recipe.extensions = row.crl.empty() ? recipe.extensions : row.crl;
  recipe.entries = {{5, "20240101000000Z", row.entry}};
  Limits limits;
  limits.general_names = row.general_names;
  limits.extensions = row.extensions;
  std::string why;
  const bool good = read(make_crl(recipe), &why, limits) != nullptr;
  CHECK(why == row.why);
  CHECK(good == why.empty());
}

TEST_CASE("what is given together has limits, too") {
  CrlRecipe one;
  CrlRecipe other;
  other.entries = {{5, "20240101000000Z", {}}};
  const Octets first = make_crl(one);
  const Octets second = make_crl(other);
  const auto both = [&](const Limits& limits, std::string& why) {
    Evidence evidence;
    CHECK(evidence.add_crl(first, EvidenceSource::Given, limits, &why) == Added::Yes);
    // What is known already needs no room.
    CHECK(evidence.add_crl(first, EvidenceSource::Given, limits, &why) == Added::Known);
    return evidence.add_crl(second, EvidenceSource::Given, limits, &why);
  };
  std::string why;
  Limits limits;
  limits.revocation_items = 2;
  limits.revocation_octets = static_cast<std::uint32_t>(first.size() + second.size());
  CHECK(both(limits, why) == Added::Yes);
  --limits.revocation_octets;
  CHECK(both(limits, why) == Added::LimitReached);
  CHECK(why == "beyond the limit revocation_octets");
  limits = {};
  limits.revocation_items = 1;
  CHECK(both(limits, why) == Added::LimitReached);
  CHECK(why == "beyond the limit revocation_items");
}

TEST_CASE("CRL numbers are compared as numbers") {
  struct Row {
    Octets a, b;
    int want;
  };
  const auto row = GENERATE(values<Row>(
      {{{5}, {5}, 0}, {{5}, {6}, -1}, {{0x7F}, {0x00, 0x80}, -1}, {{0x01, 0x00}, {0x7F}, 1}}));
  CHECK(compare_numbers(row.a, row.b) == row.want);
}

TEST_CASE("a CRL of many entries in the worst order costs seconds at most") {
  constexpr std::uint32_t kMany = 300'000;
  Octets entries;
  for (std::uint32_t i = kMany; i-- > 0;) {
    const Octets one = entry({0x40, static_cast<std::uint8_t>(i >> 16U),
                              static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i)});
    entries.insert(entries.end(), one.begin(), one.end());
  }
  // Lengths beyond 64 KiB are not by_hand()'s: three octets.
  const auto wrap = [](std::uint8_t tag, const Octets& value) {
    Octets out = {tag, 0x83, static_cast<std::uint8_t>(value.size() >> 16U),
                  static_cast<std::uint8_t>(value.size() >> 8U),
                  static_cast<std::uint8_t>(value.size())};
    out.insert(out.end(), value.begin(), value.end());
    return out;
  };
  const Octets small = by_hand({});
  // SEQUENCE, SEQUENCE (tbs): version to nextUpdate, then the empty list.
  const std::size_t tbs_size = small[3];
  Octets tbs(small.begin() + 4, small.begin() + 4 + static_cast<std::ptrdiff_t>(tbs_size) - 2);
  const Octets list = wrap(0x30, entries);
  tbs.insert(tbs.end(), list.begin(), list.end());
  Octets all = wrap(0x30, tbs);
  all.insert(all.end(), kAlgorithm.begin(), kAlgorithm.end());
  all.insert(all.end(), {0x03, 0x02, 0x00, 0x00});
  const Octets der = wrap(0x30, all);
  const std::clock_t start = std::clock();
  std::string why;
  const CrlPtr crl = read(der, &why);
  const std::clock_t spent = std::clock() - start;
  CAPTURE(why);
  REQUIRE(crl);
  CHECK(crl->entries == kMany);
  CHECK(crl->find(Octets{0x40, 0x00, 0x00, 0x00}, crl->canonical_issuer));
  CHECK(crl->find(Octets{0x40, 0x04, 0x93, 0xDF}, crl->canonical_issuer));
  CHECK_FALSE(crl->find(Octets{0x40, 0x04, 0x93, 0xE0}, crl->canonical_issuer));
  CHECK(spent / CLOCKS_PER_SEC < 20);
}
