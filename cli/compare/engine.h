#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "cli/compare/child.h"
#include "cli/compare/private_directory.h"
#include "engine/given.h"

/// Other programs that verify CMS signatures, asked the same question as this one.
namespace smime::cli::compare {

/// NotAsked: the question does not arise, or the engine answers it only after another one, which
/// failed. NoAnswer: the program hung, died, or wrote without end.
enum class Said : std::uint8_t { Good, Bad, Unreadable, NotAsked, NoAnswer };
/// "good", "bad", "unreadable", "not_asked", "no_answer".
[[nodiscard]] std::string_view wire_name(Said said);

struct Answer {
  Said signature = Said::NotAsked;  // arithmetic, and what the engine demands of the CMS object
  Said chain = Said::NotAsked;      // to the anchors that were given, at the time that was given
  /// The mail question: whether the engine verified the octets that were signed here, apart from
  /// line ends. Nothing: it verified none, or there are none here.
  std::optional<bool> same_content;
  std::string words;  // the engine's own, as it said them, without paths and numbers of processes
};

/// What all questions of a run share. The files stand in `directory`; an empty one is not given.
struct Setting {
  std::string directory;
  std::string anchors;  // PEM: where a chain may end
  std::string others;   // PEM: the certificates that only help, of lists and of --intermediates
  /// PEM: the anchors, and those others that end no chain where only a self-signed certificate
  /// does.
  std::string store;
  bool anchors_are_self_signed = true;
  std::vector<pki::CertificatePtr> anchor_list, other_list;
  ChildLimits limits;
};

/// One signature, as it was cut out of a message here. The engines get files of these octets.
struct Parts {
  Bytes cms;
  std::optional<Bytes> content;  // detached: what is signed, in canonical form
  Time at = 0;
};

class Engine {
 public:
  Engine() = default;
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Why it cannot be asked: "not installed: …". Empty: it can.
  [[nodiscard]] virtual std::string missing() const = 0;
  /// As the program tells it; empty: it does not.
  [[nodiscard]] virtual std::string version() = 0;
  /// What has to be known of all its answers, such as a clock that cannot be set; may be empty.
  [[nodiscard]] virtual std::string note() const { return {}; }
  [[nodiscard]] virtual Answer ask_parts(const Parts& parts) = 0;
  /// The whole message, read by the engine's own MIME reader. Nothing: it has none.
  [[nodiscard]] virtual std::optional<Answer> ask_mail(Bytes mail,
                                                       const std::optional<Bytes>& content);

  /// Three questions in a row without an answer: the rest of a run does not wait for it.
  [[nodiscard]] bool given_up() const { return silent_ >= 3; }
  void heard(const Answer& answer) {
    silent_ = answer.signature == Said::NoAnswer ? silent_ + 1 : 0;
  }

 private:
  unsigned silent_ = 0;
};

/// The names --compare takes, in the order in which they are shown.
[[nodiscard]] const std::vector<std::string>& engine_names();
/// `name` is one of engine_names(). What `setting` and `directory` name must outlive the engine.
[[nodiscard]] std::unique_ptr<Engine> make_engine(const std::string& name, const Setting& setting,
                                                  const PrivateDirectory& directory);

/// The files of a setting, written. Nothing if that failed.
[[nodiscard]] std::optional<Setting> make_setting(const Given& given,
                                                  const PrivateDirectory& directory,
                                                  const ChildLimits& limits);

/// For the engines. -------------------------------------------------------------------------------

/// What a program wrote as one line: lines joined by "; ", paths of `directory` and the numbers of
/// processes removed, at most 400 octets.
[[nodiscard]] std::string one_line(std::string_view text, std::string_view directory);
/// The answer of an engine that could not be asked, or was not able to work.
[[nodiscard]] Answer no_answer(std::string words);
/// The answer where a program did not come to an end of its own; nothing where it did.
[[nodiscard]] std::optional<Answer> no_answer(const Ended& ended, const ChildLimits& limits);

[[nodiscard]] std::unique_ptr<Engine> make_openssl(const Setting& setting,
                                                   const PrivateDirectory& directory);
[[nodiscard]] std::unique_ptr<Engine> make_gpgsm(const Setting& setting,
                                                 const PrivateDirectory& directory);
[[nodiscard]] std::unique_ptr<Engine> make_cmsutil(const Setting& setting,
                                                   const PrivateDirectory& directory);
[[nodiscard]] std::unique_ptr<Engine> make_bouncycastle(const Setting& setting,
                                                        const PrivateDirectory& directory);

}  // namespace smime::cli::compare
