#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "cli/options/given.h"

/// What options take as values. `option` is the option as its user writes it: "--seed", "-n".
namespace smime::cli {

/// A decimal number from `least` to `most`; throws if `text` is anything else.
[[nodiscard]] std::uint64_t number(std::string_view option, const std::string& text,
                                   std::uint64_t least, std::uint64_t most);

/// The value whose word `text` is; throws, and names the words, if it is none of them.
template <class Value>
using Words = std::initializer_list<std::pair<std::string_view, Value>>;
[[noreturn]] void not_among(std::string_view option, const std::string& text,
                            const std::vector<std::string_view>& words);
template <class Value>
[[nodiscard]] Value one_of(std::string_view option, const std::string& text, Words<Value> words) {
  std::vector<std::string_view> known;
  for (const auto& [word, value] : words) {
    if (word == text) return value;
    known.push_back(word);
  }
  not_among(option, text, known);
}

/// Dotted decimals as X.660 has them: arcs without leading zeros, the first at most 2, and the
/// second below 40 under 0 and 1.
[[nodiscard]] bool is_object_identifier(const std::string& text);

/// "http://host:port": what DownloadRules::proxy takes, without credentials.
[[nodiscard]] bool is_proxy(std::string_view text);

}  // namespace smime::cli
