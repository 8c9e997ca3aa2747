#pragma once
#include <string_view>
#include <vector>

#include "engine/judge/client_file.h"
#include "engine/report/layout.h"

/// What the numbers, names and texts mean with which Windows, .NET and their tools speak of chains
/// and signatures.
namespace smime::report {

/// `topic` is one name ("CERT_E_EXPIRED", "UntrustedRoot", "IS_SELF_SIGNED"), one number (with or
/// without 0x, decimal, negative; bits of a status are told as errors and as infos, where both can
/// be meant), or a text of Windows, its end missing at most. False: nothing like that is known.
[[nodiscard]] bool write_status(TextPage& page, std::string_view topic,
                                const judge::Clients& clients);

/// Each name and number that stands in a pasted text, once. False: there is none.
[[nodiscard]] bool write_statuses_in(TextPage& page, std::string_view text,
                                     const judge::Clients& clients);

/// All names that write_status() knows.
[[nodiscard]] std::vector<std::string_view> status_names();

}  // namespace smime::report
