#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/input_walk.h"
#include "cli/interrupt.h"
#include "cli/mutant_files.h"
#include "cli/output.h"
#include "engine/crypto/digest.h"
#include "engine/mutate/mutate.h"
#include "engine/report/json_writer.h"

namespace smime::cli {
namespace {

constexpr std::string_view kManifest = "manifest.ndjson";

struct Source {
  std::string path;
  Octets octets;
  std::string sha256;
};

std::string digest_text(Bytes octets) { return hex(crypto::sha256(octets)); }

/// Fills `out`, or says on standard error why it cannot.
ExitStatus load_source(const std::string& path, const Limits& limits, Source& out) {
  Loaded loaded = load(path, limits.message_size);
  if (loaded.octets && loaded.octets->empty()) {
    complain(path + ": is empty; give a message");
    return ExitStatus::Unchecked;
  }
  if (loaded.octets) {
    out = {path, std::move(*loaded.octets), {}};
    out.sha256 = digest_text(out.octets);
    return ExitStatus::Accepted;
  }
  complain(path + ": " + loaded.error + "; " + cure_of_input(loaded));
  return loaded.temporary ? ExitStatus::Temporary : ExitStatus::Unchecked;
}

/// "offer.000042.eml": from the message and the seed alone, so that it is the same in every run.
std::string mutant_name(const FileName& name, std::uint64_t seed) {
  std::string number = std::to_string(seed);
  if (number.size() < 6) number.insert(0, 6 - number.size(), '0');
  return name.stem + "." + number + name.ending;
}

std::string manifest_line(const std::string& file, std::uint64_t seed, const Source& origin,
                          const Source* donor, const mutate::Mutant& mutant) {
  report::JsonWriter out;
  out.begin_object();
  out.key("file").value(file);
  out.key("sha256").value(digest_text(mutant.octets));
  out.key("size").value(static_cast<std::int64_t>(mutant.octets.size()));
  out.key("seed").value(static_cast<std::int64_t>(seed));
  out.key("origin").value(origin.path);
  out.key("origin_sha256").value(origin.sha256);
  out.key("donor").text_or_null(donor == nullptr ? "" : donor->path);
  out.key("operations").value(mutant.what);
  out.key("resigned").value(mutant.resigned);
  out.end_object();
  return out.text() + "\n";
}

/// Makes the variants of one message after another. The directory and its list are made with the
/// first one: where there is none, nothing is left behind.
class MutantWriter {
 public:
  MutantWriter(const Options& options, const std::vector<Source>& donors)
      : options_(options), donors_(donors) {}

  ExitStatus add(const Source& origin) {
    if (!manifest_)
      if (const ExitStatus begun = begin(); begun != ExitStatus::Accepted) return begun;
    mutate::Rules rules = options_.kit.rules;
    rules.max_size = options_.kit.max_size.value_or(origin.octets.size() + KitOptions::kRoom);
    if (origin.octets.size() > rules.max_size) {
      complain(origin.path + ": is larger than --max-size " + std::to_string(rules.max_size) +
               "; raise it, or leave it out");
      return ExitStatus::Unchecked;
    }
    const FileName name = own_name(origin.path);
    std::uint64_t unfit = 0;
    for (std::uint64_t i = 0; i < options_.kit.count && !interrupted(); ++i) {
      const std::uint64_t seed = options_.kit.seed + i;
      const Source* const donor = donors_.empty() ? nullptr : &donors_[seed % donors_.size()];
      const mutate::Mutant mutant =
          mutate::Mutator(seed, rules).mutate(origin.octets, donor ? donor->octets : Octets{});
      // With all operations to choose from, other octets are a variant like any other.
      if (!mutant.fits && !rules.operations.empty()) {
        ++unfit;
        continue;
      }
      const std::string file = mutant_name(name, seed);
      const ExitStatus written =
          write_new_file(*options_.output + "/" + file, mutant.octets, options_.kit.overwrite);
      if (written != ExitStatus::Accepted) return written;
      if (!manifest_->write(manifest_line(file, seed, origin, donor, mutant)))
        return manifest_->status();
      ++mutants_;
    }
    if (unfit == 0) return ExitStatus::Accepted;
    complain(origin.path + ": none of --operations changes it with " + std::to_string(unfit) +
             " of " + std::to_string(options_.kit.count) + " seeds; name others");
    return ExitStatus::Unchecked;
  }

  /// Lists what was made under the name of the list, also where the work was stopped.
  ExitStatus finish() {
    if (mutants_ == 0) return ExitStatus::Accepted;
    return manifest_->finish() ? ExitStatus::Accepted : manifest_->status();
  }
  [[nodiscard]] std::size_t mutants() const { return mutants_; }

