#include "mime/separator_line.h"

#include <catch2/catch.hpp>

#include "tests/support/exact.h"

using namespace smime;
using smime::test::Exact;

TEST_CASE("lines between messages of a mailbox follow RFC 4155", "[mime]") {
  struct Row {
    const char* name;
    const char* line;
    bool want;
  };
  const auto row = GENERATE(values<Row>({
      {"as in RFC 4155", "From alice@example.com Sat Jan  3 01:05:34 1996", true},
      {"without seconds", "From alice@example.com Sat Jan  3 01:05 1996", true},
      {"with a zone", "From - Mon Jan 12 10:00:00 +0100 2026", true},
      {"a sentence", "From my desk in 2026", false},
      {"a time alone", "From noon 12:00", false},
      {"a field", "From: alice@example.com 12:00 2026", false},
      {"quoted", ">From alice@example.com Sat Jan  3 01:05:34 1996", false},
      {"empty", "", false},
  }));
  CAPTURE(row.name);
  CHECK(mime::is_separator_line(Exact(row.line)) == row.want);
}

TEST_CASE("a mailbox is told from one message", "[mime]") {
  const std::string line = "From a@example.com Sat Jan  3 01:05:34 1996\n";
  CHECK(mime::count_messages(Exact("Subject: x\n\nbody\n"), 9) == 0);
  CHECK(mime::count_messages(Exact(""), 9) == 0);
  CHECK(mime::count_messages(Exact(line + "Subject: x\n\nbody\n"), 9) == 1);
  CHECK(mime::count_messages(Exact(line + "Subject: x\n\nbody\n\n" + line + "\ny"), 9) == 2);
  CHECK(mime::count_messages(Exact(line + "Subject: x\r\n\r\nbody\r\n\r\n" + line), 9) == 2);
  CHECK(mime::count_messages(Exact(line + "Subject: x\n\nbody\n" + line), 9) ==
        1);  // no empty line
  CHECK(mime::count_messages(Exact(line + "\n" + line + "\n" + line), 2) == 2);
}
