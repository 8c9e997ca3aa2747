#include "cli/message_loop.h"

#include "cli/complain.h"
#include "cli/input_walk.h"
#include "cli/interrupt.h"

namespace smime::cli {
namespace {

/// Says on standard error why an input was not read, and returns the finding for its result.
Finding report_fault(const InputWalk::Input& input, const Loaded& loaded, const Limits& limits) {
  if (loaded.too_large) {
    complain(input.path + ": " + loaded.error + "; " + cure_of_input(loaded));
    return {Code::LimitReached,
            "message",
            {{"limit", std::string("message-size")},
             {"value", static_cast<std::int64_t>(limits.message_size)}}};
  }
  complain(input.path + ": " + loaded.error + "; " + cure_of_input(loaded));
  return {Code::InputUnreadable, "message", {{"reason", loaded.error}}};
}

/// What stands before, between and behind the results of one format.
class Frame {
 public:
  Frame(Format format, Output& out) : format_(format), out_(out) {}
  bool begin() { return format_ != Format::Json || out_.write("["); }
  bool add(const std::string& text) {
    std::string all;
    if (format_ == Format::Json) all = first_ ? "\n" : ",\n";
    if (format_ == Format::Text && !first_) all = "\n";
    all += text;
    if (format_ == Format::Ndjson) all += "\n";
    first_ = false;
    return out_.write(all);
  }
  bool end() { return format_ != Format::Json || out_.write(first_ ? "]\n" : "\n]\n"); }

 private:
  Format format_;
  Output& out_;
  bool first_ = true;
};

class Progress {
 public:
  Progress(bool wanted, std::string things) : wanted_(wanted), things_(std::move(things)) {}
  void step() {
    if (wanted_ && ++count_ % kStep == 0)
      complain(std::to_string(count_) + " " + things_ + " done");
  }
  void end() const {
    if (wanted_) complain(std::to_string(count_) + " " + things_ + " done, end");
  }

 private:
  static constexpr std::size_t kStep = 100;
  bool wanted_;
  std::string things_;
  std::size_t count_ = 0;
};

}  // namespace

ExitStatus for_each_message(const Options& options, const Render& render, const Closing& closing) {
  ExitStatus status = ExitStatus::Accepted;
  const std::string thing = options.command == "certificate" ? "certificate" : "message";
  if (options.arguments.empty() && !options.files_from) {
    complain("no " + thing + " was given; name files, or - for standard input; see smimecheck " +
             options.command + " --help");
    return ExitStatus::Usage;
  }
  InputWalk walk(options);
  if (!walk.files_from_error().empty()) {
    complain("--files-from " + *options.files_from + ": " + walk.files_from_error() +
             "; check the path");
    return ExitStatus::Usage;
  }
  Output out(options.output);
  Frame frame(options.format, out);
  Progress progress(options.progress, thing + "s");
  if (!out.good() || !frame.begin()) return out.status();
  std::size_t inputs = 0;
  while (!interrupted()) {
    const auto input = walk.next();
    if (!input) break;
    ++inputs;
    if (out.replaces(input->path)) {
      complain(input->path + ": is the output file, too; give another name with -o");
      return worse(status, ExitStatus::Usage);
    }
    const Loaded loaded = input->error.empty() ? load(input->path, options.limits.message_size)
                                               : Loaded{std::nullopt, input->error, false, false};
    if (interrupted()) break;
    std::optional<Finding> fault;
    if (!loaded.octets) {
      fault = report_fault(*input, loaded, options.limits);
      status = worse(status, loaded.temporary ? ExitStatus::Temporary : ExitStatus::Unchecked);
    }
    const Rendered rendered = render(input->path, loaded, fault);
    // What --online was to fetch is then missing, so this is no result.
    if (interrupted()) break;
    status = worse(status, rendered.status);
    if (!frame.add(rendered.text)) return worse(status, out.status());
    progress.step();
  }
  if (interrupted()) status = worse(status, ExitStatus::Interrupted);
  if (!walk.files_from_error().empty()) {
    complain("--files-from " + *options.files_from + ": " + walk.files_from_error());
    status = worse(status, ExitStatus::Temporary);
  }
  if (inputs == 0 && !interrupted()) {
    complain("no " + thing + " was found; nothing was checked");
    status = worse(status, ExitStatus::Usage);
  }
  progress.end();
  if (closing && options.format == Format::Text) {
    const std::string text = closing();
    if (!text.empty() && !frame.add(text)) return worse(status, out.status());
  }
  // An interrupted run leaves the file of an earlier one as it was.
  if (!frame.end() || (interrupted() && options.output) || !out.finish())
    return worse(status, out.status());
  return status;
}

}  // namespace smime::cli