 private:
  ExitStatus begin() {
    const ExitStatus made = make_directory(*options_.output);
    if (made != ExitStatus::Accepted) return made;
    const std::string path = *options_.output + "/" + std::string(kManifest);
    if (!options_.kit.overwrite && holds_something(path)) {
      complain(path +
               ": lists earlier variants; name another directory with -o, or say --overwrite");
      return ExitStatus::Usage;
    }
    manifest_.emplace(path);
    return manifest_->good() ? ExitStatus::Accepted : manifest_->status();
  }

  /// Of several messages of one file name in different folders, the second is "offer-2", and so on.
  FileName own_name(const std::string& path) {
    FileName name = file_name(path);
    const std::string stem = name.stem;
    for (int number = 2; !names_.insert(name.stem + name.ending).second; ++number)
      name.stem = stem + "-" + std::to_string(number);
    return name;
  }

  const Options& options_;
  const std::vector<Source>& donors_;
  std::optional<Output> manifest_;
  std::set<std::string> names_;
  std::size_t mutants_ = 0;
};

ExitStatus wrong(const std::string& line) {
  complain(line + "; see smimecheck kit --help");
  return ExitStatus::Usage;
}

/// True, after a line on standard error, if variants could take the place of this file.
bool is_in_the_way(const std::string& path, const std::string& directory) {
  if (path == "-" || !lies_in(path, directory)) return false;
  complain(path + ": lies in the directory for the variants; name another one with -o");
  return true;
}

ExitStatus load_donors(const Options& options, std::vector<Source>& donors) {
  donors.resize(options.kit.donors.size());
  for (std::size_t i = 0; i < donors.size(); ++i) {
    const std::string& path = options.kit.donors[i];
    if (is_in_the_way(path, *options.output) ||
        load_source(path, options.limits, donors[i]) != ExitStatus::Accepted)
      return ExitStatus::Usage;
  }
  return ExitStatus::Accepted;
}

ExitStatus load_input(const InputWalk::Input& input, const Limits& limits, Source& origin) {
  if (input.error.empty()) return load_source(input.path, limits, origin);
  complain(input.path + ": " + input.error);
  return ExitStatus::Unchecked;
}

ExitStatus mutate_all(InputWalk& walk, const Options& options, MutantWriter& writer) {
  ExitStatus status = ExitStatus::Accepted;
  bool passed_over = false;
  while (!interrupted()) {
    const auto input = walk.next();
    if (!input) break;
    // What a walk finds there was made there before.
    if (!input->named && lies_in(input->path, *options.output)) {
      passed_over = true;
      continue;
    }
    if (input->named && is_in_the_way(input->path, *options.output))
      return worse(status, ExitStatus::Usage);
    Source origin;
    const ExitStatus loaded = load_input(*input, options.limits, origin);
    status = worse(status, loaded);
    if (loaded != ExitStatus::Accepted) continue;
    const ExitStatus added = writer.add(origin);
    status = worse(status, added);
    if (added != ExitStatus::Accepted && added != ExitStatus::Unchecked) return status;
  }
  if (!walk.files_from_error().empty()) {
    complain("--files-from " + *options.files_from + ": " + walk.files_from_error());
    status = worse(status, ExitStatus::Temporary);
  }
  if (writer.mutants() > 0 || status != ExitStatus::Accepted || interrupted()) return status;
  complain(passed_over ? "every message that was found lies in " + *options.output +
                             ", the directory for the variants; name another one with -o"
                       : "no message was found; nothing was made");
  return ExitStatus::Usage;
}

ExitStatus mutate_messages(const Options& options) {
  if (options.arguments.empty() && !options.files_from) return wrong("no message was given");
  if (!options.output) return wrong("name the directory for the variants with -o DIR");
  InputWalk walk(options);
  if (!walk.files_from_error().empty())
    return wrong("--files-from " + *options.files_from + ": " + walk.files_from_error());
  std::vector<Source> donors;
  if (const ExitStatus loaded = load_donors(options, donors); loaded != ExitStatus::Accepted)
    return loaded;
  MutantWriter writer(options, donors);
  ExitStatus status = mutate_all(walk, options, writer);
  status = worse(status, writer.finish());
  if (interrupted()) return ExitStatus::Interrupted;
  if (writer.mutants() == 0) return status;
  Output out(std::nullopt);
  if (!out.write(std::to_string(writer.mutants()) + " variants in " + visible(*options.output) +
                 ", listed in " + std::string(kManifest) + "\n") ||
      !out.finish())
    return out.status();
  return status;
}

}  // namespace

ExitStatus run_kit(Options options) {
  if (options.arguments.empty() || options.arguments.front() != "mutate")
    return wrong(options.arguments.empty()
                     ? "kit needs to know what to do: kit mutate"
                     : "kit " + options.arguments.front() +
                           ": there is no such command; the one there is: kit mutate");
  options.arguments.erase(options.arguments.begin());
  return mutate_messages(options);
}

}  // namespace smime::cli
