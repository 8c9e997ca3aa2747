#include "engine/layers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "engine/bare_cms.h"
#include "engine/cms/compressed.h"
#include "mime/parse.h"
#include "mime/separator_line.h"
#include "mime/signed_layer.h"

namespace smime {
namespace {

/// Octets with a MIME tree of their own: the message, or the content of an opaque layer.
struct Container {
  Bytes octets;
  std::string prefix;  // before part numbers: "1/"
  std::uint32_t parent = kNoLayer;
  std::size_t header = 0;
  bool inside_message = false;
  bool whole = true;  // its root covers the whole message
  std::uint32_t cms_depth = 0;
};

class Finder {
 public:
  Finder(const Limits& limits, Findings& out)
      : limits_(limits),
        out_(out),
        octets_(limits),
        inflated_(limits.inflated_octets),
        certificate_octets_(limits.certificate_octets) {}

  Layers message(Bytes octets) {
    Container root{octets, {}, kNoLayer, 0, false, true, 0};
    waiting_.push_back(std::move(root));
    while (!waiting_.empty()) {
      const Container next = std::move(waiting_.front());
      waiting_.pop_front();
      walk(next);
    }
    found_.decoded_octets = octets_.decoded;
    return std::move(found_);
  }

  Layers bare(Octets octets, const std::optional<Bytes>& content) {
    found_.has_header = false;
    found_.headers.emplace_back();
    Layer layer;
    layer.facts.part = "TEXT";
    layer.facts.kind = LayerKind::Bare;
    const Bytes cms = keep(std::move(octets));
    read_cms(layer, cms);
    if (layer.cms && layer.cms->signed_data) {
      layer.content = layer.cms->signed_data->content;
      if (content && layer.content) {
        layer.facts.findings.add(Code::ContentConflict, "part/TEXT");
      } else if (content) {
        layer.content = content;
        layer.content_given = true;
      }
    }
    require_content(layer, Code::DetachedContentMissing);
    add(std::move(layer), {});
    while (!waiting_.empty()) {
      const Container next = std::move(waiting_.front());
      waiting_.pop_front();
      walk(next);
    }
    found_.decoded_octets = octets_.decoded;
    return std::move(found_);
  }

 private:
  static Finding about_limit(const char* name, std::uint32_t allowed, std::string where) {
    return {Code::LimitReached,
            std::move(where),
            {{"limit", std::string(name)}, {"allowed", std::int64_t{allowed}}}};
  }

  Bytes keep(Octets octets) {
    found_.storage.push_back(std::move(octets));
    return found_.storage.back();
  }

  void walk(const Container& source) {
    const bool outermost = source.parent == kNoLayer && source.prefix.empty();
    Findings about_tree;
    const auto tree = mime::parse(source.octets, limits_, about_tree, source.prefix);
    if (outermost) out_.append(about_tree);
    if (!tree) return;
    const mime::Entity& root = tree->entities.front();
    if (outermost && root.fields.empty()) {
      out_.add(Code::InputNotAMessage, "message");
      return;
    }
    // The content of an opaque layer is a MIME entity only if it says so (RFC 8551 3.1).
    if (!outermost && mime::values_of(source.octets, root.fields, "Content-Type").empty()) return;
    if (outermost)
      found_.headers.push_back(mime::read_message_header(source.octets, *tree, 0, limits_));

    // What is wrong with the header of an opaque layer's content, its signer has signed.
    if (!outermost && found_.layers[source.parent].facts.type == LayerType::Signed)
      found_.layers[source.parent].facts.findings.append(mime::findings_of_signed_part(*tree, 0));

    const std::size_t first = found_.layers.size();
    header_of_message_.clear();
    std::vector<mime::EntityId> entities;
    for (mime::SignedLayer& place : mime::find_signed_layers(source.octets, *tree, limits_, octets_,
                                                             outermost ? out_ : about_tree)) {
      if (found_.layers.size() >= limits_.signed_layers) {
        out_.add({Code::LimitReached,
                  "message",
                  {{"limit", "signed_layers"}, {"allowed", std::int64_t{limits_.signed_layers}}}});
        return;
      }
      Layer layer = read(source, *tree, place, entities);
      layer.facts.parent = enclosing(*tree, place.entity, entities, first, source.parent);
      entities.push_back(place.entity);
      add(std::move(layer), source);
    }
    tell_the_rest(*tree, first);
  }

