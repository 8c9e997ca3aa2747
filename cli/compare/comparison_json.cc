#include "base/text.h"
#include "cli/compare/comparison.h"
#include "engine/report/json.h"
#include "engine/report/json_writer.h"

namespace smime::cli::compare {
namespace {

using report::JsonWriter;

void write(JsonWriter& out, const Difference& one) {
  out.begin_object();
  out.key("subject").value(wire_name(one.subject));
  out.key("side").value(wire_name(one.side));
  out.key("classes").begin_array();
  for (const Explanation& why : one.explanations) {
    out.begin_object();
    out.key("class").value(why.reason->name);
    out.key("text").value(why.reason->text);
    out.key("citation").value(why.reason->citation);
    out.key("facts").value(why.facts);
    out.end_object();
  }
  out.end_array();
  out.key("unexplained").value(one.unexplained);
  out.end_object();
}

void write(JsonWriter& out, const Row& row) {
  out.begin_object();
  out.key("engine").value(row.engine);
  out.key("question").value(wire_name(row.question));
  out.key("installed").value(row.installed);
  out.key("version").text_or_null(row.version);
  out.key("signature").value(wire_name(row.answer.signature));
  out.key("chain").value(wire_name(row.answer.chain));
  out.key("same_content").value(row.answer.same_content);
  out.key("words").text_or_null(row.answer.words);
  out.key("note").text_or_null(row.note);
  out.key("differences").begin_array();
  for (const Difference& one : row.differences) write(out, one);
  out.end_array();
  out.end_object();
}

void write(JsonWriter& out, const ComparedLayer& layer) {
  out.begin_object();
  out.key("part").text_or_null(layer.part);
  out.key("kind").value(layer.kind);
  out.key("verdict").value(wire_name(layer.word));
  out.key("arithmetic").value(layer.ours.arithmetic);
  out.key("parts").value(wire_name(layer.ours.parts));
  out.key("mail").value(wire_name(layer.ours.mail));
  out.key("chain").value(wire_name(layer.ours.chain));
  out.key("parts_refused_for").value(layer.ours.parts_refused);
  out.key("mail_refused_for").value(layer.ours.mail_refused);
  out.key("chain_refused_for").value(layer.ours.chain_refused);
  out.key("not_asked").text_or_null(layer.not_asked);
  out.key("rows").begin_array();
  for (const Row& row : layer.rows) write(out, row);
  out.end_array();
  out.end_object();
}

}  // namespace

std::string comparison_json(const Comparison& comparison, const report::Run& run) {
  const MessageFacts& facts = comparison.report.facts;
  JsonWriter out;
  out.begin_object();
  out.key("type").value("comparison");
  out.key("schema").value(std::int64_t{report::kSchema});
  out.key("location").value(facts.location);
  out.key("sha256").text_or_null(facts.sha256);
  out.key("at").time(facts.at);
  out.key("verdict").value(wire_name(facts.word));
  out.key("layers").begin_array();
  for (const ComparedLayer& layer : comparison.layers) write(out, layer);
  out.end_array();
  out.key("unexplained").value(static_cast<std::int64_t>(comparison.unexplained()));
  out.key("findings");
  report::write_findings(out, facts.findings);
  out.key("versions").begin_object();
  out.key("smimecheck").value(run.smimecheck);
  out.key("openssl").value(run.openssl);
  out.end_object();
  out.end_object();
  return out.text();
}

}  // namespace smime::cli::compare
