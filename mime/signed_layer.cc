#include "mime/signed_layer.h"

#include <algorithm>

#include "base/text.h"
#include "mime/claim.h"
#include "mime/layer_findings.h"
#include "mime/second_opinion.h"
#include "mime/signed_line_ends.h"
#include "mime/transfer_decode.h"
#include "mime/unsigned_text.h"

namespace smime::mime {
namespace {

std::string where(const Entity& entity) { return "part/" + entity.part; }

std::string lower_parameter(const Entity& entity, std::string_view name) {
  return ascii_lower(entity.content_type.parameter(name).value_or(""));
}

class Finder {
 public:
  Finder(Bytes buffer, const EntityTree& tree, const Limits& limits, OctetBudgets& octets,
         Findings& out)
      : buffer_(buffer),
        tree_(tree),
        limits_(limits),
        octets_(octets),
        out_(out),
        used_(tree.entities.size()),
        findings_left_(limits.findings) {}

  std::vector<SignedLayer> run() {
    for (EntityId id = 0; id < tree_.entities.size() && !full_; ++id) {
      if (used_[id]) continue;
      const Claim claim = claim_of(buffer_, tree_.entities[id]);
      if (claim.kind == ClaimKind::MultipartSigned) {
        multipart_signed(id, claim);
      } else if (claim.kind == ClaimKind::Cms || claim.kind == ClaimKind::CmsByName) {
        opaque(id, claim);
      } else if (claim.kind == ClaimKind::Signature && strays_.empty() && decides(id)) {
        strays_.push_back(id);
      }
    }
    if (!strays_.empty() && std::all_of(layers_.begin(), layers_.end(),
                                        [](const SignedLayer& l) { return l.inside_message; }))
      stray(strays_.front());
    if (layers_.empty() && entity(0).findings.has(Code::MimeHeaderEndUnclear)) behind_header_end();
    return std::move(layers_);
  }

 private:
  [[nodiscard]] const Entity& entity(EntityId id) const { return tree_.entities[id]; }

  // A signature part outside multipart/signed counts at the root and directly below it.
  [[nodiscard]] bool decides(EntityId id) const {
    return id == 0 || (entity(id).parent == 0 && entity(0).kind == EntityKind::Multipart);
  }

  SignedLayer layer(EntityId id, bool clear) {
    SignedLayer made;
    made.entity = id;
    made.clear = clear;
    made.part = entity(id).part;
    made.root = id == 0;
    made.inside_message = entity(id).message != 0;
    made.micalg = lower_parameter(entity(id), "micalg");
    made.smime_type = lower_parameter(entity(id), "smime-type");
    add_own(entity(id), made.findings);
    if (!add_around(tree_, id, findings_left_, made.findings))
      note_limit(made, id, "findings", limits_.findings);
    compare_content_type(buffer_, entity(id), made.findings);
    return made;
  }

  void push(SignedLayer made) {
    if (layers_.size() >= limits_.signed_layers) {
      full_ = true;
      out_.add({Code::LimitReached,
                made.part.empty() ? "message" : "part/" + made.part,
                {{"limit", std::string("signed_layers")},
                 {"allowed", std::int64_t{limits_.signed_layers}}}});
      return;
    }
    layers_.push_back(std::move(made));
  }

  void multipart_signed(EntityId id, const Claim& claim) {
    const Entity& outer = entity(id);
    const auto is_signature = [&](EntityId child) {
      return claim_of(buffer_, entity(child)).kind == ClaimKind::Signature;
    };
    const auto parts = outer.children;
    const bool any = std::any_of(parts.begin(), parts.end(), is_signature);
    if (!claim.smime_protocol && !any) return;  // OpenPGP/MIME, or some other protocol

    SignedLayer made = layer(id, true);
    made.claimed = true;
    const std::string protocol = lower_parameter(outer, "protocol");
    if (claim.certain && protocol.empty()) made.findings.add(Code::ProtocolMissing, where(outer));
    if (claim.certain && !protocol.empty() && !claim.smime_protocol)
      made.findings.add({Code::ProtocolMismatch, where(outer), {{"protocol", protocol}}});
    if (claim.certain && made.micalg.empty()) made.findings.add(Code::MicalgMissing, where(outer));
    if (claim.certain && outer.descended) {
      if (parts.size() != 2) {
        made.findings.add({Code::SignedPartCount,
                           where(outer),
                           {{"parts", static_cast<std::int64_t>(parts.size())}}});
      } else {
        two_parts(parts[0], parts[1], claim, made);
      }
    }
    for (const EntityId part : parts) {
      if (is_signature(part)) used_[part] = true;
    }
    push(std::move(made));
  }

