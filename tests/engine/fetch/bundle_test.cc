#include "engine/fetch/bundle.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;
using fetch::Bundle;
using fetch::Item;
using fetch::Kind;
using fetch::Outcome;

namespace {

constexpr Time kTime = 1'780'000'000;

Item item(Kind kind, const std::string& url, Outcome outcome, const std::string& answer = {}) {
  Item out;
  out.kind = kind;
  out.url = url;
  out.fetched = kTime;
  out.outcome = outcome;
  if (kind == Kind::Ocsp) out.certificate = crypto::sha256(as_octets("a certificate"));
  if (outcome == Outcome::Fetched)
    out.octets = std::make_shared<const Octets>(copy(as_octets(answer)));
  return out;
}

/// One of everything: two addresses with the same answer, an empty one, failures of all sorts.
Bundle sample() {
  Bundle bundle;
  bundle.items = {
      item(Kind::Issuers, "http://a.example/ca.cer", Outcome::Fetched, std::string(512, 'c')),
      item(Kind::Crl, "http://b.example/ca.crl", Outcome::Fetched, "revoked"),
      item(Kind::Crl, "http://a.example/ca.crl", Outcome::Fetched, "revoked"),
      item(Kind::Crl, "http://c.example/ca.crl", Outcome::Fetched, ""),
      item(Kind::Ocsp, "http://a.example/", Outcome::Fetched, "good"),
      item(Kind::Crl, "ldap:///cn=ca", Outcome::UnsupportedScheme),
      item(Kind::Crl, "\\x0A\xC3\xA4 no URL", Outcome::MalformedUrl),
  };
  bundle.items.push_back(item(Kind::Issuers, "http://d.example/", Outcome::HttpStatus));
  bundle.items.back().http_status = 404;
  put_in_order(bundle);
  return bundle;
}

std::optional<Bundle> read(Bytes octets, Findings& out, const Limits& limits = {}) {
  return fetch::read_bundle(Exact(as_text(octets)), limits, out);
}

bool refused(Bytes octets) {
  Findings findings;
  const bool nothing = !read(octets, findings);
  // Nothing if and only if there is a fatal finding.
  CHECK(nothing == findings.any(Severity::Fatal));
  return nothing && findings.has(Code::BundleDamaged);
}

}  // namespace

TEST_CASE("A bundle is read as it was written, and written the same whatever the order",
          "[fetch]") {
  const Bundle before = sample();
  const Octets file = write_bundle(before);
  Findings findings;
  const auto after = read(file, findings);
  REQUIRE(after.has_value());
  CHECK(findings.empty());
  REQUIRE(after->items.size() == before.items.size());
  for (std::size_t i = 0; i < before.items.size(); ++i) {
    const Item &a = before.items[i], &b = after->items[i];
    CAPTURE(a.url);
    CHECK(a.kind == b.kind);
    CHECK(a.url == b.url);
    CHECK(a.certificate == b.certificate);
    CHECK(a.fetched == b.fetched);
    CHECK(a.outcome == b.outcome);
    CHECK(a.http_status == b.http_status);
    REQUIRE((a.octets == nullptr) == (b.octets == nullptr));
    if (a.octets) CHECK(*a.octets == *b.octets);
  }
  // Equal answers are held once.
  CHECK(after->items[1].url == "http://a.example/ca.crl");
  CHECK(after->items[1].octets == after->items[2].octets);

  Bundle turned = before;
  std::reverse(turned.items.begin(), turned.items.end());
  put_in_order(turned);
  CHECK(write_bundle(turned) == file);
  Findings unused;
  CHECK(read(fetch::write_bundle({}), unused)->items.empty());
}

TEST_CASE("Of several attempts the fetched one is kept, then the latest", "[fetch]") {
  Item early = item(Kind::Crl, "http://a.example/", Outcome::Fetched, "1");
  Item failed = item(Kind::Crl, "http://a.example/", Outcome::TimedOut);
  failed.fetched = kTime + 2;
  Item late = item(Kind::Crl, "http://a.example/", Outcome::Fetched, "2");
  late.fetched = kTime + 1;
  Bundle bundle{{early, failed, late}};
  put_in_order(bundle);
  REQUIRE(bundle.items.size() == 1);
  CHECK(as_text(*bundle.items[0].octets) == "2");
}

TEST_CASE("Other programs read a bundle: tar lists and unpacks it", "[fetch]") {
  const TemporaryDirectory directory;
  const std::string file =
      directory.file("bundle.tar", std::string(as_text(write_bundle(sample()))));
  const std::string name = "crl/" + hex(crypto::sha256(as_octets("revoked"))) + ".der";
  const Ran listed = run("tar", {"-tf", file});
  CAPTURE(listed.error);
  CHECK(listed.status == 0);
  CHECK(listed.out.starts_with("MANIFEST\n"));
  CHECK(listed.out.find(name) != std::string::npos);
  REQUIRE(run("tar", {"-xf", file, "-C", directory.path()}).status == 0);
  CHECK(read_text(directory.path(name)) == "revoked");
  const std::string manifest = read_text(directory.path("MANIFEST"));
  CHECK(manifest.find("\tldap:///cn=ca\n") != std::string::npos);
  const Ran python = run("python3", {"-c",
                                     "import sys, tarfile\n"
                                     "print(len(tarfile.open(sys.argv[1], 'r:').getmembers()))",
                                     file});
  CHECK(python.out == "5\n");
}

