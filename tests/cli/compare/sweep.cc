#include "tests/cli/compare/sweep.h"

#include <algorithm>
#include <set>

#include "tests/support/inputs.h"
#include "tests/support/run_program.h"

namespace smime::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

struct Job {
  std::string suite, at, content;
  Texts files, trust, intermediates;
};

/// "a.pem *.cer" below `root`.
Texts files_of(const fs::path& root, const std::string& list) {
  Texts out;
  for (const std::string& item : split(list, " ")) {
    if (item.starts_with("*")) {
      for (const auto& file : files_below(root, item.substr(1))) out.push_back(file.string());
    } else if (!item.empty()) {
      out.push_back((root / item).string());
    }
  }
  return out;
}

std::vector<Job> jobs_of_table(bool with_suites) {
  const Table table(fs::path(SMIME_SOURCE_DIR) / "tests/cli/compare/sweep.tsv");
  std::vector<Job> out;
  for (const auto& row : table.rows()) {
    const std::string& suite = table.at(row, "suite");
    if (suite != "corpus" && !with_suites) continue;
    const fs::path root = suite == "corpus" ? corpus() : suite_root() / suite;
    Job job{suite,
            table.at(row, "at"),
            table.at(row, "content"),
            {},
            files_of(root, table.at(row, "trust")),
            files_of(root, table.at(row, "intermediates"))};
    const std::string& folder = table.at(row, "folder");
    for (const auto& file :
         files_below(folder.empty() ? root : root / folder, table.at(row, "ending")))
      job.files.push_back(file.string());
    if (!job.content.empty() && job.content.front() != '.')
      job.content = (root / job.content).string();
    out.push_back(std::move(job));
  }
  return out;
}

/// The published attacks, by their anchor and time.
void add_attacks(std::vector<Job>& jobs) {
  const fs::path root = suite_root() / "attacks";
  if (!fs::exists(root / "expected.tsv")) return;
  const Table table(root / "expected.tsv");
  std::map<std::pair<std::string, std::string>, Texts> groups;
  for (const auto& row : table.rows())
    groups[{table.at(row, "verify_at"), table.at(row, "trust_anchor")}].push_back(
        (root / table.at(row, "file")).string());
  for (auto& [key, files] : groups) {
    Texts trust;
    if (!key.second.empty() && key.second != "-") trust.push_back((root / key.second).string());
    jobs.push_back({"attacks", key.first, "", std::move(files), std::move(trust), {}});
  }
}

bool lacks_content(const Json& object) {
  for (const Json& layer : object["layers"])
    for (const Json& code : layer["parts_refused_for"])
      if (code == "structure.content_missing") return true;
  return false;
}

class Runner {
 public:
  Runner(Sweep& out, std::string engines) : out_(out), engines_(std::move(engines)) {}

  void run(const Job& job) {
    if (job.files.empty()) {
      out_.complaints.push_back(job.suite + ": no file");
      return;
    }
    std::vector<Json> objects = ask(job, job.files, "");
    for (std::size_t i = 0; i < objects.size() && i < job.files.size(); ++i) {
      if (job.content.empty() || !lacks_content(objects[i])) continue;
      const std::string content =
          job.content.front() == '.'
              ? fs::path(job.files[i]).replace_extension(job.content).string()
              : job.content;
      std::vector<Json> again = ask(job, {job.files[i]}, content);
      if (again.size() == 1) objects[i] = std::move(again.front());
    }
    if (objects.size() != job.files.size())
      out_.complaints.push_back(job.suite + ": " + std::to_string(job.files.size()) + " files, " +
                                std::to_string(objects.size()) + " results");
    out_.messages[job.suite] += objects.size();
    for (Json& object : objects) {
      object["suite"] = job.suite;
      note_engines(object);
      out_.objects.push_back(std::move(object));
    }
  }

