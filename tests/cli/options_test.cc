#include "cli/options.h"

#include <catch2/catch.hpp>

using namespace smime;
using namespace smime::cli;
using Texts = std::vector<std::string>;

TEST_CASE("Good command lines are read") {
  const auto read = [](const Texts& arguments) {
    const ParsedOptions parsed = parse_options(arguments);
    CAPTURE(parsed.error);
    REQUIRE(parsed.options);
    return *parsed.options;
  };
  CHECK(read({"verify", "a.eml", "-", "--", "-r"}).arguments == Texts{"a.eml", "-", "-r"});
  CHECK(read({"explain", "-2146762487"}).arguments == Texts{"-2146762487"});
  CHECK(read({"explain", "--", "-2146762487"}).arguments == Texts{"-2146762487"});
  CHECK(read({"--help"}).help);
  CHECK(read({"verify", "-h"}).help);
  CHECK(read({"--version"}).version);
  CHECK(read({"verify", "--client", "owa, eas", "--client=all", "x"}).clients ==
        Texts{"owa", "eas", "all"});
  const Options trust = read({"verify", "--trust", "owa=a.sst", "--trust", "./b=c.sst", "--trust",
                              "strict=d.pem", "--anchors", "all", "x"});
  REQUIRE(trust.trust.size() == 3);
  CHECK(trust.trust[0].client == "owa");
  CHECK(trust.trust[0].file == "a.sst");
  CHECK(trust.trust[1].client.empty());
  CHECK(trust.trust[1].file == "./b=c.sst");
  CHECK(trust.trust[2].client == "strict");
  CHECK(trust.all_anchors);
  CHECK(read({"verify", "--at", "2026-01-31", "x"}).at == 1'769'817'600);
  CHECK(read({"verify", "--at", "signing-time", "x"}).time_rule == TimeRule::SigningTime);
  CHECK(read({"verify", "--limit", "message-size=5", "x"}).limits.message_size == 5);
  CHECK(read({"verify", "--limit", "mime_depth=6", "x"}).limits.mime_depth == 6);
  CHECK(read({"verify", "--fail-on", "none", "x"}).fail_on->empty());
  const Options fail_on = read({"verify", "--fail-on", "invalid,owa=warning", "x"});
  REQUIRE(fail_on.fail_on->size() == 2);
  CHECK(fail_on.fail_on->at(1).client == "owa");
  const Options kit = read({"kit", "mutate", "--seed", "42", "-n", "7", "--operations",
                            "cms, asn1.oid", "--resign", "always", "--most-changes=2", "--max-size",
                            "9", "--donor", "d.eml", "--overwrite", "-o", "out", "x"});
  CHECK(kit.arguments == Texts{"mutate", "x"});
  CHECK(kit.kit.seed == 42);
  CHECK(kit.kit.count == 7);
  CHECK(kit.kit.rules.operations == Texts{"cms", "asn1.oid"});
  CHECK(kit.kit.rules.resign == mutate::Resign::Always);
  CHECK(kit.kit.rules.most_changes == 2);
  CHECK(kit.kit.max_size == 9);
  CHECK(kit.kit.donors == Texts{"d.eml"});
  CHECK(kit.kit.overwrite);
  for (const char* command : {"verify", "certificate"}) {
    const Options asked =
        read({command, "--policy", "2.23.140.1.5.1.1", "--policy=1.2.3", "--explicit-policy",
              "--inhibit-policy-mapping", "--inhibit-any-policy", "x"});
    CHECK(asked.policies.initial_set == std::set<std::string>{"1.2.3", "2.23.140.1.5.1.1"});
    CHECK(asked.policies.explicit_policy);
    CHECK(asked.policies.inhibit_mapping);
    CHECK(asked.policies.inhibit_any);
    const Options usual = read({command, "x"});
    CHECK(usual.policies.initial_set.empty());
    CHECK_FALSE((usual.policies.explicit_policy || usual.policies.inhibit_mapping ||
                 usual.policies.inhibit_any));
  }
  CHECK(read({"verify", "-r0", "--files-from", "-", "-o", "out", "--format", "ndjson"}).recursive);
}

TEST_CASE("A bad command line is one line that names what is wrong") {
  struct Row {
    const char* name;
    Texts arguments;
    const char* names;
  };
  const auto row = GENERATE(values<Row>({
      {"no command", {}, "no command"},
      {"option first", {"-r", "verify"}, "-r"},
      {"unknown command", {"verfy", "x"}, "verfy"},
      {"unknown option", {"verify", "--frob", "x"}, "--frob"},
      {"abbreviated option", {"verify", "--recurs", "x"}, "--recurs"},
      {"hidden name", {"verify", "--argument", "x"}, "argument"},
      {"option of another command", {"inspect", "--trust", "x"}, "--trust"},
      {"unknown engine", {"inspect", "--compare", "openssl,pgp", "x"}, "openssl, gpgsm, cmsutil"},
      {"no engine", {"inspect", "--compare", ",", "x"}, "--compare"},
      {"engine time",
       {"inspect", "--compare", "openssl", "--engine-timeout", "0", "x"},
       "1 to 3600"},
      {"missing value", {"verify", "--trust"}, "trust"},
      {"empty trust", {"verify", "--trust", "owa=", "x"}, "--trust owa="},
      {"time", {"verify", "--at", "yesterday", "x"}, "yesterday"},
      {"impossible date", {"verify", "--at", "2026-02-30", "x"}, "2026-02-30"},
      {"anchors", {"verify", "--anchors", "some", "x"}, "some"},
      {"format", {"verify", "--format", "xml", "x"}, "xml"},
      {"color", {"verify", "--color", "red", "x"}, "red"},
      {"empty client list", {"verify", "--client", ",", "x"}, "--client"},
      {"limit without number", {"verify", "--limit", "mime-depth", "x"}, "mime-depth"},
      {"limit with text", {"verify", "--limit", "mime-depth=many", "x"}, "many"},
      {"limit too large", {"verify", "--limit", "mime-depth=4294967296", "x"}, "4294967296"},
      {"unknown limit", {"verify", "--limit", "patience=3", "x"}, "patience"},
      {"fail-on word", {"verify", "--fail-on", "bad", "x"}, "bad"},
      {"fail-on client word", {"verify", "--fail-on", "owa=untrusted", "x"}, "owa=untrusted"},
      {"-0 alone", {"verify", "-0", "x"}, "-0"},
      {"empty output", {"verify", "-o", "", "x"}, "output"},
      {"seed", {"kit", "mutate", "--seed", "x", "x"}, "--seed x"},
      {"negative seed", {"kit", "mutate", "--seed=-1", "x"}, "-1"},
      {"last seed too large",
       {"kit", "mutate", "--seed", "9223372036854775807", "x"},
       "9223372036854775807"},
      {"no variants", {"kit", "mutate", "-n", "0", "x"}, "-n 0"},
      {"resign", {"kit", "mutate", "--resign", "perhaps", "x"}, "perhaps"},
      {"unknown operation", {"kit", "mutate", "--operations", "cms,cmx", "x"}, "cmx"},
      {"no operation", {"kit", "mutate", "--operations", ",", "x"}, "--operations"},
      {"size", {"kit", "mutate", "--max-size", "0", "x"}, "--max-size 0"},
      {"trust for variants", {"kit", "mutate", "--trust", "x"}, "--trust"},
      {"policy by name", {"verify", "--policy", "anyPolicy", "x"}, "--policy anyPolicy"},
      {"policy of one arc", {"certificate", "--policy", "2", "x"}, "--policy 2:"},
      {"policy with a hole", {"verify", "--policy", "1.2..3", "x"}, "1.2..3"},
      {"policy with a leading zero", {"verify", "--policy", "1.2.03", "x"}, "1.2.03"},
      {"policy below no root", {"verify", "--policy", "3.1", "x"}, "--policy 3.1"},
      {"policy beyond its root", {"verify", "--policy", "1.40", "x"}, "--policy 1.40"},
      {"policy for a list", {"trust", "--policy", "1.2.3", "x"}, "--policy"},
      {"twice", {"verify", "--format", "json", "--format", "text", "x"}, "format"},
  }));
  CAPTURE(row.name);
  const ParsedOptions parsed = parse_options(row.arguments);
  CHECK_FALSE(parsed.options);
  CAPTURE(parsed.error);
  CHECK(parsed.error.find(row.names) != std::string::npos);
  CHECK(parsed.error.find('\n') == std::string::npos);
}
