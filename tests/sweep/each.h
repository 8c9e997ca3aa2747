#pragma once
#include <catch2/catch.hpp>
#include <string>

namespace smime::test {

/// One test per message, under its own name, so that several run at once.
class Each : public Catch::ITestInvoker {
 public:
  using Run = void (*)(const std::string& message);
  Each(Run run, std::string message) : run_(run), message_(std::move(message)) {}
  void invoke() const override { run_(message_); }

 private:
  Run run_;
  std::string message_;
};

/// Registers "<what>: <message>" for each of `messages`; to be called before main().
template <typename Messages>
std::size_t register_each(const std::string& what, const Messages& messages, Each::Run run) {
  std::size_t count = 0;
  for (const char* const message : messages) {
    const Catch::AutoReg made(new Each(run, message), CATCH_INTERNAL_LINEINFO, Catch::StringRef(),
                              Catch::NameAndTags{what + ": " + message, "[sweep]"});
    ++count;
  }
  return count;
}

}  // namespace smime::test