  /// What was found in entities and bears on no layer is told of the message.
  void tell_the_rest(const mime::EntityTree& tree, std::size_t first_layer) {
    std::set<std::pair<Code, std::string>> told;
    const auto remember = [&told](const Findings& findings) {
      for (const Finding& finding : findings) {
        told.insert({finding.code, finding.where});
        for (const Code fault : mime::faults_of_signed_header(finding))
          told.insert({fault, finding.where});
      }
    };
    remember(out_);
    for (std::size_t i = first_layer; i < found_.layers.size(); ++i)
      remember(found_.layers[i].facts.findings);
    for (const mime::Entity& entity : tree.entities) {
      for (const Finding& finding : entity.findings) {
        if (!told.contains({finding.code, finding.where})) out_.add(finding);
      }
    }
  }

  /// `entities` are those of the layers of this tree that were found before, that is, further out.
  Layer read(const Container& source, const mime::EntityTree& tree, mime::SignedLayer& place,
             const std::vector<mime::EntityId>& entities) {
    Layer layer;
    const std::string where = "part/" + place.part;
    layer.facts.part = place.part;
    layer.facts.kind = place.clear ? LayerKind::Clear : LayerKind::Opaque;
    layer.facts.findings = std::move(place.findings);
    layer.facts.inside_message = source.inside_message || place.inside_message;
    layer.facts.coverage = layer.facts.inside_message ? Coverage::AttachedMessage
                           : source.whole && covers_all(tree, place.entity, entities)
                               ? Coverage::Whole
                               : Coverage::Partial;
    if (layer.facts.coverage == Coverage::Partial)
      layer.facts.findings.add(Code::NestedSignature, where);
    if (layer.facts.coverage == Coverage::AttachedMessage)
      layer.facts.findings.add(Code::InsideAttachedMessage, where);
    layer.header = header_of(source, tree, place.entity);
    layer.micalg = place.micalg;

    if (place.cms) read_cms(layer, keep(std::move(*place.cms)));
    if (place.clear) {
      detached(source, place, layer);
    } else if (layer.cms && layer.cms->signed_data) {
      layer.content = layer.cms->signed_data->content;
      if (!layer.cms->signed_data->signer_infos.empty())
        require_content(layer, Code::ClaimWithoutSignature);
    }
    if (!place.clear) check_smime_type(place, layer);
    return layer;
  }

  /// RFC 5652 5.2: a detached signature has no eContent; one beside the signed part is how clients
  /// were made to show one text and check another.
  void detached(const Container& source, const mime::SignedLayer& place, Layer& layer) {
    const std::string where = "part/" + layer.facts.part;
    if (place.content) layer.content = place.content->in(source.octets);
    if (!layer.cms) return;
    if (!layer.cms->signed_data) {
      layer.facts.findings.add(Code::ClaimWithoutSignature, where);
    } else if (layer.cms->signed_data->content) {
      layer.facts.findings.add(Code::ContentConflict, where);
    }
  }

