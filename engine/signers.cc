#include "engine/signers.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/text.h"
#include "engine/crypto/signature.h"
#include "engine/repair.h"
#include "engine/signer/verify_signer.h"
#include "mime/canonical.h"

namespace smime {
namespace {

using pki::CertificatePtr;

/// The mailbox a signer is compared with (RFC 8550 3).
pki::Sender sender_of(const Layers& layers, const Layer& layer) {
  pki::Sender sender;
  if (!layers.has_header) return sender;
  const mime::MessageHeader& header = layers.headers[layer.header];
  const auto first = [](const mime::AddressField& field) {
    return field.state == mime::AddressState::One ? field.mailboxes.front().address : std::string();
  };
  switch (header.from.state) {
    case mime::AddressState::Absent:
      sender.state = AddressMatch::NoFrom;
      break;
    case mime::AddressState::Several:
      sender.state = AddressMatch::AmbiguousFrom;
      break;
    case mime::AddressState::Malformed:
      sender.state = AddressMatch::MalformedFrom;
      break;
    case mime::AddressState::One:
      sender.state = AddressMatch::Matches;
      break;
  }
  sender.from = first(header.from);
  sender.sender = first(header.sender);
  return sender;
}

/// RFC 8551 3.5.3.2: the name micalg has for a digest.
std::string micalg_name(std::string_view digest) {
  if (digest.starts_with("sha3-")) return std::string(digest);
  if (digest.starts_with("sha")) return "sha-" + std::string(digest.substr(3));
  return std::string(digest);
}

/// The micalg parameter is a hint (RFC 1847 2.1); a wrong one is worth a warning, since one-pass
/// clients rely on it. Old names without a hyphen are the same digests. It is read once for all
/// signers, and each digest that it does not name is told once.
void check_micalg(Layer& layer) {
  if (layer.facts.kind != LayerKind::Clear || layer.micalg.empty()) return;
  const auto plain = [](std::string_view name) {
    std::string out = ascii_lower(name);
    std::erase(out, '-');
    return out;
  };
  std::map<std::string, std::string> undeclared;  // the digests used, by their plain names
  for (const SignerFacts& signer : layer.facts.signers)
    if (!signer.digest.empty()) undeclared.emplace(plain(signer.digest), signer.digest);
  std::string_view rest = layer.micalg;
  while (!rest.empty() && !undeclared.empty()) {
    const std::string_view element = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), element.size() + 1));
    const std::string_view name = trim_blanks(element);
    undeclared.erase(plain(name));
    // Some mailers write the algorithm's OID, which names the same digest.
    if (name.starts_with('1') || name.starts_with('2'))
      undeclared.erase(plain(crypto::digest_named_by(name)));
  }
  for (const auto& [name, digest] : undeclared)
    layer.facts.findings.add({Code::MicalgMismatch,
                              "part/" + layer.facts.part,
                              {{"declared", layer.micalg}, {"used", micalg_name(digest)}}});
}

/// Findings that compare the claimed signing time with other times (RFC 5652 11.3: it is a claim).
void check_signing_time(SignerFacts& signer, const std::optional<Time>& date, Time now,
                        const std::string& where) {
  if (!signer.signing_time) return;
  const Time claimed = *signer.signing_time;
  // Clocks of senders run a little ahead; five minutes is Kerberos' tolerance (RFC 4120 8.2).
  if (claimed > now + 300)
    signer.findings.add({Code::SigningTimeFuture, where, {{"signing_time", to_rfc3339(claimed)}}});
  if (date && std::abs(claimed - *date) > 3600)
    signer.findings.add({Code::SigningTimeFarFromDate,
                         where,
                         {{"signing_time", to_rfc3339(claimed)}, {"date", to_rfc3339(*date)}}});
}

/// Content given beside a bare detached object is either the signed octets themselves or a text
/// that was signed in its CRLF form (RFC 8551 3.1.1). Only the signed digest can tell, so the
/// second form is tried where the first does not match, and said. Returns the second form if it is
/// the right one.
std::optional<signer::Result> with_line_ends_restored(const signer::Context& stored,
                                                      std::uint32_t index, std::string_view where,
                                                      Budget& signature_checks) {
  const mime::LineEnds ends = mime::count_line_ends(stored.content);
  if (ends.crlf != 0 || ends.lf == 0) return std::nullopt;
  Octets storage;
  signer::Context restored = stored;
  restored.content = mime::canonical(stored.content, storage);
  signer::Result result = signer::verify_signer(restored, index, where, signature_checks);
  if (result.facts.content_intact != true) return std::nullopt;
  result.facts.findings.add(Code::MimeLineEndsRestored, std::string(where));
  return result;
}

