#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"

/// The reference mails, read once from the folder that main() was given.
namespace smime::bench {

void read_mails(const std::string& folder);
[[nodiscard]] const std::vector<Octets>& mails();
[[nodiscard]] std::size_t octets_of_all();

}  // namespace smime::bench
