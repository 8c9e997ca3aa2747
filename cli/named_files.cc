#include "cli/named_files.h"

#include <algorithm>
#include <filesystem>

#include "cli/complain.h"
#include "cli/output.h"

namespace smime::cli {
namespace {

std::string said(const NamedFile& file) {
  return (file.option.empty() ? "" : file.option + " ") + file.path;
}

bool reads_input_once(const Options& options, const std::vector<NamedFile>& files) {
  std::vector<NamedFile> from_input;
  for (const NamedFile& file : files)
    if (file.path == "-") from_input.push_back(file);
  const bool arguments_are_files = options.command != "explain" && options.command != "schema";
  for (const std::string& argument : options.arguments)
    if (argument == "-" && arguments_are_files) from_input.push_back({"", argument});
  if (from_input.size() < 2) return true;
  complain(said(from_input[0]) + " and " + said(from_input[1]) +
           ": standard input can be read only once; name a file in one of the places");
  return false;
}

/// A bundle that was unpacked has its data one level further down.
bool holds(const std::string& directory, const std::string& output) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at.depth() >= 1) at.disable_recursion_pending();
    if (is_same_file(at->path().string(), output)) return true;
  }
  return false;
}

bool is_kept(const NamedFile& file, const std::string& output) {
  std::error_code error;
  const bool directory =
      file.option == "--revocation" && std::filesystem::is_directory(file.path, error);
  if (directory && holds(file.path, output)) {
    complain(said(file) + ": the output file is in this directory; give another name with -o");
    return false;
  }
  if (!is_same_file(file.path, output)) return true;
  complain(said(file) + ": is the output file, too; give another name with -o");
  return false;
}

}  // namespace

std::vector<NamedFile> named_files(const Options& options) {
  std::vector<NamedFile> files;
  const auto add = [&](const char* option, const std::vector<std::string>& paths) {
    for (const std::string& path : paths) files.push_back({option, path});
  };
  for (const TrustOption& trust : options.trust) files.push_back({"--trust", trust.file});
  add("--intermediates", options.intermediates);
  add("--crl", options.crls);
  add("--revocation", options.revocation);
  add("--client-file", options.client_files);
  add("--donor", options.kit.donors);
  if (options.content) files.push_back({"--content", *options.content});
  if (options.files_from) files.push_back({"--files-from", *options.files_from});
  if (!options.network.ca_file.empty()) files.push_back({"--ca", options.network.ca_file});
  return files;
}

bool check_named_files(const Options& options) {
  const std::vector<NamedFile> files = named_files(options);
  if (!reads_input_once(options, files)) return false;
  // kit names a directory, and looks itself at what lies there.
  if (!options.output || options.command == "kit") return true;
  return std::all_of(files.begin(), files.end(),
                     [&](const NamedFile& file) { return is_kept(file, *options.output); });
}

}  // namespace smime::cli
