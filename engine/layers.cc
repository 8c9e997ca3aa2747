#include "engine/layers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "engine/bare_cms.h"
#include "engine/header_protection.h"
#include "engine/layer_places.h"
#include "engine/read_layer_cms.h"
#include "engine/unread_payload.h"
#include "engine/what_it_is.h"
#include "mime/layer_findings.h"
#include "mime/parse.h"
#include "mime/separator_line.h"
#include "mime/shown.h"
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
      : limits_(limits), out_(out), octets_(limits), cms_budgets_(limits) {}

  Layers message(Bytes octets) {
    waiting_.push_back({octets, {}, kNoLayer, 0, false, true, 0});
    walk_all();
    if (!payload_read_) note_unread_payload(found_.layers);
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
    read_layer_cms(layer, cms, limits_, cms_budgets_, octets_.decoded, found_.storage);
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
    walk_all();
    found_.decoded_octets = octets_.decoded;
    return std::move(found_);
  }

 private:
  Bytes keep(Octets octets) {
    found_.storage.push_back(std::move(octets));
    return found_.storage.back();
  }

  void walk_all() {
    while (!waiting_.empty()) {
      const Container next = std::move(waiting_.front());
      waiting_.pop_front();
      walk(next);
    }
  }

  void walk(const Container& source) {
    const bool outermost = source.parent == kNoLayer && source.prefix.empty();
    Findings about_tree;
    const auto tree = mime::parse(source.octets, limits_, about_tree, source.prefix);
    if (outermost) out_.append(about_tree);
    if (!tree) return;
    const mime::Entity& root = tree->entities.front();
    if (outermost && root.fields.empty()) {
      out_.add(not_a_message(source.octets));
      return;
    }
    if (outermost) {
      found_.headers.push_back(mime::read_message_header(source.octets, *tree, 0, limits_));
    } else {
      Layer& around = found_.layers[source.parent];
      const bool is_signed = around.facts.type == LayerType::Signed;
      // A bare object may hold anything; the content of an opaque layer is a MIME entity (RFC 8551
      // 3.1), and what is wrong with its header, its signer has signed.
      const bool typed = !mime::values_of(source.octets, root.fields, "Content-Type").empty();
      if (is_signed && (typed || around.facts.kind == LayerKind::Opaque))
        around.facts.findings.append(mime::findings_of_signed_part(*tree, 0));
      if (!typed) return check_payload(source, *tree, {}, found_.layers.size());
      if (is_signed)
        mime::check_shown(source.octets, *tree, 0, around.outside, around.facts.findings);
    }

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
      const auto around = enclosing(*tree, place.entity, entities);
      layer.facts.parent = around ? static_cast<std::uint32_t>(first + *around) : source.parent;
      entities.push_back(place.entity);
      // What stands inside another clear-signed layer was looked at with that one.
      if (place.clear && place.content && layer.facts.type == LayerType::Signed &&
          layer.facts.parent == source.parent)
        mime::check_shown(source.octets, *tree, tree->entities[place.entity].children.front(),
                          layer.outside, layer.facts.findings);
      add(std::move(layer), source);
    }
    check_payload(source, *tree, entities, first);
    tell_the_rest(source, *tree, first);
  }

  /// The header inside counts on the first entity that is below all layers around the whole body
  /// (the cryptographic payload of RFC 9788 1.9), so an entity that is a layer itself has none.
  void check_payload(const Container& source, const mime::EntityTree& tree,
                     const std::vector<mime::EntityId>& entities, std::size_t first) {
    const auto is_layer = [&](mime::EntityId id) {
      return std::find(entities.begin(), entities.end(), id) != entities.end();
    };
    if (source.parent != kNoLayer && source.whole && !is_layer(0))
      return check_header(source.parent, source.octets, tree, 0);
    for (std::size_t i = 0; i < entities.size(); ++i) {
      const mime::Entity& entity = tree.entities[entities[i]];
      const LayerFacts& layer = found_.layers[first + i].facts;
      if (layer.kind == LayerKind::Clear && layer.coverage == Coverage::Whole &&
          !entity.children.empty() && !is_layer(entity.children.front()))
        return check_header(static_cast<std::uint32_t>(first + i), source.octets, tree,
                            entity.children.front());
    }
  }

  /// Told of the outermost signature over the payload: that is the layer that decides.
  void check_header(std::uint32_t layer, Bytes octets, const mime::EntityTree& tree,
                    mime::EntityId payload) {
    std::uint32_t outermost = kNoLayer;
    for (; layer != kNoLayer; layer = found_.layers[layer].facts.parent)
      if (found_.layers[layer].facts.type == LayerType::Signed) outermost = layer;
    if (outermost == kNoLayer || !found_.has_header) return;
    Layer& told = found_.layers[outermost];
    check_header_protection(found_.headers[told.header], octets, tree, payload, limits_,
                            octets_.decoded, told.facts.findings);
    payload_read_ = true;
  }

  /// What was found in entities and bears on no layer is told of the message. The layer around the
  /// tree has told what is wrong with its root.
  void tell_the_rest(const Container& source, const mime::EntityTree& tree,
                     std::size_t first_layer) {
    std::set<std::pair<Code, std::string>> told;
    const auto remember = [&told](const Findings& findings) {
      for (const Finding& finding : findings) {
        told.insert({finding.code, finding.where});
        for (const Code fault : mime::faults_of_signed_header(finding))
          told.insert({fault, finding.where});
      }
    };
    remember(out_);
    if (source.parent != kNoLayer) remember(found_.layers[source.parent].facts.findings);
    for (std::size_t i = first_layer; i < found_.layers.size(); ++i)
      remember(found_.layers[i].facts.findings);
    for (const mime::Entity& entity : tree.entities) {
      Findings rest;
      for (const Finding& finding : entity.findings) {
        if (!told.contains({finding.code, finding.where})) rest.add(finding);
      }
      const bool of_message = source.parent == kNoLayer && entity.parent == mime::kNoEntity;
      out_.append(found_.layers.empty() ? rest
                                        : mime::findings_elsewhere(entity, rest, of_message));
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
    layer.outside = tree.entities[place.entity].content_type;

    if (place.cms)
      read_layer_cms(layer, keep(std::move(*place.cms)), limits_, cms_budgets_, octets_.decoded,
                     found_.storage);
    if (place.clear) {
      detached(source, place, layer);
    } else if (layer.cms && layer.cms->signed_data) {
      layer.content = layer.cms->signed_data->content;
      if (!layer.cms->signed_data->signer_infos.empty())
        require_content(layer, Code::ClaimWithoutSignature);
    }
    if (!place.clear) check_smime_type(place.smime_type, layer);
    return layer;
  }

  /// RFC 5652 5.2: a detached signature has no eContent; one beside the signed part is how clients
  /// were made to show one text and check another.
  void detached(const Container& source, const mime::SignedLayer& place, Layer& layer) {
    const std::string where = "part/" + layer.facts.part;
    if (place.content) layer.content = place.content->in(source.octets);
    if (layer.cms && layer.cms->signed_data && layer.cms->signed_data->content)
      layer.facts.findings.add(Code::ContentConflict, where);
  }

  void require_content(Layer& layer, Code missing) {
    const bool signed_without = layer.cms && layer.cms->signed_data && !layer.content &&
                                !layer.cms->signed_data->signer_infos.empty();
    if (signed_without) layer.facts.findings.add(missing, "part/" + layer.facts.part);
  }

  std::size_t header_of(const Container& source, const mime::EntityTree& tree, mime::EntityId id) {
    const mime::EntityId message = tree.entities[id].message;
    if (message == 0 || message == mime::kNoEntity) return source.header;
    const auto [known, is_new] = header_of_message_.try_emplace(message, found_.headers.size());
    if (is_new)
      found_.headers.push_back(mime::read_message_header(source.octets, tree, message, limits_));
    return known->second;
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
  CmsBudgets cms_budgets_;
  Layers found_;
  std::map<mime::EntityId, std::size_t> header_of_message_;  // of the tree that is being read
  std::deque<Container> waiting_;
  bool payload_read_ = false;  // of the signature that decides, or there is nothing to be compared
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
  if (has_stored_front(message)) {
    out.add(not_a_message(message));
    return {};
  }
  Finder finder(limits, out);
  if (auto cms = bare_cms(message)) return finder.bare(std::move(*cms), content);
  if (content) out.add(Code::ContentNotUsed, "message");
  return finder.message(message);
}

}  // namespace smime
