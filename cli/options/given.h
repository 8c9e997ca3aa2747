#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace smime::cli {

/// What is wrong with the command line, in one line: what, and what to do. parse_options() catches
/// it.
struct UsageError {
  std::string line;
};

/// The options that a command line gives, by their long names, as text that nobody has judged yet.
struct GivenOptions {
  using Texts = std::vector<std::string>;
  std::map<std::string, Texts, std::less<>>
      values;  // each value in the order given; a flag has none

  [[nodiscard]] bool has(std::string_view option) const { return values.count(option) != 0; }
  /// The last value; empty if the option was not given.
  [[nodiscard]] const std::string& text(std::string_view option) const;
  [[nodiscard]] const Texts& texts(std::string_view option) const;
  /// What stands between the commas of all values, without blanks around it and without what is
  /// empty.
  [[nodiscard]] Texts list(std::string_view option) const;
  /// Throws if the option was given with an empty value.
  void needs_file_name(std::string_view option) const;
};

}  // namespace smime::cli