/// Every certificate that was given: trust lists, those of single clients too, then intermediates
/// and what was fetched.
std::vector<CertificatePtr> given_certificates(const Given& given) {
  std::vector<CertificatePtr> all;
  const auto add = [&all](const std::shared_ptr<const pki::TrustAnchors>& list) {
    if (!list) return;
    all.insert(all.end(), list->anchors.begin(), list->anchors.end());
    all.insert(all.end(), list->helpers.begin(), list->helpers.end());
  };
  add(given.trust);
  for (const auto& [client, list] : given.client_trust) add(list);
  all.insert(all.end(), given.intermediates.begin(), given.intermediates.end());
  if (given.fetched) all.insert(all.end(), given.fetched->begin(), given.fetched->end());
  return all;
}

/// Octets of the copy that mime::canonical() makes.
std::uint64_t canonical_copy(const Layer& layer) {
  if (layer.facts.kind != LayerKind::Clear) return 0;
  const mime::LineEnds ends = mime::count_line_ends(*layer.content);
  return ends.crlf != 0 || ends.lf == 0 ? 0 : layer.content->size() + ends.lf;
}

/// Octets of parts that repairs are tried on, per message, each dozens of times. Beyond it nothing
/// is tried: a hypothesis explains, and decides nothing.
constexpr std::uint32_t kRepairOctets = 2U << 20U;

/// Everything about one SignerInfo, with what the header of its message says.
signer::Result verify_one(const Layers& layers, const Layer& layer, const signer::Context& context,
                          std::uint32_t index, Time now, Budget& signature_checks,
                          Budget& repair_octets) {
  const std::string where = "part/" + layer.facts.part + "/signer/" + std::to_string(index);
  signer::Result result = signer::verify_signer(context, index, where, signature_checks);
  const bool changed = result.facts.content_intact == false;
  if (changed && layer.content_given) {
    if (auto other = with_line_ends_restored(context, index, where, signature_checks))
      result = std::move(*other);
  } else if (changed && layer.facts.kind == LayerKind::Clear &&
             repair_octets.spend(layer.content->size())) {
    add_repair_hypotheses(context.signed_data.signer_infos[index], *layer.content, where,
                          context.limits, result.facts.findings);
  }
  std::optional<Time> date;
  if (layers.has_header) {
    const mime::MessageHeader& header = layers.headers[layer.header];
    result.facts.findings.append(header.findings);
    date = header.date;
  }
  check_signing_time(result.facts, date, now, where);
  return result;
}

}  // namespace

std::vector<std::vector<CertificatePtr>> verify_signers(Layers& layers, const Given& given,
                                                        const Limits& limits,
                                                        Budget& signature_checks) {
  const std::vector<CertificatePtr> others = given_certificates(given);
  Budget hashed_octets(limits.hashed_octets);
  Budget repair_octets(kRepairOctets);
  Budget signatures(limits.signatures);
  std::vector<std::vector<CertificatePtr>> certificates(layers.layers.size());
  for (std::size_t l = 0; l < layers.layers.size(); ++l) {
    Layer& layer = layers.layers[l];
    if (!layer.cms || !layer.cms->signed_data || !layer.content) continue;
    const std::size_t count = layer.cms->signed_data->signer_infos.size();
    if (count == 0) continue;
    const char* limit = nullptr;
    if (layer.content->size() > hashed_octets.left()) limit = "hashed_octets";
    if (canonical_copy(layer) > layers.decoded_octets.left()) limit = "decoded_octets";
    if (!signatures.spend(count)) limit = "signatures";
    if (limit != nullptr) {
      layer.facts.findings.add(
          {Code::LimitReached, "part/" + layer.facts.part, {{"limit", std::string(limit)}}});
      continue;
    }
    Octets storage;  // of the canonical form, for as long as this layer is looked at
    const Bytes content = layer.facts.kind == LayerKind::Clear
                              ? mime::canonical(*layer.content, storage)
                              : *layer.content;
    signer::DigestCache digests(content);
    const signer::Context context{
        *layer.cms->signed_data,  content, layer.certificates, others,
        sender_of(layers, layer), limits,  &digests,           &hashed_octets};
    for (std::uint32_t i = 0; i < count; ++i) {
      signer::Result result =
          verify_one(layers, layer, context, i, given.now, signature_checks, repair_octets);
      layer.facts.signers.push_back(std::move(result.facts));
      certificates[l].push_back(std::move(result.certificate));
    }
    if (layer.facts.signers.size() > 1)
      layer.facts.findings.add(
          {Code::SeveralSigners,
           "part/" + layer.facts.part,
           {{"signers", static_cast<std::int64_t>(layer.facts.signers.size())}}});
    check_micalg(layer);
  }
  return certificates;
}

}  // namespace smime
