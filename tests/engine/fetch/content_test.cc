#include "engine/fetch/content.h"

#include <catch2/catch.hpp>

#include "engine/fetch/evidence.h"
#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;
using fetch::Kind;
using fetch::Outcome;

namespace {

const std::string kRevocation = (corpus() / "revocation/").string();

std::string pem(const std::string& name) {
  const Ran ran = run("openssl", {"crl", "-inform", "DER", "-in", kRevocation + name});
  REQUIRE(ran.status == 0);
  return ran.out;
}

Octets der(const std::string& name) { return read_octets(kRevocation + name); }

}  // namespace

TEST_CASE("a CRL is served in DER, or one or several in PEM", "[fetch]") {
  const std::string one = pem("intermediate-1.crl");
  const std::string two = one + "\nof the root:\n" + pem("root-1.intermediate-1-revoked.crl");
  const std::vector<Octets> both = {der("intermediate-1.crl"),
                                    der("root-1.intermediate-1-revoked.crl")};
  struct Row {
    const char* name;
    Octets answer;
    std::size_t crls;  // 0: it is refused
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"DER", both[0], 1},
      {"PEM", copy(as_octets(one)), 1},
      {"two in PEM", copy(as_octets(two)), 2},
      {"no CRL", copy(as_octets("<html>not found</html>")), 0},
      {"nothing", {}, 0},
      {"PEM without end", copy(as_octets(one.substr(0, one.size() / 2))), 0},
      {"a certificate in PEM", read_octets(corpus() / "certs/root-1.pem"), 0},
  }));
  CAPTURE(row.name);
  const fetch::Content content = fetch::examine(Kind::Crl, row.answer);
  CHECK((content.outcome == Outcome::Fetched) == (row.crls > 0));
  CHECK(content.next_update.has_value() == (row.crls > 0));
  if (row.crls > 0) {
    const auto found = fetch::crls_in(row.answer, {});
    CHECK(found == std::vector<Octets>(both.begin(), both.begin() + static_cast<int>(row.crls)));
  }

  fetch::Item item;
  item.kind = Kind::Crl;
  item.octets = std::make_shared<const Octets>(row.answer);
  revocation::Evidence evidence;
  Given given;
  std::size_t unusable = 0;
  const std::vector<fetch::Item> items = {item};
  fetch::add_fetched(items, {}, evidence, given,
                     [&](const fetch::Item&, const std::string&) { ++unusable; });
  CHECK(evidence.crls().size() == row.crls);
  CHECK(unusable == (row.crls > 0 ? 0 : 1));
}
