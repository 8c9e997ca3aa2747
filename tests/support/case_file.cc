#include "tests/support/case_file.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "base/text.h"
#include "tests/support/inputs.h"

namespace smime::test {
namespace {

constexpr Severity kSeverities[] = {Severity::Fatal, Severity::Error, Severity::Warning,
                                    Severity::Notice};

std::string text_of(const Finding::Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? std::to_string(*number) : std::get<std::string>(value);
}

std::string line_of(const Finding& finding) {
  std::string line = finding.where + "  " + std::string(wire_name(info(finding.code).severity)) +
                     "  " + std::string(info(finding.code).wire);
  for (const auto& [key, value] : finding.details) {
    line += "  " + std::string(key) + "=" + visible(text_of(value));
  }
  return line;
}

std::string line_of(const ExpectedFinding& finding) {
  std::string line = finding.where + "  " + std::string(wire_name(finding.severity)) + "  " +
                     std::string(info(finding.code).wire);
  for (const auto& [key, value] : finding.details) line += "  " + key + "=" + value;
  return line;
}

/// Reads the lines of one case; `fail` says where.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file) {}

  CaseFile read() {
    const Octets octets = read_octets(file_);
    std::istringstream lines{std::string(as_text(octets))};
    for (std::string line; std::getline(lines, line);) {
      ++number_;
      if (line.empty() || line[0] == '#') continue;
      if (in_findings_)
        read_finding(line);
      else
        read_field(line);
    }
    if (case_.messages.empty() != case_.list.has_value()) fail("either messages or one list");
    if (case_.list && !certificates_) fail("no line 'certificates: COUNT'");
    if (!case_.list && !strict_) fail("no line 'client: strict WORD'");
    if (!in_findings_) fail("no line 'findings:'");
    case_.name = relative(file_, corpus() / "cases").replace_extension().string();
    return case_;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(file_.string() + ":" + std::to_string(number_) + ": " + why);
  }

  std::filesystem::path input(const std::string& value) const {
    const auto path = corpus() / value;
    if (!exists(path)) fail("no such file: " + value);
    return path;
  }

  void read_field(const std::string& line) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) fail("expected 'field: value'");
    const std::string field = line.substr(0, colon);
    std::istringstream words(line.substr(colon + 1));
    if (field == "findings") {
      in_findings_ = true;
      return;
    }
    std::string value;
    if (!(words >> value)) fail("no value");
    if (field == "message")
      case_.messages.push_back(input(value));
    else if (field == "list")
      case_.list = input(value);
    else if (field == "certificates")
      read_certificates(value);
    else if (field == "trust")
      case_.trust.push_back(input(value));
    else if (field == "intermediates")
      case_.intermediates.push_back(input(value));
    else if (field == "revocation")
      case_.revocation.push_back(input(value));
    else if (field == "content")
      case_.content = input(value);
    else if (field == "now")
      case_.now = time_of(value);
    else if (field == "at")
      case_.time_rule = rule_of(value);
    else if (field == "notices" && value == "all")
      case_.all_notices = true;
    else if (field == "client")
      read_client(value, words);
    else
      fail("unknown field " + field);
  }

  void read_certificates(const std::string& value) {
    certificates_ = true;
    if (value == "refused") return;
    if (value.find_first_not_of("0123456789") != std::string::npos || value.size() > 6)
      fail("'certificates' is a number or refused");
    case_.certificates = std::stoul(value);
  }

  Time time_of(const std::string& value) const {
    const auto time = parse_rfc3339(value);
    if (!time) fail("no RFC 3339 time: " + value);
    return *time;
  }

  TimeRule rule_of(const std::string& value) const {
    if (value == "signing-time") return TimeRule::SigningTime;
    if (value == "date") return TimeRule::Date;
    if (value == "given") return TimeRule::Given;
    fail("'at' is signing-time, date or given; the clock is 'now'");
  }

  void read_client(const std::string& id, std::istringstream& words) {
    std::string word;
    if (!(words >> word)) fail("no word for client " + id);
    if (id != "strict") {
      case_.clients.emplace_back(id, word);
      return;
    }
    const auto known = word_from(word);
    if (!known) fail("unknown word " + word);
    case_.strict = *known;
    strict_ = true;
  }

  void read_finding(const std::string& line) {
    std::istringstream words(line);
    std::string severity, wire, detail;
    ExpectedFinding finding;
    if (!(words >> finding.where >> severity >> wire)) fail("expected 'where SEVERITY code'");
    const auto code = code_from(wire);
    if (!code) fail("unknown code " + wire);
    finding.code = *code;
    const auto* known =
        std::find_if(std::begin(kSeverities), std::end(kSeverities),
                     [&](Severity s) { return ascii_lower(severity) == wire_name(s); });
    if (known == std::end(kSeverities)) fail("unknown severity " + severity);
    finding.severity = *known;
    if (info(*code).severity != finding.severity) fail(wire + " has another severity");
    while (words >> detail) {
      const auto equals = detail.find('=');
      if (equals == std::string::npos) fail("expected key=value: " + detail);
      finding.details.emplace_back(detail.substr(0, equals), detail.substr(equals + 1));
    }
    case_.findings.push_back(finding);
  }

  std::filesystem::path file_;
  CaseFile case_;
  int number_ = 0;
  bool in_findings_ = false, strict_ = false, certificates_ = false;
};

}  // namespace

CaseFile read_case(const std::filesystem::path& file) { return Reader(file).read(); }

bool ExpectedFinding::fits(const Finding& finding) const {
  if (finding.code != code || (where != "*" && finding.where != where)) return false;
  return std::all_of(details.begin(), details.end(), [&](const auto& wanted) {
    return std::any_of(finding.details.begin(), finding.details.end(), [&](const auto& detail) {
      return detail.first == wanted.first && text_of(detail.second) == wanted.second;
    });
  });
}

std::vector<Finding> findings_of(const MessageFacts& facts) {
  std::vector<Finding> found = facts.findings.items();
  const auto append = [&found](const Findings& more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  for (const auto& layer : facts.layers) {
    append(layer.findings);
    for (const auto& signer : layer.signers) {
      append(signer.findings);
      for (const auto& chain : signer.chains) {
        const auto& users = chain.used_by;
        if (std::find(users.begin(), users.end(), "strict") != users.end()) append(chain.findings);
      }
    }
  }
  return found;
}

std::vector<std::string> differences(const CaseFile& expected, const std::vector<Finding>& found) {
  std::vector<std::string> lines;
  std::vector<bool> explained(found.size(), false);
  for (const auto& wanted : expected.findings) {
    std::size_t at = 0;
    while (at < found.size() && (explained[at] || !wanted.fits(found[at]))) ++at;
    if (at == found.size())
      lines.push_back("missing:    " + line_of(wanted));
    else
      explained[at] = true;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool counts = expected.all_notices || info(found[i].code).severity != Severity::Notice;
    if (counts && !explained[i]) lines.push_back("unexpected: " + line_of(found[i]));
  }
  return lines;
}

}  // namespace smime::test
