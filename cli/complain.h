#pragma once
#include <string_view>

namespace smime::cli {

/// One line on standard error, "smimecheck: …", made safe by visible().
void complain(std::string_view line);

}  // namespace smime::cli
