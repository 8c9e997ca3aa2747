#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/given_files.h"
#include "cli/input_walk.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/network.h"
#include "cli/output.h"
#include "engine/crypto/name.h"
#include "engine/fetch/online.h"
#include "engine/trust/detect.h"
#include "engine/what_it_is.h"
#include "mime/separator_line.h"

namespace smime::cli {
namespace {

using fetch::Item;
using fetch::Outcome;

/// What is not asked by then is not_tried: a run ends, whatever servers do. The next one goes on
/// with what the cache has.
constexpr fetch::Milliseconds kWholeRun = std::chrono::hours(1);

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// "crl      fetched               48213  http://crl.example/ca.crl"
std::string line_of(const Item& item, bool cached) {
  const std::string result = cached ? "cached" : result_text(item);
  const std::string size = item.octets ? std::to_string(item.octets->size()) : "-";
  return padded(std::string(wire_name(item.kind)), 9) + padded(result, 19) +
         std::string(9 - std::min<std::size_t>(8, size.size()), ' ') + size + "  " +
         visible(item.url) + "\n";
}

/// The address that is being asked, on a terminal; gone when its result is there.
class Progress {
 public:
  Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(const std::string& url) {
    if (!terminal_) return;
    clear();
    std::fprintf(stderr, "asking %s", visible(url).substr(0, 60).c_str());
    shown_ = true;
  }
  void clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }

 private:
  bool terminal_;
  bool shown_ = false;
};

std::string cure_of_content(Bytes octets) {
  if (trust::detect(octets) == trust::Content::Pfx)
    return "take the certificate out with openssl pkcs12 -clcerts -nokeys";
  return "give signed messages or certificates";
}

/// Reads every input. Accepted, or why one of them says nothing.
ExitStatus read_inputs(const Options& options, const Output& out, fetch::Collector& collector) {
  ExitStatus status = ExitStatus::Accepted;
  InputWalk walk(options);
  std::size_t inputs = 0;
  while (const auto input = interrupted() ? std::nullopt : walk.next()) {
    ++inputs;
    if (out.replaces(input->path)) {
      complain(input->path + ": is the output file, too; give another name with -o");
      return ExitStatus::Usage;
    }
    const Loaded loaded = input->error.empty() ? load(input->path, options.limits.message_size)
                                               : Loaded{std::nullopt, input->error, false, false};
    if (!loaded.octets) {
      complain(input->path + ": " + loaded.error + "; " + cure_of_input(loaded));
      status = worse(status, loaded.temporary ? ExitStatus::Temporary : ExitStatus::Unchecked);
    } else if (mime::count_messages(*loaded.octets, 2) > 1) {
      const CodeInfo& about = info(Code::InputIsMailbox);
      complain(input->path + ": " + std::string(about.text) + "; " + std::string(about.cure));
      status = worse(status, ExitStatus::Unchecked);
    } else if (collector.want(*loaded.octets) == 0) {
      complain(input->path + ": holds no certificate of a signer, it is " +
               what_it_is(*loaded.octets) + "; " + cure_of_content(*loaded.octets));
      status = worse(status, ExitStatus::Unchecked);
    }
  }
  if (!walk.files_from_error().empty()) {
    complain("--files-from " + *options.files_from + ": " + walk.files_from_error() +
             "; check the path");
    return worse(status, ExitStatus::Usage);
  }
  if (inputs > 0 || interrupted()) return status;
  complain("no message or certificate was given; see smimecheck fetch --help");
  return ExitStatus::Usage;
}

/// An address that this program never asks is no failure where the certificate names another one.
ExitStatus status_of(const fetch::Need& need, const Item& item) {
  if (item.outcome == Outcome::Fetched) return ExitStatus::Accepted;
  if (item.outcome == Outcome::UnsupportedScheme && need.has_other) return ExitStatus::Accepted;
  return temporary(item) ? ExitStatus::Temporary : ExitStatus::Unchecked;
}

std::string addresses(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " address" : " addresses");
}

