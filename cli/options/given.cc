#include "cli/options/given.h"

#include "base/text.h"

namespace smime::cli {

const std::string& GivenOptions::text(std::string_view option) const {
  static const std::string kNone;
  const Texts& all = texts(option);
  return all.empty() ? kNone : all.back();
}

const GivenOptions::Texts& GivenOptions::texts(std::string_view option) const {
  static const Texts kNone;
  const auto found = values.find(option);
  return found == values.end() ? kNone : found->second;
}

GivenOptions::Texts GivenOptions::list(std::string_view option) const {
  Texts out;
  for (std::string_view rest : texts(option)) {
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string_view item = trim_blanks(rest.substr(0, comma));
      if (!item.empty()) out.emplace_back(item);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  return out;
}

void GivenOptions::needs_file_name(std::string_view option) const {
  if (has(option) && text(option).empty())
    throw UsageError{"--" + std::string(option) + " needs a file name"};
}

}  // namespace smime::cli
