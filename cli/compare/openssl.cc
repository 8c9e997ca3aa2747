#include <algorithm>

#include "base/text.h"
#include "cli/compare/engine.h"

namespace smime::cli::compare {
namespace {

constexpr std::string_view kCms = "cms.der", kContent = "content", kMail = "mail",
                           kVerified = "verified";

/// Its error lines are "40A7…:error:17000064:CMS routines:function:reason:file:line:data", and the
/// first field differs from run to run. Library, reason and data are kept.
std::string error_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, stop);
    text.remove_prefix(std::min(stop + 1, text.size()));
    std::string kept(line);
    if (line.find(":error:") != std::string_view::npos) {
      std::vector<std::string> fields;
      while (fields.size() < 8 && line.find(':') != std::string_view::npos) {
        fields.emplace_back(line.substr(0, line.find(':')));
        line.remove_prefix(line.find(':') + 1);
      }
      if (fields.size() < 6) continue;
      kept = fields[3] + ": " + fields[5];
      if (!line.empty()) kept += " (" + std::string(line) + ")";
    }
    out += kept + "\n";
  }
  return out;
}

/// Octets in which each line end is one LF, to compare what two readers took for the content.
std::string with_plain_line_ends(Bytes octets) {
  std::string out;
  for (const std::uint8_t octet : octets)
    if (octet != '\r') out += static_cast<char>(octet);
  return out;
}

class Openssl : public Engine {
 public:
  Openssl(const Setting& setting, const PrivateDirectory& directory)
      : setting_(setting), directory_(directory), program_(find_program("openssl")) {}

  [[nodiscard]] std::string_view name() const override { return "openssl"; }
  [[nodiscard]] std::string missing() const override {
    return program_ ? "" : "not installed: needs the program openssl (Debian: openssl)";
  }

  [[nodiscard]] std::string version() override {
    if (!version_) {
      const std::string said = run({"version"}).out;
      version_ = one_line(said.substr(0, said.find(" (")), setting_.directory);
    }
    return *version_;
  }

  [[nodiscard]] Answer ask_parts(const Parts& parts) override {
    if (!directory_.write(kCms, parts.cms) ||
        (parts.content && !directory_.write(kContent, *parts.content)))
      return cannot_write();
    std::vector<std::string> question = {"cms", "-verify",         "-binary", "-inform",  "DER",
                                         "-in", std::string(kCms), "-out",    "/dev/null"};
    if (parts.content) question.insert(question.end(), {"-content", std::string(kContent)});
    if (!setting_.others.empty()) question.insert(question.end(), {"-certfile", setting_.others});
    Answer answer = ask(with(question, {"-noverify"}));
    if (setting_.anchors.empty() || answer.signature == Said::NoAnswer) return answer;
    ask_chain(with(question, chain_options(parts.at)), answer);
    return answer;
  }

  [[nodiscard]] std::optional<Answer> ask_mail(Bytes mail,
                                               const std::optional<Bytes>& content) override {
    directory_.remove(kVerified);
    if (!directory_.write(kMail, mail)) return cannot_write();
    std::vector<std::string> question = {"cms",
                                         "-verify",
                                         "-noverify",
                                         "-inform",
                                         "SMIME",
                                         "-in",
                                         std::string(kMail),
                                         "-out",
                                         std::string(kVerified)};
    if (!setting_.others.empty()) question.insert(question.end(), {"-certfile", setting_.others});
    Answer answer = ask(question);
    if (answer.signature != Said::Good || !content) return answer;
    const auto verified = directory_.read(kVerified, mail.size() + content->size() + 1024);
    answer.same_content =
        verified && with_plain_line_ends(*verified) == with_plain_line_ends(*content);
    return answer;
  }

 private:
  static std::vector<std::string> with(std::vector<std::string> question,
                                       const std::vector<std::string>& more) {
    question.insert(question.end(), more.begin(), more.end());
    return question;
  }

  static Answer cannot_write() {
    return no_answer("the input could not be written to the temporary directory");
  }

  /// No list of the system's own counts. A certificate of the list that is not self-signed ends a
  /// chain only where it was made an anchor.
  [[nodiscard]] std::vector<std::string> chain_options(Time at) const {
    std::vector<std::string> out = {"-CAfile", setting_.store,     "-no-CApath", "-no-CAstore",
                                    "-attime", std::to_string(at), "-purpose",   "smimesign"};
    if (!setting_.anchors_are_self_signed) out.emplace_back("-partial_chain");
    return out;
  }

  [[nodiscard]] Ended run(const std::vector<std::string>& arguments) const {
    return run_child({*program_, arguments, setting_.directory, {"HOME=" + setting_.directory}},
                     setting_.limits);
  }

  [[nodiscard]] Answer ask(const std::vector<std::string>& question) const {
    const Ended ended = run(question);
    if (auto none = no_answer(ended, setting_.limits)) return *none;
    Answer answer;
    answer.words = one_line(error_words(ended.error), setting_.directory);
    // 4: read, and did not verify; any other failure came before that (apps/cms.c).
    answer.signature = ended.exited(0)   ? Said::Good
                       : ended.exited(4) ? Said::Bad
                                         : Said::Unreadable;
    return answer;
  }

  /// CMS_verify looks at chains before it looks at signatures, so an answer about the signature is
  /// also one about the chain.
  void ask_chain(const std::vector<std::string>& question, Answer& answer) const {
    const Ended ended = run(question);
    if (auto none = no_answer(ended, setting_.limits)) {
      answer.chain = Said::NoAnswer;
      answer.words = none->words;
      return;
    }
    const bool bad = ended.error.find("certificate verify error") != std::string::npos;
    const bool came_so_far = ended.exited(0) ||
                             ended.error.find("verification failure") != std::string::npos ||
                             ended.error.find("content verify error") != std::string::npos;
    if (bad) {
      answer.chain = Said::Bad;
      const std::string words = one_line(error_words(ended.error), setting_.directory);
      answer.words += answer.words.empty() ? words : "; " + words;
    } else if (came_so_far) {
      answer.chain = Said::Good;
    }
  }

  const Setting& setting_;
  const PrivateDirectory& directory_;
  std::optional<std::string> program_;
  std::optional<std::string> version_;  // asked once, answered or not
};

}  // namespace

std::unique_ptr<Engine> make_openssl(const Setting& setting, const PrivateDirectory& directory) {
  return std::make_unique<Openssl>(setting, directory);
}

}  // namespace smime::cli::compare
