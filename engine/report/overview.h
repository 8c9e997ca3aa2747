#pragma once
#include <string>
#include <utility>
#include <vector>

#include "engine/report/layout.h"
#include "engine/verify.h"

namespace smime::report {

/// What a run over several messages ends with: one line per message, and how often each word was
/// given. Keeps a line's worth of each message, so it is for runs that people read.
class Overview {
 public:
  void add(const Report& report);
  /// Empty for fewer than two messages. The columns of clients that do not fit beside each other
  /// follow in a further table with the same numbers.
  [[nodiscard]] std::string text(const TextStyle& style) const;

 private:
  struct Line {
    std::string location;
    Word word = Word::Unknown;
    std::vector<judge::ClientWord> clients;  // in the order of clients_
  };
  void write_table(TextPage& page, const TextStyle& style) const;
  void write_counts(TextPage& page) const;

  std::vector<std::string> clients_;  // of the first message; every other has the same
  std::vector<Line> lines_;
};

}  // namespace smime::report
