#include <chrono>
#include <cstdlib>
#include <set>

#include "cli/compare/engine.h"

namespace smime::cli::compare {
namespace {

constexpr std::string_view kBase = "nss";

/// "2026-01-15 00:00:00", the form of faketime.
std::string plain_time(Time at) {
  std::string out = to_rfc3339(at);
  out[10] = ' ';
  return out.substr(0, 19);
}

Time present_time() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The words behind "signerN.status=". A name in a certificate may hold the same text, which can
/// add a state and never take one away; only where all are good the answer is.
std::vector<std::string> states(const std::string& text) {
  std::vector<std::string> out;
  constexpr std::string_view kKey = ".status=";
  for (std::size_t at = 0; (at = text.find(kKey, at)) != std::string::npos;) {
    at += kKey.size();
    out.push_back(text.substr(at, text.find_first_of("; \n", at) - at));
  }
  return out;
}

class Cmsutil : public Engine {
 public:
  Cmsutil(const Setting& setting, const PrivateDirectory& directory)
      : setting_(setting),
        directory_(directory),
        program_(find_program("cmsutil")),
        keeper_(find_program("certutil")),
        clock_(find_program("faketime")) {}

  [[nodiscard]] std::string_view name() const override { return "cmsutil"; }
  [[nodiscard]] std::string missing() const override {
    return program_ && keeper_
               ? ""
               : "not installed: needs the programs cmsutil and certutil of NSS (Debian: "
                 "libnss3-tools)";
  }
  [[nodiscard]] std::string version() override { return {}; }
  [[nodiscard]] std::string note() const override {
    return clock_ ? "" : "without faketime it is asked only about the present time";
  }

  [[nodiscard]] Answer ask_parts(const Parts& parts) override {
    Answer answer;
    if (!clock_ && std::abs(parts.at - present_time()) > kDay) {
      answer.words = "not asked: its clock cannot be set (Debian: faketime)";
      return answer;
    }
    if (!prepare() || !directory_.write("cms.der", parts.cms) ||
        (parts.content && !directory_.write("content", *parts.content))) {
      return no_answer(fault_.empty() ? "its certificate store could not be made" : fault_);
    }
    std::vector<std::string> question = {"-D", "-d", std::string(kBase), "-h", "0",
                                         "-n", "-i", "cms.der"};
    if (parts.content) question.insert(question.end(), {"-c", "content"});
    const Ended ended = decode(question, parts.at);
    if (auto none = no_answer(ended, setting_.limits)) return *none;
    if (ended.error.find("NSS_Init failed") != std::string::npos)
      return no_answer("its certificate store could not be opened: " +
                       one_line(ended.error, setting_.directory));
    interpret(ended, answer);
    return answer;
  }

 private:
  static constexpr Time kDay = 86'400;

  [[nodiscard]] Ended run(const std::string& program,
                          const std::vector<std::string>& arguments) const {
    return run_child({program, arguments, setting_.directory, {"HOME=" + setting_.directory}},
                     setting_.limits);
  }

  [[nodiscard]] Ended decode(const std::vector<std::string>& question, Time at) const {
    if (!clock_) return run(*program_, question);
    std::vector<std::string> all = {"-f", plain_time(at), *program_};
    all.insert(all.end(), question.begin(), question.end());
    return run(*clock_, all);
  }

  /// NSS judges the chain first and looks at the signature only after it trusts it
  /// (NSS_CMSSignedData_VerifySignerInfo), so one answer says both, or the chain alone.
  void interpret(const Ended& ended, Answer& answer) const {
    const std::vector<std::string> each = states(ended.out);
    std::set<std::string> kinds(each.begin(), each.end());
    for (const std::string& state : each)
      answer.words += (answer.words.empty() ? "" : ", ") + state;
    if (each.empty()) {
      answer.signature = Said::Unreadable;
      answer.words = one_line(ended.error.empty() ? ended.out : ended.error, setting_.directory);
      return;
    }
    const bool distrusts =
        kinds.contains("SigningCertNotFound") || kinds.contains("SigningCertNotTrusted");
    if (distrusts) {
      // Of several signers one may have been judged; none is told apart here.
      answer.chain = setting_.anchors.empty() ? Said::NotAsked : Said::Bad;
      kinds.erase("SigningCertNotFound");
      kinds.erase("SigningCertNotTrusted");
      kinds.erase("GoodSignature");
      answer.signature = kinds.empty() ? Said::NotAsked : Said::Bad;
      return;
    }
    answer.chain = setting_.anchors.empty() ? Said::NotAsked : Said::Good;
    answer.signature = kinds == std::set<std::string>{"GoodSignature"} ? Said::Good : Said::Bad;
  }

  /// A store with the certificates that were given, once: anchors trusted for mail, others not.
  bool prepare() {
    if (ready_) return fault_.empty();
    ready_ = true;
    if (!directory_.make(kBase)) {
      fault_ = "its directory could not be made";
      return false;
    }
    std::string batch;
    add(setting_.anchor_list, ",C,", batch);
    add(setting_.other_list, ",,", batch);
    const Ended made = run(*keeper_, {"-N", "-d", std::string(kBase), "--empty-password"});
    if (!finished(made)) return false;
    if (!made.exited(0)) {
      fault_ =
          "its certificate store could not be made: " + one_line(made.error, setting_.directory);
      return false;
    }
    return batch.empty() ||
           (directory_.write("batch", as_octets(batch)) &&
            finished(run(*keeper_, {"-B", "-d", std::string(kBase), "-i", "batch"})));
  }

  /// One command of certutil for each certificate, in files of this directory.
  void add(const std::vector<pki::CertificatePtr>& certificates, const std::string& trust,
           std::string& batch) {
    for (const pki::CertificatePtr& certificate : certificates) {
      const std::string name = "certificate-" + std::to_string(number_++);
      const std::string file = std::string(kBase) + "/" + name;
      if (!directory_.write(file, certificate->der)) fault_ = "its store could not be written";
      batch +=
          "-A -d " + std::string(kBase) + " -n " + name + " -t " + trust + " -i " + file + "\n";
    }
  }

  /// A certificate that NSS does not take is left out by it; only a run without end is a fault.
  bool finished(const Ended& ended) {
    if (const auto none = no_answer(ended, setting_.limits)) fault_ = none->words;
    return fault_.empty();
  }

  const Setting& setting_;
  const PrivateDirectory& directory_;
  std::optional<std::string> program_, keeper_, clock_;
  std::string fault_;
  std::size_t number_ = 0;
  bool ready_ = false;
};

}  // namespace

std::unique_ptr<Engine> make_cmsutil(const Setting& setting, const PrivateDirectory& directory) {
  return std::make_unique<Cmsutil>(setting, directory);
}

}  // namespace smime::cli::compare