/// Names the limit that kept addresses from being asked.
ExitStatus tell_left_out(std::size_t count, const std::string& limit) {
  if (count == 0) return ExitStatus::Accepted;
  complain(addresses(count) + " left out; raise --limit " + limit + "=N");
  return ExitStatus::Unchecked;
}

std::string summary_of(const fetch::Bundle& bundle, std::size_t cached) {
  std::map<std::string_view, std::size_t> counts;
  for (const Item& item : bundle.items) ++counts[wire_name(item.outcome)];
  const std::size_t fetched = counts[wire_name(Outcome::Fetched)];
  std::string text = addresses(bundle.items.size()) + ", " + std::to_string(fetched) + " fetched";
  if (cached > 0) text += " (" + std::to_string(cached) + " from the cache)";
  for (const auto& [name, count] : counts)
    if (name != wire_name(Outcome::Fetched))
      text += ", " + std::to_string(count) + " " + std::string(name);
  return text + "\n";
}

}  // namespace

ExitStatus run_fetch(const Options& options, Time now) {
  const auto files = read_given(options, now);
  if (!files) return ExitStatus::Usage;
  if (!may_fetch("fetch")) return ExitStatus::Unchecked;
  Output out(options.output);
  if (!out.good()) return out.status();
  fetch::Collector collector(fetch::all_trust(files->given), files->given.intermediates,
                             options.limits);
  ExitStatus status = read_inputs(options, out, collector);
  if (interrupted()) return worse(status, ExitStatus::Interrupted);
  if (status == ExitStatus::Usage || !collector.wants_anything()) return status;

  Output lines(std::nullopt);
  if (options.network.dry_run) {
    for (const fetch::Need& need : collector.next()) {
      Item item;
      item.kind = need.kind;
      item.url = need.url;
      if (!lines.write(line_of(item, false))) return worse(status, lines.status());
    }
    return worse(status, tell_left_out(collector.left_out(), "fetch-urls"));
  }

  Progress progress;
  std::size_t cached_answers = 0;
  std::map<std::string, std::string> cures;  // by result
  fetch::Watcher watcher;
  watcher.asking = [&](const fetch::Need& need) { progress.show(need.url); };
  watcher.answered = [&](const fetch::Need& need, const Item& item, bool cached) {
    progress.clear();
    if (cached) ++cached_answers;
    const ExitStatus one = status_of(need, item);
    if (one != ExitStatus::Accepted)
      cures.emplace(result_text(item), cure_of(item, options.network));
    status = worse(status, one);
    (void)lines.write(line_of(item, cached));  // its status is looked at in the end
  };
  std::set<std::string> told;  // once for all addresses
  watcher.cache_failed = [&](const std::string& error) {
    if (!told.insert(error).second) return;
    progress.clear();
    complain("--cache " + options.network.cache + ": " + error + "; check the directory");
  };
  fetch::Downloader network(download_rules(options.network), interrupted);
  fetch::Cache cache(options.network.cache, options.limits);
  fetch::Bundle bundle;
  const std::size_t left_out =
      fetch::fetch_all(collector, network, cache, now, kWholeRun, options.limits, watcher, bundle);
  progress.clear();
  if (interrupted()) return worse(status, ExitStatus::Interrupted);
  for (const auto& certificate : collector.without_issuer()) {
    complain("the issuer of " + crypto::name_text(certificate->subject) +
             " is not known, so its OCSP responder was not asked; give --trust or --intermediates");
    status = worse(status, ExitStatus::Unchecked);
  }
  status = worse(status, tell_left_out(left_out, "bundle-items"));
  status = worse(status, tell_left_out(collector.left_out(), "fetch-urls"));
  for (const auto& [result, cure] : cures) complain(result + ": " + cure);
  if (!lines.write(summary_of(bundle, cached_answers))) return worse(status, lines.status());
  if (!options.output) return status;
  if (!out.write(as_text(fetch::write_bundle(bundle))) || !out.finish())
    return worse(status, out.status());
  return status;
}

}  // namespace smime::cli
