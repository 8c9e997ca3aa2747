#pragma once
#include <string>
#include <string_view>

#include "engine/judge/client_file.h"
#include "engine/report/layout.h"

/// What the client files know, turned round: by finding, by number, by text shown. There members of
/// a set are named only where they do not say "unknown".
namespace smime::report {

/// How one client decides: environments, conditions, certainty, sources. Of a set, its members
/// among `clients`.
void write_client(TextPage& page, const judge::ClientPolicy& client, const judge::Clients& clients);

/// What each client makes of the finding with this wire name.
void write_clients_of_finding(TextPage& page, std::string_view wire, const judge::Clients& clients);

/// The conditions that carry `code` ("0x800B0109", "ValidateCert Status 4") among their codes.
/// False: none does.
bool write_conditions_with_code(TextPage& page, std::string_view code,
                                const judge::Clients& clients);

/// What each client shows under the condition of this name. False: there is no such condition.
[[nodiscard]] bool write_condition(TextPage& page, std::string_view name,
                                   const judge::Clients& clients);

/// The conditions under which a client shows `text`; names and addresses may be filled in. False:
/// none does, or `text` is too short to tell.
[[nodiscard]] bool write_conditions_showing(TextPage& page, std::string_view text,
                                            const judge::Clients& clients);

/// Lower-case ASCII letters and digits; runs of anything else are one blank: a pasted text has
/// other quotation marks, line ends and dashes than the source.
[[nodiscard]] std::string normal_form(std::string_view text);

}  // namespace smime::report
