#include "engine/cms/compressed.h"

#include <catch2/catch.hpp>

#include "tests/support/cms_object.h"

namespace smime::cms {
namespace {

struct Row {
  const char* file;
  bool inflated;
  Code finding;  // where it is not
};

TEST_CASE("compressed data is inflated within bounds") {
  // Made with Python's zlib module.
  const auto row = GENERATE(values<Row>({
      {"compressed", true, Code::CmsMalformed},
      {"compressed-damaged", false, Code::CmsMalformed},
      {"compressed-unknown", false, Code::AlgorithmUnsupported},
      {"compressed-bomb", false, Code::LimitReached},
      {"p256-opaque", false, Code::CmsMalformed},
  }));
  CAPTURE(row.file);
  const test::Exact file = test::cms_object(row.file);
  Findings out;
  Budget inflated(Limits{}.inflated_octets);
  const auto content = read_compressed(file, inflated, Limits{}, "part/1", out);
  REQUIRE(content.has_value() == row.inflated);
  CHECK(out.any(Severity::Fatal) != row.inflated);
  if (!content) {
    CHECK(out.has(row.finding));
    return;
  }
  CHECK(out.empty());
  CHECK(as_text(content->octets) == "Content-Type: text/plain\r\n\r\nHello.\r\n");
  CHECK(content->type == "1.2.840.113549.1.7.1");
}

TEST_CASE("what is inflated is counted for the whole message") {
  const test::Exact file = test::cms_object("compressed");
  constexpr std::uint32_t kSize = 36;  // "Content-Type: text/plain\r\n\r\nHello.\r\n"
  Budget inflated(2 * kSize + 1);
  const auto has_content = [&] {
    Findings out;
    const bool read = read_compressed(file, inflated, Limits{}, "part/1", out).has_value();
    CHECK(out.has(Code::LimitReached) != read);
    return read;
  };
  CHECK(has_content());
  CHECK(has_content());
  CHECK_FALSE(has_content());
}

TEST_CASE("what one octet may inflate to is a limit of its own", "[limits]") {
  const test::Exact file = test::cms_object("compressed-bomb");
  const auto inflates = [&](std::uint32_t ratio) {
    Limits limits;
    limits.compression_ratio = ratio;
    Findings out;
    Budget inflated(limits.inflated_octets);
    const bool read = read_compressed(file, inflated, limits, "part/1", out).has_value();
    CHECK(out.has(Code::LimitReached) != read);
    return read;
  };
  // zlib (RFC 1951) makes at most about 1,032 octets of one.
  CHECK(inflates(1'040));
  CHECK_FALSE(inflates(500));
  CHECK_FALSE(inflates(100));
}

}  // namespace
}  // namespace smime::cms
