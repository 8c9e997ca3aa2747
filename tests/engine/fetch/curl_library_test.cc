#include "engine/fetch/curl_library.h"

#include <catch2/catch.hpp>

#include "tests/support/run_program.h"

using namespace smime;
using namespace smime::test;

TEST_CASE("a library that cannot be used says so in one line", "[fetch]") {
  // One that is not there, and one that is another.
  for (const char* name : {"libcurl-of-nobody.so.4", "libcrypto.so.3"}) {
    CAPTURE(name);
    const fetch::CurlLibrary library = fetch::load_curl(name);
    CAPTURE(library.fault);
    CHECK(library.fault.find("lib") != std::string::npos);
    CHECK(library.fault.find('\n') == std::string::npos);
    CHECK(library.easy_init == nullptr);
  }
  CHECK(fetch::curl_library().fault.empty());
  CHECK(fetch::curl_library().easy_perform != nullptr);
}

TEST_CASE("a verification does not load the library of the network", "[fetch]") {
  // The dynamic loader lists what a program needs at its start.
  const Ran ran =
      run("env", {"LD_TRACE_LOADED_OBJECTS=1", std::string(SMIME_BINARY_DIR) + "/smimecheck"});
  CAPTURE(ran.out, ran.error);
  CHECK(ran.out.find("libcrypto.so") != std::string::npos);
  CHECK(ran.out.find("libcurl") == std::string::npos);
}
