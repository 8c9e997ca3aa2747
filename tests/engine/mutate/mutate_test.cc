#include "engine/mutate/mutate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "base/text.h"
#include "engine/crypto/digest.h"
#include "engine/mutate/part.h"
#include "engine/mutate/random.h"
#include "engine/mutate/signed_shape.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::mutate;

namespace {

Octets message(const std::string& name) { return test::read_octets(test::corpus() / name); }

std::vector<Octets> corpus_messages() {
  std::vector<Octets> out;
  for (const auto& file : test::files_below(test::corpus() / "messages", ""))
    out.push_back(test::read_octets(file));
  return out;
}

Rules only(const std::string& operation, Resign resign = Resign::Never) {
  Rules rules;
  rules.operations = {operation};
  rules.resign = resign;
  return rules;
}

std::string digest_of_mutants(const std::string& name, std::uint64_t count) {
  std::string all;
  const Octets in = message(name), donor = message("messages/alice.opaque.sha256.eml");
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const Mutant mutant = Mutator(seed).mutate(in, seed % 2 == 0 ? Bytes() : Bytes(donor));
    all += hex(crypto::sha256(mutant.octets));
    for (const std::string& what : mutant.what) all += what;
  }
  return hex(crypto::sha256(as_octets(all)));
}

}  // namespace

TEST_CASE("A message that is read and written again is the same, octet for octet") {
  std::vector<Octets> all = corpus_messages();
  REQUIRE(all.size() > 100);
  const std::size_t found = all.size();
  for (std::size_t i = 0; i < found; ++i) all.push_back(Mutator(i).mutate(all[i]).octets);
  for (const auto& row : {"", "\n", "\r\n\r\n", "a", ":", "0\x03\x06\x01", "-----BEGIN CMS-----\n",
                          "Content-Type: multipart/x; boundary=\"\n\n--", "MIAG", "MIAGA1UEAw==",
                          "Content-Type: multipart/x; boundary=b\n\n--b--\n--b\n\n--b--"})
    all.push_back(copy(as_octets(row)));
  for (const Octets& octets : all) {
    const std::string text(as_text(octets));
    CAPTURE(text.substr(0, 300));
    CHECK((render(read_part(test::Exact(text))) == text));
    const Octets again = encode(read_nodes(test::Exact(text)));
    CHECK((again == octets));
  }
}

TEST_CASE("The same seed and message give the same octets, on every machine") {
  // Pinned, so that a change of platform, compiler or library that changes them is noticed. They
  // change with the operations; the names of variants in reports are then those of another version.
  CHECK(digest_of_mutants("demo/1-good.eml", 300) ==
        "c368af44de94f93eed269b29658a7562f3d9591dc74554c4590a0ee1cfd0114b");
  CHECK(digest_of_mutants("messages/alice.opaque.sha256.eml", 300) ==
        "395e83b287583098e5f115ec48ee07af96f6f97cdad14ec51d362a27dc675eab");
  Mutator one(7), two(7);
  const Octets in = message("demo/1-good.eml");
  const Mutant first = one.mutate(in);
  CHECK((first.octets == two.mutate(in).octets));
  CHECK_FALSE((first.octets == one.mutate(in).octets));
  CHECK((one.mutate(in).octets == Mutator(9).mutate(in).octets));
}

TEST_CASE("Every operation can be applied, alone, and names itself") {
  const std::vector<Octets> messages = corpus_messages();
  std::set<std::string_view> names;
  for (const OperationInfo& operation : operations()) {
    CAPTURE(operation.name);
    CHECK(names.insert(operation.name).second);
    CHECK(is_operation(operation.name));
    CHECK(is_operation(operation.name.substr(0, operation.name.find('.'))));
    std::size_t applied = 0;
    for (std::uint64_t seed = 0; seed < messages.size() && applied < 3; ++seed) {
      const Mutant mutant =
          Mutator(seed, only(std::string(operation.name))).mutate(messages[seed], messages[0]);
      applied += std::all_of(mutant.what.begin(), mutant.what.end(),
                             [&](const std::string& what) { return what == operation.name; });
    }
    CHECK(applied == 3);
  }
  CHECK_FALSE(is_operation("asn"));
  CHECK_FALSE(is_operation(""));
}

TEST_CASE("Operations that promise it leave the CMS object well-formed, as another reader finds") {
  const test::TemporaryDirectory directory;
  const Octets in = message("demo/1-good.eml");
  std::size_t files = 0;
  for (const OperationInfo& operation : operations()) {
    if (!operation.keeps_ber ||
        !(operation.name.starts_with("asn1.") || operation.name.starts_with("cms.")))
      continue;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      Rules rules = only(std::string(operation.name), Resign::Sometimes);
      rules.max_size = 100'000;
      const Mutant mutant = Mutator(seed, rules).mutate(in);
      if (mutant.what.front() == "octets.set") continue;  // nothing could be applied
      directory.file(std::string(operation.name) + "." + std::to_string(seed),
                     std::string(as_text(mutant.octets)));
      ++files;
    }
  }
  CHECK(files > 1000);
  const test::Ran ran =
      test::run("python3", {SMIME_SOURCE_DIR "/tests/engine/mutate/read_ber.py", directory.path()});
  CAPTURE(ran.out, ran.error);
  REQUIRE(ran.status == 0);
  CHECK(std::stoul(ran.out) > files * 9 / 10);
}

