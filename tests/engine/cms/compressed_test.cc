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
  const auto content = read_compressed(file, Limits{}, "part/1", out);
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

}  // namespace
}  // namespace smime::cms
