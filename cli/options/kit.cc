#include "cli/options/groups.h"
#include "cli/options/values.h"

namespace smime::cli {

KitOptions kit_options(const GivenOptions& given) {
  constexpr std::uint64_t kMost = INT64_MAX;  // what every reader of JSON can hold
  KitOptions kit;
  if (given.has("count")) kit.count = number("-n", given.text("count"), 1, 10'000'000);
  if (given.has("seed")) kit.seed = number("--seed", given.text("seed"), 0, kMost - kit.count);
  if (given.has("resign"))
    kit.rules.resign = one_of<mutate::Resign>("--resign", given.text("resign"),
                                              {{"never", mutate::Resign::Never},
                                               {"sometimes", mutate::Resign::Sometimes},
                                               {"always", mutate::Resign::Always}});
  if (given.has("most-changes"))
    kit.rules.most_changes =
        static_cast<unsigned>(number("--most-changes", given.text("most-changes"), 1, 1000));
  if (given.has("max-size"))
    kit.max_size = number("--max-size", given.text("max-size"), 1, std::uint64_t{1} << 30U);
  kit.donors = given.texts("donor");
  kit.rules.operations = given.list("operations");
  if (given.has("operations") && kit.rules.operations.empty())
    throw UsageError{"--operations names no operation; see smimecheck kit --help"};
  for (const std::string& item : kit.rules.operations)
    if (!mutate::is_operation(item))
      throw UsageError{"--operations " + item +
                       ": there is no such operation; see smimecheck kit --help"};
  kit.overwrite = given.has("overwrite");
  return kit;
}

}  // namespace smime::cli