TEST_CASE("A mutant signed again passes the arithmetic of OpenSSL, one that was not does not") {
  const test::TemporaryDirectory directory;
  for (const char* name :
       {"messages/alice.detached.sha256.eml", "messages/alice.opaque.sha256.eml"}) {
    const Octets in = message(name);
    const auto accepted = [&](const std::string& operation, Resign resign) {
      int good = 0;
      for (std::uint64_t seed = 0; seed < 12; ++seed) {
        Rules rules = only(operation, resign);
        rules.most_changes = 1;
        const Mutant mutant = Mutator(seed, rules).mutate(in);
        CHECK(mutant.resigned == (resign == Resign::Always));
        const std::string path = directory.file("mutant.eml", std::string(as_text(mutant.octets)));
        good += test::run("openssl", {"cms", "-verify", "-noverify", "-in", path}).status == 0;
      }
      return good;
    };
    CAPTURE(name);
    CHECK(accepted("cms.signer_duplicate", Resign::Always) == 12);
    CHECK(accepted("cms.certificate_reorder", Resign::Always) == 12);
    CHECK(accepted("cms.signature_value", Resign::Always) == 12);
    CHECK(accepted("cms.signature_value", Resign::Never) == 0);
  }
  // The text itself, which messageDigest follows.
  Rules rules = only("part.text", Resign::Always);
  rules.most_changes = 1;
  int good = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Mutant mutant =
        Mutator(seed, rules).mutate(message("messages/alice.detached.sha256.eml"));
    const std::string path = directory.file("mutant.eml", std::string(as_text(mutant.octets)));
    good += test::run("openssl", {"cms", "-verify", "-noverify", "-in", path}).status == 0;
  }
  CHECK(good >= 9);  // a changed line end may be one that OpenSSL reads in its own way
}

// Found by fuzzing: one SHA-256 digest in 2^16 begins like an OCTET STRING of its own length.
TEST_CASE("A digest that reads as BER is renewed like any other") {
  const std::string text(as_text(message("messages/alice.detached.sha256.eml")));
  Part part = read_part(as_octets(text));
  std::size_t changed = 0;
  for (Part* const one : parts_of(part)) {
    if (!one->cms) continue;
    const auto shape = find_signed_data(one->cms->tree);
    REQUIRE(shape);
    for (const SignerShape& signer : signers_of(*shape))
      for (Node* const attribute :
           attributes_of_type(*signer.signed_attributes, *from_hex("2a864886f70d010904"))) {
        Octets digest = {0x04, 0x1E};
        digest.resize(32, 0xAA);
        attribute->children.at(1).children = {node_of(*from_hex("0420" + hex(digest)))};
        REQUIRE(attribute->children[1].children[0].children.size() == 1);
        ++changed;
      }
  }
  REQUIRE(changed == 1);
  const std::string altered = render(part);
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Rules rules = only("part.text", Resign::Always);
    CHECK(Mutator(seed, rules).mutate(as_octets(altered)).resigned);
  }
}

TEST_CASE("No mutant is larger than allowed, and none is what it was made of") {
  const Octets in = message("demo/1-good.eml");
  for (const std::size_t most : {0U, 1U, 2U, 100U, 4000U, 4200U, 10'000U, 200'000U}) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      Rules rules;
      rules.max_size = most;
      const Mutant mutant = Mutator(seed, rules).mutate(in, in);
      CAPTURE(most, seed, mutant.what);
      CHECK(mutant.octets.size() <= most);
      CHECK_FALSE((mutant.octets == in));
      CHECK_FALSE(mutant.what.empty());
    }
  }
}

TEST_CASE("Any octets are taken for a message") {
  std::vector<std::string> inputs = {"", std::string(1, '\0'), "0", "From: a\r\n",
                                     std::string(5000, '\x30')};
  // 3000 values inside one another, indefinite; the same as a mail; cut in the middle.
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += "\x30\x80";
  inputs.push_back("\x30\x80\x06\x01\x2a" + deep);
  std::string definite = "\x04";
  for (int i = 0; i < 120; ++i)
    definite = std::string("\x30") + static_cast<char>(definite.size()) + definite;
  inputs.push_back(definite);
  std::string parts;
  for (int i = 0; i < 300; ++i)
    parts += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
             std::to_string(i) + "\n";
  inputs.push_back(parts);
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 3000; ++i) many += "--b\n";
  inputs.push_back(many);
  const std::string good(as_text(message("demo/1-good.eml")));
  for (std::size_t cut = 0; cut < good.size(); cut += 61) inputs.push_back(good.substr(0, cut));
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    std::string noise;
    for (std::size_t k = random.below(300); k > 0; --k)
      noise.push_back(static_cast<char>(random.octet()));
    inputs.push_back(noise);
    inputs.push_back("Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n" + noise +
                     "\r\n--b\r\n\r\n0" + noise);
  }
  for (const std::string& input : inputs) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      Rules rules;
      rules.max_size = 20'000;
      const Mutant mutant = Mutator(seed, rules).mutate(test::Exact(input), test::Exact(good));
      CHECK(mutant.octets.size() <= 20'000);
      CHECK_FALSE((as_text(mutant.octets) == input));
    }
  }
}

TEST_CASE("Most mutants still hold a CMS object that can be read") {
  const Octets in = message("demo/1-good.eml");
  int readable = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Part part = read_part(Mutator(seed).mutate(in).octets);
    const auto all = parts_of(part);
    readable +=
        std::any_of(all.begin(), all.end(), [](const Part* one) { return one->cms.has_value(); });
  }
  CHECK(readable > 350);
}