  void two_parts(EntityId content, EntityId signature, const Claim& claim, SignedLayer& made) {
    const Claim second = claim_of(buffer_, entity(signature));
    made.findings.append(findings_of_signed_part(tree_, content));
    add_part_header(entity(signature), made.findings);
    check_unsigned_text(buffer_, tree_, made.entity, signature, made.findings);
    const bool by_name = second.kind == ClaimKind::CmsByName;
    if (second.kind != ClaimKind::Signature && !by_name) {
      const bool swapped = claim_of(buffer_, entity(content)).kind == ClaimKind::Signature;
      made.findings.add(swapped ? Code::SignedPartOrder : Code::ProtocolMismatch,
                        where(entity(signature)));
      return;
    }
    used_[signature] = true;
    if (by_name) made.findings.add(Code::TypeByFileName, where(entity(signature)));
    // RFC 1847 2.1: the protocol parameter has the type of the second part.
    if (by_name && claim.smime_protocol)
      made.findings.add({Code::ProtocolMismatch,
                         where(entity(signature)),
                         {{"protocol", lower_parameter(entity(made.entity), "protocol")}}});
    if (!second.certain) return;  // its error stands among the findings of its header
    made.cms = decoded(signature, made);
    const Extent whole = entity(content).whole();
    if (!octets_.covered.spend(whole.length)) {
      note_limit(made, content, "hashed_octets", limits_.hashed_octets);
      return;
    }
    made.content = whole;
    note_line_ends(buffer_, tree_, content, made.findings);
  }

  // Decoding never makes more octets than it reads.
  std::optional<Octets> decoded(EntityId id, SignedLayer& made) {
    if (!octets_.decoded.spend(entity(id).body.length)) {
      note_limit(made, id, "decoded_octets", limits_.decoded_octets);
      return std::nullopt;
    }
    return decoded_body(buffer_, entity(id), made.findings);
  }

  void note_limit(SignedLayer& made, EntityId id, const char* name, std::uint32_t allowed) {
    made.findings.add({Code::LimitReached,
                       where(entity(id)),
                       {{"limit", std::string(name)}, {"allowed", std::int64_t{allowed}}}});
  }

  void opaque(EntityId id, const Claim& claim) {
    SignedLayer made = layer(id, false);
    made.claimed = claim.kind == ClaimKind::Cms;
    if (!made.claimed) made.findings.add(Code::TypeByFileName, where(entity(id)));
    if (claim.certain) made.cms = decoded(id, made);
    push(std::move(made));
  }

  void stray(EntityId id) {
    SignedLayer made = layer(0, true);
    made.claimed = true;
    if (id != 0) add_part_header(entity(id), made.findings);
    made.findings.add(Code::ClaimWithoutSignature, where(entity(id)));
    push(std::move(made));
  }

  // Where readers differ on where the header of the message ends, those that read on may find the
  // claim there.
  void behind_header_end() {
    Entity longer = entity(0);
    Findings unused;
    longer.fields = read_header(buffer_, longer.header.end(),
                                static_cast<std::uint32_t>(buffer_.size()), {}, limits_, unused)
                        .fields;
    longer.content_type = {};
    const Claim claim = claim_of(buffer_, longer);
    if (claim.kind != ClaimKind::Cms && !claim.smime_protocol) return;
    SignedLayer made = layer(0, claim.kind == ClaimKind::MultipartSigned);
    made.claimed = true;
    push(std::move(made));
  }

  Bytes buffer_;
  const EntityTree& tree_;
  const Limits& limits_;
  OctetBudgets& octets_;
  Findings& out_;
  std::vector<bool> used_;  // signature parts that belong to a layer
  Budget findings_left_;    // of those that are told of more than one layer
  std::vector<EntityId> strays_;
  std::vector<SignedLayer> layers_;
  bool full_ = false;
};

}  // namespace

std::vector<SignedLayer> find_signed_layers(Bytes buffer, const EntityTree& tree,
                                            const Limits& limits, Findings& out) {
  OctetBudgets octets(limits);
  return find_signed_layers(buffer, tree, limits, octets, out);
}

std::vector<SignedLayer> find_signed_layers(Bytes buffer, const EntityTree& tree,
                                            const Limits& limits, OctetBudgets& octets,
                                            Findings& out) {
  auto layers = Finder(buffer, tree, limits, octets, out).run();
  // A stray signature is found last and belongs to the root.
  std::stable_sort(layers.begin(), layers.end(),
                   [](const SignedLayer& a, const SignedLayer& b) { return a.entity < b.entity; });
  return layers;
}

}  // namespace smime::mime
