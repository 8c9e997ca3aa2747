#pragma once
#include <string>

#include "tests/support/exact.h"
#include "tests/support/inputs.h"

namespace smime::test {

/// corpus/cms/<name>.der in a block of its exact size.
inline Exact cms_object(const std::string& name) {
  return Exact(as_text(read_octets(corpus() / "cms" / (name + ".der"))));
}

}  // namespace smime::test