 private:
  std::vector<Json> ask(const Job& job, const Texts& files, const std::string& content) {
    Texts arguments = {"inspect", "--compare", engines_, "--engine-timeout", "300", "--format",
                       "ndjson",  "--at",      job.at};
    for (const std::string& file : job.trust) arguments.insert(arguments.end(), {"--trust", file});
    for (const std::string& file : job.intermediates)
      arguments.insert(arguments.end(), {"--intermediates", file});
    if (!content.empty()) arguments.insert(arguments.end(), {"--content", content});
    arguments.emplace_back("--");
    arguments.insert(arguments.end(), files.begin(), files.end());
    const Ran ran = smimecheck(arguments);
    // 1 and 3 are answers about messages, which are looked at one by one.
    if (ran.status != 0 && ran.status != 1 && ran.status != 3)
      out_.complaints.push_back(job.suite + ": status " + std::to_string(ran.status) + " " +
                                ran.error);
    std::vector<Json> objects;
    for (const std::string& line : split(ran.out, "\n"))
      if (!line.empty()) objects.push_back(Json::parse(line));
    return objects;
  }

  void note_engines(const Json& object) {
    for (const Json& layer : object["layers"]) {
      for (const Json& row : layer["rows"]) {
        const std::string engine = row["engine"];
        if (row["installed"] == true) {
          out_.versions[engine] = row["version"].is_null() ? "" : row["version"];
        } else if (std::find(out_.not_installed.begin(), out_.not_installed.end(), engine) ==
                   out_.not_installed.end()) {
          out_.not_installed.push_back(engine);
        }
      }
    }
  }

  Sweep& out_;
  std::string engines_;
};

/// What the page counts.
struct Counts {
  struct Answers {
    std::size_t asked = 0, compared = 0, agree = 0, stricter = 0, laxer = 0, other = 0, none = 0;
  };
  std::map<std::string, Answers> by_engine;                                // "openssl parts"
  std::map<std::string, std::map<std::string, std::size_t>> class_engine;  // side class text
  std::map<std::string, std::set<std::string>> class_findings;
  std::size_t layers = 0;
};

std::string key_of(const std::string& side, const Json& one) {
  return side + "|" + std::string(one["class"]) + "|" + std::string(one["text"]) + "|" +
         std::string(one["citation"]);
}

void count_row(const Json& row, Counts& counts) {
  if (row["installed"] == false) return;
  const std::string engine = row["engine"];
  Counts::Answers& answers = counts.by_engine[engine + " " + std::string(row["question"])];
  ++answers.asked;
  if (row["signature"] == "no_answer") ++answers.none;
  if (row["signature"] == "not_asked" && row["chain"] == "not_asked") return;
  ++answers.compared;
  bool differs = false;
  for (const Json& one : row["differences"]) {
    const std::string side = one["side"];
    differs = true;
    ++(side == "stricter" ? answers.stricter : side == "laxer" ? answers.laxer : answers.other);
    for (const Json& reason : one["classes"]) {
      const std::string key = key_of(side, reason);
      ++counts.class_engine[key][engine];
      for (const Json& fact : reason["facts"]) counts.class_findings[key].insert(fact);
    }
  }
  if (!differs) ++answers.agree;
}

Counts count(const Sweep& sweep) {
  Counts counts;
  for (const Json& object : sweep.objects) {
    for (const Json& layer : object["layers"]) {
      ++counts.layers;
      for (const Json& row : layer["rows"]) count_row(row, counts);
    }
  }
  return counts;
}

std::string made_from(const Sweep& sweep) {
  std::string out = "| asked about | messages |\n|---|---|\n";
  for (const auto& [suite, messages] : sweep.messages)
    out += "| " + suite + " | " + std::to_string(messages) + " |\n";
  out += "\n| engine | version |\n|---|---|\n";
  for (const auto& [engine, version] : sweep.versions)
    out += "| " + engine + " | " + (version.empty() ? "(tells none)" : version) + " |\n";
  return out;
}

