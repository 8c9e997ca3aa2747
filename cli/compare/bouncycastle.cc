#include <unistd.h>

#include "base/text.h"
#include "cli/compare/engine.h"

namespace smime::cli::compare {
namespace {

constexpr std::string_view kProgramText =
#include "bouncy_verify.inc"
    ;

/// Where Debian's packages put the parts of the library (libbcprov-java, libbcpkix-java,
/// libbcutil-java).
constexpr const char* kLibraries[] = {"/usr/share/java/bcprov.jar", "/usr/share/java/bcpkix.jar",
                                      "/usr/share/java/bcutil.jar"};

std::string class_path() {
  std::string out;
  for (const std::string file : kLibraries) {
    if (access(file.c_str(), R_OK) != 0) return {};
    out += (out.empty() ? "" : ":") + file;
  }
  return out;
}

std::string next_word(std::string_view& text) {
  const std::size_t blank = std::min(text.find(' '), text.size());
  std::string word(text.substr(0, blank));
  text.remove_prefix(std::min(blank + 1, text.size()));
  return word;
}

std::optional<Said> said_from(const std::string& word) {
  for (const Said said : {Said::Good, Said::Bad, Said::Unreadable, Said::NotAsked})
    if (wire_name(said) == word) return said;
  return std::nullopt;
}

/// One Java program for all questions: starting it takes a second or two. Ended by a message, it is
/// started again for the next.
class BouncyCastle : public Engine {
 public:
  BouncyCastle(const Setting& setting, const PrivateDirectory& directory)
      : setting_(setting),
        directory_(directory),
        program_(find_program("java")),
        class_path_(class_path()) {}

  [[nodiscard]] std::string_view name() const override { return "bouncycastle"; }
  [[nodiscard]] std::string missing() const override {
    if (program_ && !class_path_.empty()) return {};
    return "not installed: needs java with the module jdk.compiler, and bcprov.jar, bcpkix.jar, "
           "bcutil.jar in /usr/share/java (Debian: default-jre-headless, libbcpkix-java)";
  }

  [[nodiscard]] std::string version() override {
    if (!version_ && missing().empty()) (void)start();
    return version_.value_or("");
  }

  [[nodiscard]] Answer ask_parts(const Parts& parts) override {
    Ended ended;
    std::optional<std::string> line;
    if (!directory_.write("cms.der", parts.cms) ||
        (parts.content && !directory_.write("content", *parts.content)))
      return no_answer("the input could not be written to the temporary directory");
    if (!child_) {
      if (auto fault = start(); !fault.empty()) return no_answer(fault);
    }
    line = child_->ask(std::to_string(parts.at) + " cms.der " + (parts.content ? "content" : "-"),
                       ended);
    if (!line) {
      child_.reset();
      return no_answer(describe(ended, setting_.limits));
    }
    std::string_view rest = *line;
    Answer answer;
    const auto signature = said_from(next_word(rest));
    const auto chain = said_from(next_word(rest));
    if (!signature || !chain) return no_answer("answered " + one_line(*line, setting_.directory));
    answer.signature = *signature;
    answer.chain = *chain;
    answer.words = one_line(rest, setting_.directory);
    return answer;
  }

 private:
  /// Empty, or why there is no program to ask. Its first line is the library's version.
  std::string start() {
    version_ = "";  // asked once, answered or not
    if (!directory_.write("BouncyVerify.java", as_octets(kProgramText)))
      return "its program could not be written to the temporary directory";
    ChildLimits limits = setting_.limits;
    limits.memory = 0;  // -Xmx bounds it
    const auto or_none = [](const std::string& file) { return file.empty() ? "-" : file; };
    child_ = std::make_unique<Child>(
        Command{*program_,
                {"-Xmx512m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                 "-XX:-UsePerfData", "-Djava.io.tmpdir=" + setting_.directory, "-cp", class_path_,
                 "BouncyVerify.java", or_none(setting_.anchors), or_none(setting_.others)},
                setting_.directory,
                {"HOME=" + setting_.directory}},
        limits, true);
    Ended ended;
    const auto hello = child_->ask("", ended);
    if (!hello) {
      child_.reset();
      const std::string words = one_line(ended.error, setting_.directory);
      return describe(ended, setting_.limits) + (words.empty() ? "" : ": " + words);
    }
    version_ = one_line(*hello, setting_.directory);
    return {};
  }

  const Setting& setting_;
  const PrivateDirectory& directory_;
  std::optional<std::string> program_;
  std::string class_path_;
  std::optional<std::string> version_;
  std::unique_ptr<Child> child_;
};

}  // namespace

std::unique_ptr<Engine> make_bouncycastle(const Setting& setting,
                                          const PrivateDirectory& directory) {
  return std::make_unique<BouncyCastle>(setting, directory);
}

}  // namespace smime::cli::compare
