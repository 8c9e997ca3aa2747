#include "engine/report/json_writer.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"

using smime::report::JsonWriter;

TEST_CASE("Strings are written safely and read back as they were") {
  struct Row {
    const char* name;
    std::string text;
    std::string want;
    bool replaced;
  };
  const auto row = GENERATE(values<Row>({
      {"plain", "hello", R"("hello")", false},
      {"quote and backslash", R"(a"b\c)", R"("a\"b\\c")", false},
      {"escape sequence", "\x1b[31mVALID", R"("\u001B[31mVALID")", false},
      {"line feed", "a\nb", R"("a\u000Ab")", false},
      {"NUL", std::string("a\0b", 3), R"("a\u0000b")", false},
      {"right-to-left override",
       "a\xE2\x80\xAE"
       "b",
       R"("a\u202Eb")", false},
      {"line separator",
       "a\xE2\x80\xA8"
       "b",
       R"("a\u2028b")", false},
      {"zero width space",
       "a\xE2\x80\x8B"
       "b",
       R"("a\u200Bb")", false},
      {"tag beyond the BMP", "a\xF3\xA0\x80\x81", R"("a\uDB40\uDC01")", false},
      {"umlaut stays", "\xC3\xBC", "\"\xC3\xBC\"", false},
      {"stray octet",
       "a\xFF"
       "b",
       "\"a\xEF\xBF\xBD"
       "b\"",
       true},
      {"overlong form", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\"", true},
  }));
  CAPTURE(row.name);
  JsonWriter out;
  out.value(row.text);
  CHECK(out.text() == row.want);
  CHECK(out.replaced() == row.replaced);
  CHECK(nlohmann::json::parse(out.text()).get<std::string>() == smime::to_utf8(row.text));
}

TEST_CASE("Nested values are separated rightly") {
  JsonWriter out;
  out.begin_object();
  out.key("a").begin_array().value("x").null().value(true).begin_object().end_object().end_array();
  out.key("b").value(std::int64_t{-1});
  out.key("c").begin_array().begin_array().end_array().value("y").end_array();
  out.key("d").status(0x20).key("e").text_or_null("").key("f").time(0).key("g").time(std::nullopt);
  out.end_object();
  CHECK(out.text() == R"({"a":["x",null,true,{}],"b":-1,"c":[[],"y"],"d":"0x00000020","e":null,)"
                      R"("f":"1970-01-01T00:00:00Z","g":null})");
}
