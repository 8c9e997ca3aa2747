#include "engine/report/inspect.h"

#include <deque>
#include <set>
#include <tuple>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/bare_cms.h"
#include "engine/cms/signed_data.h"
#include "engine/crypto/digest.h"
#include "engine/report/inspect_cms.h"
#include "engine/report/text_findings.h"
#include "engine/what_it_is.h"
#include "mime/parse.h"
#include "mime/second_opinion.h"
#include "mime/separator_line.h"
#include "mime/signed_layer.h"

namespace smime::report {
namespace {

/// A buffer that still has to be read: the message, or the content of a CMS object.
struct Work {
  Octets octets;
  std::string prefix;
  std::vector<std::string> covered_by;
  std::uint32_t cms_depth = 0;
};

std::string type_text(const mime::ContentType& type) {
  std::string out = type.type + "/" + type.subtype;
  for (const auto& [name, value] : type.parameters) out += "; " + name + "=" + value;
  if (!type.present) out += " (by default)";
  return out;
}

bool inside(const Extent& inner, const Extent& outer) {
  return inner.offset >= outer.offset && inner.end() <= outer.end();
}

class Inspector {
 public:
  Inspector(Inspection& out, const Limits& limits)
      : out_(out),
        limits_(limits),
        octets_(limits),
        certificate_octets_(limits.certificate_octets) {}

  void read_all(Bytes message) {
    if (mime::count_messages(message, 2) > 1) {
      out_.findings.add(Code::InputIsMailbox, "message");
    } else if (has_stored_front(message)) {
      out_.findings.add(not_a_message(message));
    } else if (const auto object = bare_cms(message)) {
      read_cms(*object, Work{}, "TEXT");
    } else {
      read_mime(message, Work{});
    }
    for (; !waiting_.empty(); waiting_.pop_front())
      read_mime(waiting_.front().octets, waiting_.front());
  }

 private:
  void read_mime(Bytes buffer, const Work& work) {
    const auto tree = mime::parse(buffer, limits_, out_.findings, work.prefix);
    if (!tree) return;
    const bool outermost = work.prefix.empty();
    if (outermost && tree->entities.front().fields.empty())
      return out_.findings.add(not_a_message(buffer));
    if (outermost) list_second_opinion(buffer, *tree);
    const auto layers = mime::find_signed_layers(buffer, *tree, limits_, octets_, out_.findings);
    for (const mime::Entity& entity : tree->entities) {
      InspectedPart part{entity.part,
                         entity.depth + work.cms_depth,
                         type_text(entity.content_type),
                         entity.header,
                         entity.body,
                         entity.closed,
                         work.covered_by};
      for (const mime::SignedLayer& layer : layers)
        if (layer.content && inside(entity.whole(), *layer.content))
          part.covered_by.push_back(layer.part);
      out_.parts.push_back(std::move(part));
      out_.findings.append(entity.findings);
    }
    for (const mime::SignedLayer& layer : layers) {
      out_.findings.append(layer.findings);
      if (layer.cms) read_cms(*layer.cms, work, layer.part);
    }
  }

  void list_second_opinion(Bytes buffer, const mime::EntityTree& tree) {
    const mime::PartList list = mime::list_parts(buffer, tree);
    out_.second_opinion_reason = list.reason;
    for (const mime::ListedPart& part : list.parts) {
      std::string line = part.part + " " + part.type;
      if (!part.file_name.empty()) line += " \"" + part.file_name + "\"";
      out_.second_opinion.push_back(line + ", " + std::to_string(part.decoded_size) +
                                    " octets decoded");
    }
  }

  void read_cms(Bytes octets, const Work& work, const std::string& part) {
    if (out_.cms.size() >= limits_.signed_layers || work.cms_depth >= limits_.cms_depth) {
      const bool deep = work.cms_depth >= limits_.cms_depth;
      out_.findings.add({Code::LimitReached,
                         "part/" + part,
                         {{"limit", std::string(deep ? "cms_depth" : "signed_layers")}}});
      return;
    }
    const auto info = cms::read_content_info(octets, limits_, "part/" + part, out_.findings);
    out_.cms.push_back(describe_cms(octets, info ? &*info : nullptr, part, limits_,
                                    certificate_octets_, out_.findings));
    const bool opaque = info && info->signed_data && info->signed_data->content &&
                        info->signed_data->content_type == oid::kData;
    if (!opaque) return;
    if (!octets_.decoded.spend(info->signed_data->content->size()))
      return out_.findings.add(
          {Code::LimitReached, "part/" + part, {{"limit", std::string("decoded_octets")}}});
    Work inner{copy(*info->signed_data->content), part + "/", work.covered_by, work.cms_depth + 1};
    // Without a signer nothing is covered, though there is content.
    if (!info->signed_data->signer_infos.empty()) inner.covered_by.push_back(part);
    waiting_.push_back(std::move(inner));
  }

  Inspection& out_;
  const Limits& limits_;
  mime::OctetBudgets octets_;
  Budget certificate_octets_;
  std::deque<Work> waiting_;
};

}  // namespace

Inspection inspect_message(Bytes message, std::string_view location, const Limits& limits) {
  Inspection out;
  out.location = std::string(location);
  const auto digest = crypto::sha256(message);
  out.sha256 = hex(digest);
  out.size = message.size();
  if (message.size() > limits.message_size) {
    out.findings.add({Code::LimitReached, "message", {{"limit", std::string("message_size")}}});
    return out;
  }
  Inspector(out, limits).read_all(message);
  // A fault of an entity is also one of the layers it stands in.
  std::set<std::tuple<Code, std::string, std::string>> told;
  Findings once;
  for (const Finding& finding : out.findings)
    if (told.emplace(finding.code, finding.where, values_text(finding)).second) once.add(finding);
  out.findings = std::move(once);
  return out;
}

}  // namespace smime::report
