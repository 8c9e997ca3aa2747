#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/judge/client_file.h"
#include "engine/report/layout.h"

namespace smime::report {

struct Explanation {
  bool known = false;
  std::string text;                      // what is known; empty if nothing is
  std::vector<std::string> suggestions;  // near misses, best first; only if nothing is known
};

/// Says what `topic` means: a finding code, a client, a verdict word, another word of the output
/// (explain_words.h), a CERT_TRUST or HRESULT name or number (0x…), or a text that a mail client
/// showed. Looks in this order and takes the first that fits; a text is searched for in every
/// client's quoted texts, case and blanks ignored. `clients` are the built-in client files.
[[nodiscard]] Explanation explain(std::string_view topic, const judge::Clients& clients,
                                  const TextStyle& style);

}  // namespace smime::report
