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
  if (loaded.octets) {
    out = {path, std::move(*loaded.octets), {}};
    out.sha256 = digest_text(out.octets);
    return ExitStatus::Accepted;
  }
  complain(path + ": " + loaded.error +
           (loaded.error == "is a directory" ? "; use -r for the files below it"
                                             : "; check the path and its permissions"));
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

/// Makes the variants of one message after another.
class MutantWriter {
 public:
  MutantWriter(const Options& options, const std::vector<Source>& donors, Output& manifest)
      : options_(options), donors_(donors), manifest_(manifest) {}

  ExitStatus add(const Source& origin) {
    const FileName name = own_name(origin.path);
    for (std::uint64_t i = 0; i < options_.kit.count && !interrupted(); ++i) {
      const std::uint64_t seed = options_.kit.seed + i;
      const Source* const donor = donors_.empty() ? nullptr : &donors_[seed % donors_.size()];
      const mutate::Mutant mutant = mutate::Mutator(seed, options_.kit.rules)
                                        .mutate(origin.octets, donor ? donor->octets : Octets{});
      const std::string file = mutant_name(name, seed);
      const ExitStatus written =
          write_new_file(*options_.output + "/" + file, mutant.octets, options_.kit.overwrite);
      if (written != ExitStatus::Accepted) return written;
      if (!manifest_.write(manifest_line(file, seed, origin, donor, mutant)))
        return manifest_.status();
      ++mutants_;
    }
    return ExitStatus::Accepted;
  }
  [[nodiscard]] std::size_t mutants() const { return mutants_; }

 private:
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
  Output& manifest_;
  std::set<std::string> names_;
  std::size_t mutants_ = 0;
};

ExitStatus wrong(const std::string& line) {
  complain(line + "; see smimecheck kit --help");
  return ExitStatus::Usage;
}

ExitStatus mutate_messages(const Options& options) {
  if (options.arguments.empty() && !options.files_from) return wrong("no message was given");
  if (!options.output) return wrong("name the directory for the variants with -o DIR");
  InputWalk walk(options);
  if (!walk.files_from_error().empty())
    return wrong("--files-from " + *options.files_from + ": " + walk.files_from_error());
  std::vector<Source> donors(options.kit.donors.size());
  for (std::size_t i = 0; i < donors.size(); ++i)
    if (load_source(options.kit.donors[i], options.limits, donors[i]) != ExitStatus::Accepted)
      return ExitStatus::Usage;
  if (const ExitStatus made = make_directory(*options.output); made != ExitStatus::Accepted)
    return made;
  const std::string listed = *options.output + "/" + std::string(kManifest);
  if (!options.kit.overwrite && is_there(listed)) {
    complain(listed +
             ": lists earlier variants; name another directory with -o, or say --overwrite");
    return ExitStatus::Usage;
  }
  // It appears under its name when all the files are there that it lists.
  Output manifest(listed);
  if (!manifest.good()) return manifest.status();
  MutantWriter writer(options, donors, manifest);
  ExitStatus status = ExitStatus::Accepted;
  while (!interrupted()) {
    const auto input = walk.next();
    if (!input) break;
    if (lies_in(input->path, *options.output)) continue;  // made here before
    Source origin;
    if (!input->error.empty()) complain(input->path + ": " + input->error);
    const ExitStatus loaded = input->error.empty()
                                  ? load_source(input->path, options.limits, origin)
                                  : ExitStatus::Unchecked;
    status = worse(status, loaded);
    if (loaded != ExitStatus::Accepted) continue;
    if (const ExitStatus added = writer.add(origin); added != ExitStatus::Accepted)
      return worse(status, added);
  }
  if (interrupted()) return ExitStatus::Interrupted;
  if (!manifest.finish()) return worse(status, manifest.status());
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
    return wrong("kit needs to know what to do: kit mutate");
  options.arguments.erase(options.arguments.begin());
  return mutate_messages(options);
}

}  // namespace smime::cli
