#include "tests/sweep/python.h"

#include <array>
#include <cstdio>
#include <stdexcept>

#include "base/text.h"
#include "engine/pki/certificate.h"
#include "tests/support/clients.h"
#include "tests/support/exact.h"
#include "tests/support/inputs.h"

namespace smime::test {
namespace {

/// The standard output of a shell command, closed with its exit status.
class Pipe {
 public:
  explicit Pipe(const std::string& command) : stream_(::popen(command.c_str(), "r")) {
    if (stream_ == nullptr) throw std::runtime_error("cannot start " + command);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    if (stream_ != nullptr) ::pclose(stream_);
  }
  bool read_line(std::string& line) {
    line.clear();
    std::array<char, 4096> piece{};
    while (std::fgets(piece.data(), piece.size(), stream_) != nullptr) {
      line += piece.data();
      if (line.ends_with('\n')) {
        line.pop_back();
        return true;
      }
    }
    return !line.empty();
  }
  int close() {
    const int status = ::pclose(stream_);
    stream_ = nullptr;
    return status;
  }

 private:
  std::FILE* stream_;
};

}  // namespace

void for_each_line(const std::string& script, const std::vector<std::string>& arguments,
                   const std::function<void(const std::vector<std::string>&)>& line) {
  std::string command = "python3 '" SMIME_SOURCE_DIR "/tests/sweep/" + script + "'";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  Pipe pipe(command);
  std::string text;
  std::size_t lines = 0;
  while (pipe.read_line(text)) {
    ++lines;
    line(split(text, "\t"));
  }
  if (pipe.close() != 0) throw std::runtime_error(script + " failed");
  if (lines == 0) throw std::runtime_error(script + " wrote nothing");
}

std::string octets(std::string_view hex) {
  const auto found = from_hex(hex);
  if (!found) throw std::runtime_error("not hexadecimal: " + std::string(hex));
  return std::string(as_text(*found));
}

Given given_for_anchor(const std::string& anchor) {
  Given given;
  given.time_rule = TimeRule::Given;
  given.now = 1768435200;  // 2026-01-15
  given.clients = {client("strict")};
  if (anchor.empty()) return given;
  auto certificate = pki::read_certificate(Exact(anchor), Limits{});
  if (!certificate) throw std::runtime_error("the anchor cannot be read");
  auto list = std::make_shared<pki::TrustAnchors>();
  list->anchors.push_back(std::move(certificate));
  given.trust = std::move(list);
  return given;
}

}  // namespace smime::test
