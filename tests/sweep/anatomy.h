#pragma once
#include <set>
#include <string>
#include <vector>

#include "tests/sweep/uncovered.h"

namespace smime::test {

/// Which octets of a sample message no signature covers, found without the program's own readers:
/// by the fixed shape that corpus/make gives its messages, and a small BER walk.
class Anatomy {
 public:
  /// std::runtime_error if the message is not of that shape.
  explicit Anatomy(std::string message);

  /// What allows the message to stay valid when the octet at `at`, of message(), is replaced,
  /// removed or doubled, and `changed` comes out. Null: nothing does.
  [[nodiscard]] const Uncovered* excuse(std::size_t at, const std::string& changed) const;

  /// What excuse() can answer for this message.
  [[nodiscard]] std::set<const Uncovered*> places() const;

  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  struct Span {
    std::size_t begin = 0, end = 0;
    const Uncovered* why = nullptr;  // null: the CMS object, in base64 or as it is
    bool base64 = false;
  };
  void read_mail();
  void read_clear(std::size_t body);
  [[nodiscard]] const Uncovered* cms_excuse(const std::string& before,
                                            const std::string& after) const;

  std::string message_;
  std::vector<Span> spans_;
  std::vector<Span> cms_spans_;  // in the octets of the CMS object
};

}  // namespace smime::test