std::string table_of(const Counts& counts, const std::string& side) {
  std::string out = "| class | seen | why | rule |\n|---|---|---|---|\n";
  for (const auto& [key, engines] : counts.class_engine) {
    const auto parts = split(key, "|");
    if (parts.at(0) != side) continue;
    std::string seen;
    for (const auto& [engine, times] : engines)
      seen += (seen.empty() ? "" : ", ") + engine + " " + std::to_string(times);
    std::string findings;
    for (const std::string& fact : counts.class_findings.at(key))
      findings += (findings.empty() ? "`" : ", `") + fact + "`";
    out += "| " + parts.at(1) + " | " + seen + " | " + parts.at(2) + ": " + findings + " | " +
           parts.at(3) + " |\n";
  }
  return out;
}

}  // namespace

Sweep sweep(const std::string& engines, bool with_suites) {
  Sweep out;
  std::vector<Job> jobs = jobs_of_table(with_suites);
  if (with_suites) add_attacks(jobs);
  Runner runner(out, engines);
  for (const Job& job : jobs) runner.run(job);
  return out;
}

std::vector<std::string> unexplained(const Sweep& sweep) {
  std::vector<std::string> out;
  for (const Json& object : sweep.objects) {
    const std::string name = std::string(object["suite"]) + "/" +
                             fs::path(std::string(object["location"])).filename().string() + " ";
    for (const Json& layer : object["layers"]) {
      for (const Json& row : layer["rows"]) {
        const std::string who =
            name + std::string(row["engine"]) + " " + std::string(row["question"]) + " ";
        const std::string words = row["words"].is_null() ? "" : std::string(row["words"]);
        if (row["signature"] == "no_answer") out.push_back(who + "gave no answer: " + words);
        for (const Json& one : row["differences"])
          for (const Json& what : one["unexplained"])
            out.push_back(who + std::string(one["subject"]) + " " + std::string(one["side"]) +
                          ": " + std::string(what) + " (" + words + ")");
      }
    }
  }
  return out;
}

Page engines_page(const Sweep& sweep) {
  const Counts counts = count(sweep);
  Page page;
  page.made_from = made_from(sweep);
  page.text =
      "# What other engines say\n\n"
      "`smimecheck inspect --compare` gives the CMS object and the signed octets of each layer\n"
      "(`parts`) to other programs, and the whole message to OpenSSL's own MIME reader (`mail`).\n"
      "Nobody is asked about the sender, about revocation, or about anything on a network. This "
      "page\n"
      "counts what they said of the corpus and of the public suites; every difference has its "
      "class\n"
      "in `cli/compare/reasons.def`, by what was found in the message and what the engine said, "
      "and\n"
      "one without a class fails the test that makes this page:\n"
      "`SMIMECHECK_SWEEP=full`, `SMIMECHECK_SUITES=FOLDER`, with `SMIMECHECK_UPDATE_DOCS=1` to\n"
      "write it.\n\n" +
      page.made_from +
      "\nNSS looks at a signature only after it trusts the chain, so it says nothing about some\n"
      "(`not compared`). A message may differ in its signature and its chain.\n\n"
      "| engine, question | asked | agree | stricter here | laxer here | other octets | not "
      "compared | "
      "unexplained |\n|---|---|---|---|---|---|---|---|\n";
  const std::size_t left = unexplained(sweep).size();
  for (const auto& [name, one] : counts.by_engine)
    page.text += "| " + name + " | " + std::to_string(one.asked) + " | " +
                 std::to_string(one.agree) + " | " + std::to_string(one.stricter) + " | " +
                 std::to_string(one.laxer) + " | " + std::to_string(one.other) + " | " +
                 std::to_string(one.asked - one.compared) + " | " + (left == 0 ? "0" : "see test") +
                 " |\n";
  page.text +=
      "\n## Where this program is the laxer one\n\n"
      "It accepts what the engine refuses. Each row is a rule that it follows on purpose.\n\n" +
      table_of(counts, "laxer") +
      "\n## Where it is the stricter one\n\nIt refuses what the engine accepts.\n\n" +
      table_of(counts, "stricter") +
      "\n## Where the engine verified other octets\n\nIt says success of a content that other "
      "readers "
      "do not show.\n\n" +
      table_of(counts, "other_content");
  return page;
}

}  // namespace smime::test