  void read_cms(Layer& layer, Bytes octets) {
    const std::string where = "part/" + layer.facts.part;
    Findings& findings = layer.facts.findings;
    layer.octets = octets;
    layer.cms = cms::read_content_info(octets, limits_, where, findings);
    if (!layer.cms) return;
    // Strings that came in pieces were put together: they are octets decoded, too.
    std::uint64_t joined = 0;
    for (const Octets& string : layer.cms->storage) joined += string.size();
    if (!octets_.decoded.spend(joined)) {
      findings.add(about_limit("decoded_octets", limits_.decoded_octets, where));
      layer.cms.reset();
      return;
    }
    if (layer.cms->trailing != 0)
      findings.add(
          {Code::CmsTrailingOctets, where, {{"octets", std::int64_t{layer.cms->trailing}}}});
    using Kind = cms::ContentKind;
    switch (layer.cms->kind) {
      case Kind::SignedData:
        signed_data(layer, where);
        return;
      case Kind::EnvelopedData:
      case Kind::AuthEnvelopedData:
      case Kind::EncryptedData:
        layer.facts.type = LayerType::Encrypted;
        if (layer.facts.kind != LayerKind::Clear) findings.add(Code::EncryptedContent, where);
        return;
      case Kind::CompressedData:
        layer.facts.type = LayerType::Compressed;
        findings.add(Code::CompressedContent, where);
        if (auto inflated = cms::read_compressed(octets, inflated_, limits_, where, findings))
          layer.content = keep(std::move(inflated->octets));
        return;
      default:
        layer.facts.type = LayerType::Other;
    }
    if (layer.facts.kind != LayerKind::Clear)
      findings.add({Code::OtherCmsType, where, {{"type", layer.cms->type}}});
  }

  void signed_data(Layer& layer, const std::string& where) {
    const cms::SignedData& data = *layer.cms->signed_data;
    Findings& findings = layer.facts.findings;
    layer.facts.type = LayerType::Signed;
    if (!data.der) findings.add(Code::CmsNotDer, where);
    for (std::size_t i = 0; i < data.certificates.size(); ++i) {
      const Bytes der = data.certificates[i];
      if (!certificate_octets_.spend(der.size())) {
        findings.add(about_limit("certificate_octets", limits_.certificate_octets, where));
        break;
      }
      pki::Unusable why;
      if (auto certificate = pki::read_certificate(der, limits_, &why)) {
        layer.certificates.push_back(std::move(certificate));
        continue;
      }
      const std::string place = where + "/certificate/" + std::to_string(i);
      findings.add({Code::CertificateUnreadable, place, {{"expected", why.expected}}});
      // It might have been the one that matters.
      if (why.limit != nullptr)
        findings.add({Code::LimitReached, place, {{"limit", std::string(why.limit)}}});
    }
    if (!data.signer_infos.empty()) return;
    // RFC 8551 3.8: a certs-only message has no content and no signer.
    const bool certs_only = layer.facts.kind != LayerKind::Clear && !data.content;
    layer.facts.type = certs_only ? LayerType::CertsOnly : LayerType::Signed;
    findings.add({certs_only ? Code::CertsOnly : Code::NoSignerInfos,
                  where,
                  {{"certificates", static_cast<std::int64_t>(data.certificates.size())}}});
  }

  /// RFC 8551 3.2.2. A lying smime-type decides nothing (the content type does), but is told.
  void check_smime_type(const mime::SignedLayer& place, Layer& layer) {
    const std::string& declared = place.smime_type;
    if (declared.empty() || !layer.cms) return;
    const auto one_of = [&](std::initializer_list<std::string_view> names) {
      return std::find(names.begin(), names.end(), declared) != names.end();
    };
    bool fits = true;
    switch (layer.facts.type) {
      case LayerType::Signed:
        fits = one_of({"signed-data", "signed-receipt"});
        break;
      case LayerType::CertsOnly:
        fits = one_of({"certs-only"});
        break;
      case LayerType::Encrypted:
        fits = one_of({"enveloped-data", "authenveloped-data"});
        break;
      case LayerType::Compressed:
        fits = one_of({"compressed-data"});
        break;
      default:
        return;
    }
    if (fits) return;
    layer.facts.findings.add(
        {Code::SmimeTypeMismatch,
         "part/" + layer.facts.part,
         {{"declared", declared}, {"found", std::string(wire_name(layer.facts.type))}}});
  }

