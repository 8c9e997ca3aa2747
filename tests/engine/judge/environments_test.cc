#include "engine/judge/environments.h"

#include <catch2/catch.hpp>

#include "engine/judge/builtin_clients.h"

using namespace smime;
using namespace smime::judge;

namespace {

using Names = std::vector<std::string>;

std::vector<NeededEnvironment> needed(const Names& ids, const std::set<std::string>& lists,
                                      const Times& times) {
  std::vector<std::shared_ptr<const ClientPolicy>> clients;
  for (const std::string& id : ids) clients.push_back(builtin_clients().at(id));
  return needed_environments(clients, lists, times);
}

const Names kDefault = {"strict", "owa", "outlook_win", "outlook_mobile", "ios_mail", "eas"};

}  // namespace

TEST_CASE("clients share equal environments", "[judge]") {
  // One list, no signing time: all are judged now, and only OWA's server does without the message.
  const auto all = needed(kDefault, {"trust", "intermediates"}, {100, 100, {}});
  REQUIRE(all.size() == 2);
  CHECK(all[0].anchors == "trust");
  CHECK(all[0].helpers == std::vector<Source>{Source::Message, Source::Intermediates});
  CHECK(all[0].used_by == kDefault);
  CHECK(all[0].environments == Names{"strict/given", "owa/client", "outlook_win/windows",
                                     "outlook_mobile/server", "ios_mail/signing-time",
                                     "eas/server"});
  CHECK(all[0].assumed_by == Names{"owa", "outlook_win", "ios_mail"});
  CHECK(all[1].helpers == std::vector<Source>{Source::Intermediates});
  CHECK(all[1].used_by == Names{"owa"});
  CHECK(all[1].environments == Names{"owa/server"});
  CHECK(all[1].assumed_by.empty());
  // What was not given helps nobody, and is not said to.
  CHECK(needed({"owa"}, {"trust"}, {100, 100, {}})[0].helpers.empty());
}

TEST_CASE("times keep environments apart", "[judge]") {
  const auto signed_at = needed(kDefault, {"trust"}, {100, 100, 50});
  REQUIRE(signed_at.size() == 3);
  CHECK(signed_at[2].at == 50);
  CHECK(signed_at[2].used_by == Names{"ios_mail"});
  // --at signing-time: strict is judged then, the other clients still now.
  const auto claimed = needed(kDefault, {"trust"}, {50, 100, 50});
  REQUIRE(claimed.size() == 3);
  CHECK(claimed[0].at == 50);
  CHECK(claimed[0].used_by == Names{"strict", "ios_mail"});
  CHECK(claimed[1].at == 100);
}

TEST_CASE("certificate policies are asked of strict alone", "[judge]") {
  const auto asked = needed({"strict", "outlook_win"}, {"trust", "policies"}, {100, 100, {}});
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].used_by == Names{"strict"});
  CHECK(asked[0].policies);
  CHECK(asked[1].used_by == Names{"outlook_win"});
  CHECK_FALSE(asked[1].policies);
}

TEST_CASE("a client's own list is used, and else an assumption", "[judge]") {
  const auto own = needed(kDefault, {"trust", "outlook_win"}, {100, 100, {}});
  REQUIRE(own.size() == 3);
  CHECK(own[0].used_by == Names{"strict", "outlook_mobile", "ios_mail", "eas"});
  CHECK(own[0].assumed_by == Names{"ios_mail"});
  CHECK(own[2].anchors == "outlook_win");
  CHECK(own[2].used_by == Names{"owa", "outlook_win"});
  CHECK(own[2].assumed_by.empty());

  const auto owa = needed({"owa"}, {"trust", "owa"}, {100, 100, {}});
  REQUIRE(owa.size() == 2);
  CHECK(owa[0].anchors == "owa");
  CHECK(owa[1].anchors == "owa");
  CHECK(owa[1].assumed_by == Names{"owa"});

  const auto none = needed(kDefault, {}, {100, 100, {}});
  for (const auto& environment : none) {
    CHECK(environment.anchors == "trust");
    CHECK(environment.assumed_by.empty());
  }
}
