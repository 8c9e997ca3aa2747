#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "cli/compare/engine.h"

namespace smime::cli::compare {
namespace {

constexpr std::string_view kHome = "gpgsm", kKeys = "gpgsm/pubring.kbx";
constexpr std::uint64_t kLargestKeybox = 64U << 20U;

/// "20260115T000000", the form of --faked-system-time.
std::string iso_time(Time at) {
  std::string out;
  for (const char c : to_rfc3339(at))
    if (c != '-' && c != ':' && c != 'Z') out += c;
  return out;
}

/// Lines that begin so: a name in a certificate may hold the same text.
std::size_t count(std::string_view text, std::string_view start) {
  std::size_t found = 0;
  while (!text.empty()) {
    if (text.starts_with(start)) ++found;
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return found;
}

/// What it says beside the warnings that every run has. Its lines begin with its name.
std::string words_of(std::string_view text, std::string_view directory) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t stop = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, stop);
    text.remove_prefix(std::min(stop + 1, text.size()));
    if (line.starts_with("gpgsm: ")) line.remove_prefix(7);
    bool usual = false;
    for (const char* start : {"WARNING: running with faked", "policies not checked", "CRLs not",
                              "Signature made", "DBG:", " ", "Note:", "keybox", "dirmngr"})
      usual = usual || line.starts_with(start);
    if (!usual) kept += std::string(line) + "\n";
  }
  return one_line(kept, directory);
}

/// Without its agent it trusts no root, which says nothing about the chain.
bool lacks_agent(std::string_view text) {
  for (const char* start :
       {"gpgsm: error running", "gpgsm: failed to start", "gpgsm: can't connect to"})
    if (count(text, start) > 0) return true;
  return false;
}

using Texts = std::vector<std::string>;

class Gpgsm : public Engine {
 public:
  Gpgsm(const Setting& setting, const PrivateDirectory& directory)
      : setting_(setting), directory_(directory), program_(find_program("gpgsm")) {}

  /// It starts an agent, which is asked whether a root is trusted and outlives it, with a socket
  /// that may stand in /run/user.
  ~Gpgsm() override {
    const auto control = find_program("gpgconf");
    if (!ready_ || !control) return;
    ChildLimits limits;
    limits.time = std::chrono::seconds(5);
    limits.despite_interrupt = true;
    for (const auto& last : {Texts{"--kill", "all"}, Texts{"--remove-socketdir"}}) {
      Texts arguments = {"--homedir", home()};
      arguments.insert(arguments.end(), last.begin(), last.end());
      (void)run_child({*control, arguments, setting_.directory, {}}, limits);
    }
  }

  [[nodiscard]] std::string_view name() const override { return "gpgsm"; }
  [[nodiscard]] std::string missing() const override {
    return program_ ? "" : "not installed: needs the program gpgsm (Debian: gpgsm)";
  }

  [[nodiscard]] std::string version() override {
    if (!version_) {
      const std::string said = run({"--version"}).out;
      version_ = one_line(said.substr(0, said.find('\n')), setting_.directory);
    }
    return *version_;
  }

  [[nodiscard]] Answer ask_parts(const Parts& parts) override {
    if (!prepare() || !directory_.write("cms.der", parts.cms) ||
        (parts.content && !directory_.write("content", *parts.content)) || !restore_keys()) {
      return no_answer(fault_.empty() ? "its key box could not be made" : fault_);
    }
    Answer answer;
    std::vector<std::string> question = {"--assume-binary", "--faked-system-time",
                                         iso_time(parts.at), "--verify", "cms.der"};
    if (parts.content) question.emplace_back("content");
    const Ended ended = run(question);
    if (auto none = no_answer(ended, setting_.limits)) return *none;
    answer.words = words_of(ended.error, setting_.directory);
    if (lacks_agent(ended.error))
      return no_answer("its agent did not start: " + answer.words +
                       "; is the path in TMPDIR longer than 60 octets?");
    // One NEWSIG for each signer, and VALIDSIG where the arithmetic is right (doc/DETAILS).
    const std::size_t signers = count(ended.out, "[GNUPG:] NEWSIG");
    const std::size_t good = count(ended.out, "[GNUPG:] VALIDSIG");
    if (signers == 0 && answer.words.empty()) answer.words = "no signature was found";
    answer.signature = signers == 0 ? Said::Unreadable : good == signers ? Said::Good : Said::Bad;
    // Chains are built for the good ones alone. An expired one counts as trusted otherwise.
    if (good == 0 || setting_.anchors.empty()) return answer;
    const std::size_t trusted = count(ended.out, "[GNUPG:] TRUST_FULLY");
    const std::size_t but =
        count(ended.out, "[GNUPG:] EXPKEYSIG") + count(ended.out, "[GNUPG:] ERROR verify.keyusage");
    answer.chain = trusted == good && but == 0 ? Said::Good : Said::Bad;
    return answer;
  }

 private:
  [[nodiscard]] std::string home() const { return directory_.path(kHome); }

  [[nodiscard]] Ended run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {"--homedir",
                                    home(),
                                    "--batch",
                                    "--no-tty",
                                    "--status-fd",
                                    "1",
                                    "--no-common-certs-import",
                                    "--disable-crl-checks",
                                    "--disable-policy-checks",
                                    "--disable-dirmngr"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_child({*program_, all, setting_.directory, {"HOME=" + setting_.directory}},
                     setting_.limits);
  }

  /// Its own directory with the certificates that were given, once.
  bool prepare() {
    if (ready_) return fault_.empty();
    ready_ = true;
    std::string trusted;
    for (const pki::CertificatePtr& anchor : setting_.anchor_list)
      trusted += hex_upper(anchor->sha1) + " S relax\n";
    if (!directory_.make(kHome) || !directory_.write("gpgsm/trustlist.txt", as_octets(trusted))) {
      fault_ = "its directory could not be made";
      return false;
    }
    for (const std::string& file : {setting_.anchors, setting_.others}) {
      if (file.empty()) continue;
      const Ended ended = run({"--import", file});
      if (const auto none = no_answer(ended, setting_.limits)) {
        fault_ = none->words;
        return false;
      }
    }
    keys_ = directory_.read(kKeys, kLargestKeybox);
    return true;
  }

  /// Certificates of the messages before must not help the next one.
  [[nodiscard]] bool restore_keys() const {
    if (keys_) return directory_.write(kKeys, *keys_);
    directory_.remove(kKeys);
    return true;
  }

  const Setting& setting_;
  const PrivateDirectory& directory_;
  std::optional<std::string> program_;
  std::optional<std::string> version_;  // asked once, answered or not
  std::string fault_;
  bool ready_ = false;
  std::optional<Octets> keys_;  // nothing: no certificate was given
};

}  // namespace

std::unique_ptr<Engine> make_gpgsm(const Setting& setting, const PrivateDirectory& directory) {
  return std::make_unique<Gpgsm>(setting, directory);
}

}  // namespace smime::cli::compare