  void require_content(Layer& layer, Code missing) {
    const bool signed_without = layer.cms && layer.cms->signed_data && !layer.content &&
                                !layer.cms->signed_data->signer_infos.empty();
    if (signed_without) layer.facts.findings.add(missing, "part/" + layer.facts.part);
  }

  /// True if the entity is the root, or the content of a clear-signed layer that covers all.
  static bool covers_all(const mime::EntityTree& tree, mime::EntityId id,
                         const std::vector<mime::EntityId>& layers) {
    while (id != 0) {
      const mime::EntityId outer = tree.entities[id].parent;
      const bool is_layer = std::find(layers.begin(), layers.end(), outer) != layers.end();
      if (!is_layer || tree.entities[outer].children.front() != id) return false;
      id = outer;
    }
    return true;
  }

  std::size_t header_of(const Container& source, const mime::EntityTree& tree, mime::EntityId id) {
    const mime::EntityId message = tree.entities[id].message;
    if (message == 0 || message == mime::kNoEntity) return source.header;
    const auto [known, is_new] = header_of_message_.try_emplace(message, found_.headers.size());
    if (is_new)
      found_.headers.push_back(mime::read_message_header(source.octets, tree, message, limits_));
    return known->second;
  }

  /// The innermost layer of this tree that the entity stands in; `outer` if there is none.
  static std::uint32_t enclosing(const mime::EntityTree& tree, mime::EntityId id,
                                 const std::vector<mime::EntityId>& entities, std::size_t first,
                                 std::uint32_t outer) {
    for (mime::EntityId up = tree.entities[id].parent; up != mime::kNoEntity;
         up = tree.entities[up].parent) {
      const auto found = std::find(entities.begin(), entities.end(), up);
      if (found != entities.end())
        return static_cast<std::uint32_t>(first +
                                          static_cast<std::size_t>(found - entities.begin()));
    }
    return outer;
  }

  /// Keeps the layer and queues the MIME entity inside an opaque one.
  void add(Layer layer, const Container& source) {
    const auto id = static_cast<std::uint32_t>(found_.layers.size());
    const bool opaque =
        layer.facts.kind != LayerKind::Clear && layer.content && !layer.content_given;
    if (opaque && source.cms_depth >= limits_.cms_depth) {
      layer.facts.findings.add(
          {Code::LimitReached,
           "part/" + layer.facts.part,
           {{"limit", "cms_depth"}, {"allowed", std::int64_t{limits_.cms_depth}}}});
    } else if (opaque) {
      waiting_.push_back({*layer.content, layer.facts.part + "/", id, layer.header,
                          layer.facts.inside_message, layer.facts.coverage == Coverage::Whole,
                          source.cms_depth + 1});
    }
    found_.layers.push_back(std::move(layer));
  }

  const Limits& limits_;
  Findings& out_;
  mime::OctetBudgets octets_;
  Budget inflated_;
  Budget certificate_octets_;
  Layers found_;
  std::map<mime::EntityId, std::size_t> header_of_message_;  // of the tree that is being read
  std::deque<Container> waiting_;
};

}  // namespace

Layers find_layers(Bytes message, const std::optional<Bytes>& content, const Limits& limits,
                   Findings& out) {
  if (message.empty()) {
    out.add(Code::InputEmpty, "message");
    return {};
  }
  if (message.size() > limits.message_size) {
    out.add({Code::LimitReached,
             "message",
             {{"limit", "message_size"},
              {"allowed", std::int64_t{limits.message_size}},
              {"found", static_cast<std::int64_t>(message.size())}}});
    return {};
  }
  if (mime::count_messages(message, 2) > 1) {
    out.add(Code::InputIsMailbox, "message");
    return {};
  }
  Finder finder(limits, out);
  if (auto cms = bare_cms(message)) return finder.bare(std::move(*cms), content);
  return finder.message(message);
}

}  // namespace smime