TEST_CASE("A bundle that is cut short, changed or longer is refused at any place", "[fetch]") {
  const Octets file = write_bundle(sample());
  for (std::size_t size = 0; size < file.size(); ++size) {
    CAPTURE(size);
    if (!refused(Bytes(file).first(size))) FAIL("cut short and read");
  }
  Octets changed = file;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    for (const std::uint8_t by : Octets{0x01, 0x80, 0xFF}) {
      changed[i] ^= by;
      CAPTURE(i, int{by});
      if (!refused(changed)) FAIL("changed and read");
      changed[i] ^= by;
    }
  }
  changed.push_back(0);
  CHECK(refused(changed));
  changed.resize(file.size() + 512);
  CHECK(refused(changed));
}

TEST_CASE("A manifest that is right in itself must fit the files and the rules", "[fetch]") {
  // Made with Python: the same archive with another manifest, its checksum made right again.
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    bool good;
  };
  const auto row = GENERATE(values<Row>({
      {"unchanged", "", "", true},
      {"another time", "2026-05-28T20:26:40Z", "2026-05-28T20:26:41Z", true},
      {"a time in another form", "2026-05-28T20:26:40Z", "2026-05-28T20:26:40+00:00", false},
      {"another status", "\t404\t", "\t0404\t", false},
      {"a status of no answer", "\t404\t", "\t1000\t", false},
      {"an unknown kind", "\nocsp\t", "\nscvp\t", false},
      {"an unknown outcome", "\tmalformed_url\t", "\tmisplaced\t", false},
      {"a control character", "no URL", "no\x1bURL", false},
      {"a line more", "\nend", "\n\nend", false},
      {"another size", "\t7\t", "\t8\t", false},
      {"a size of no answer", "\tunsupported_scheme\t0\t2026-05-28T20:26:40Z\t-\t0",
       "\tunsupported_scheme\t0\t2026-05-28T20:26:40Z\t-\t7", false},
      {"fetched without answer", "\tunsupported_scheme\t", "\tfetched\t", false},
      {"another version", "bundle 1\n", "bundle 2\n", false},
      {"no URL", "ldap:///cn=ca", "", false},
      {"order", "http://a.example/ca.crl", "http://z.example/ca.crl", false},
      {"twice", "http://a.example/ca.crl", "http://b.example/ca.crl", false},
  }));
  CAPTURE(row.name);
  const TemporaryDirectory directory;
  const std::string file =
      directory.file("bundle.tar", std::string(as_text(write_bundle(sample()))));
  const Ran python =
      run("python3", {"-c",
                      "import hashlib, io, sys, tarfile\n"
                      "old = tarfile.open(sys.argv[1], 'r:')\n"
                      "new = tarfile.open(sys.argv[2], 'w:', format=tarfile.USTAR_FORMAT)\n"
                      "for m in old.getmembers():\n"
                      "  data = old.extractfile(m).read()\n"
                      "  if m.name == 'MANIFEST':\n"
                      "    a, b = (x.encode() for x in sys.argv[3:])\n"
                      "    assert a in data\n"
                      "    lines = data.replace(a, b) if a else data\n"
                      "    head, end = lines.rsplit(b'end\\t', 1)\n"
                      "    data = head + b'end\\t' + end.split(b'\\t')[0] + b'\\t'\n"
                      "    data += hashlib.sha256(head).hexdigest().encode() + b'\\n'\n"
                      "  m.size = len(data)\n"
                      "  new.addfile(m, io.BytesIO(data))\n"
                      "new.close()\n"
                      "out = open(sys.argv[2], 'rb').read()\n"
                      "while out.endswith(bytes(512)): out = out[:-512]\n"
                      "open(sys.argv[2], 'wb').write(out + bytes(1024))",
                      file, directory.path("new.tar"), row.from, row.to});
  CAPTURE(python.error);
  REQUIRE(python.status == 0);
  Findings findings;
  CHECK(read(read_octets(directory.path("new.tar")), findings).has_value() == row.good);
  CHECK(findings.has(Code::BundleDamaged) != row.good);
}

TEST_CASE("Limits of bundles are named", "[fetch]") {
  const Octets file = write_bundle(sample());
  Limits limits;
  limits.bundle_items = 8;
  limits.bundle_size = static_cast<std::uint32_t>(file.size());
  Findings findings;
  CHECK(read(file, findings, limits).has_value());
  limits.bundle_items = 7;
  CHECK_FALSE(read(file, findings, limits).has_value());
  CHECK(findings.has(Code::BundleTooLarge));
  limits.bundle_items = 8;
  --limits.bundle_size;
  Findings others;
  CHECK_FALSE(read(file, others, limits).has_value());
  CHECK(others.has(Code::BundleTooLarge));
}
