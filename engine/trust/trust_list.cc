#include "engine/trust/trust_list.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/asn1/oids.h"
#include "engine/trust/ber.h"
#include "engine/trust/detect.h"
#include "engine/trust/examine.h"
#include "engine/trust/fault.h"
#include "engine/trust/openssl_trust.h"
#include "engine/trust/pem.h"
#include "engine/trust/pkcs7.h"
#include "engine/trust/properties.h"
#include "engine/trust/sst.h"

namespace smime::trust {
namespace {

Element make_element(ElementKind kind, std::uint32_t offset, Bytes octets) {
  Element element;
  element.kind = kind;
  element.offset = offset;
  element.octets = copy(octets);
  return element;
}

/// Reads one file into `list`; each step returns false after it reported a fatal finding.
class Reader {
 public:
  Reader(const Limits& limits, TrustList& list, Findings& out)
      : limits_(limits), list_(list), out_(out) {}

  bool read(Bytes octets) {
    const Content content = detect(octets);
    if (content == Content::Unknown || content == Content::OtherAsn1) {
      // Records may begin with any octet, 30 too: what they are is seen by their frame alone.
      if (is_bare_element(octets, limits_)) return read_element(octets);
    }
    std::uint32_t start = 0;
    if (content == Content::Unknown) {
      if (const auto text = narrow_utf16(octets, start)) {
        return read_text({*text, start, 2}, detect(*text));
      }
    }
    const std::uint32_t mark = as_text(octets).substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    if (content == Content::Pem || content == Content::Base64) {
      return read_text({octets.subspan(mark), mark, 1}, content);
    }
    if (mark > 0 && content < Content::Pfx) return read_asn1(octets, Content::MarkedStore, {});
    if (content == Content::Store) return read_store(octets);
    return read_asn1(octets, content, std::nullopt);
  }

 private:
  bool refuse_as(Code code, const Fault& fault) {
    refuse(code, fault, "list", out_);
    return false;
  }
  bool refuse_as(const Fault& fault) {
    refuse(fault, "list", out_);
    return false;
  }

  bool too_many(std::string_view limit) {
    out_.add(
        {Code::LimitReached,
         "list",
         {{"limit", std::string(limit)}, {"allowed", std::int64_t{limits_.trust_list_elements}}}});
    return refuse_as(
        Code::TrustTooLarge,
        {0, "at most " + std::to_string(limits_.trust_list_elements) + " elements", "more", false});
  }

  bool read_store(Bytes octets) {
    const Framing framing = scan_store(octets, limits_);
    if (framing.limit) return too_many(*framing.limit);
    if (framing.fault) {
      const auto damage = text_damage(octets);
      if (!damage) {
        refuse(*framing.fault, "element/" + std::to_string(framing.contexts), out_);
        return false;
      }
      return refuse_as(Code::TrustTextDamage, with_damage(*framing.fault, *damage));
    }
    list_.format = Format::Sst;
    list_.elements = elements_of(octets, framing, out_);
    return true;
  }

  static Fault with_damage(Fault fault, std::string_view damage) {
    if (damage == "line-ends") fault.found += ": every line feed was written as CR LF";
    if (damage == "replaced") fault.found += ": octets above 7F were replaced";
    if (damage == "utf-8") fault.found += ": octets above 7F were written as UTF-8";
    return fault;
  }

  bool read_element(Bytes octets) {
    const Framing framing = scan_element(octets, limits_);
    if (framing.limit) return too_many(*framing.limit);
    if (framing.fault) return refuse_as(*framing.fault);
    list_.format = Format::SerializedElement;
    list_.elements = elements_of(octets, framing, out_);
    out_.add(Code::TrustBareElement, "list");
    return true;
  }

  bool read_text(const ArmourText& text, Content content) {
    if (has_private_key_label(text.text)) return private_key();
    if (content == Content::Pem) return read_blocks(text);
    if (content != Content::Base64) {
      return read_asn1(text.text, content, text.start);  // a text of another kind: named there
    }
    const auto decoded = decode_base64(text);
    if (const auto* fault = std::get_if<Fault>(&decoded)) return refuse_as(*fault);
    const Octets& octets = std::get<Octets>(decoded);
    const Content inner = detect(octets);
    if (inner == Content::Store) return refuse_text_store(text.start);
    return read_asn1(octets, inner, text.start);
  }

  bool private_key() {
    return refuse_as(Code::TrustIsPrivateKey, {0, "certificates", "a private key", false});
  }

  bool read_blocks(const ArmourText& text) {
    const auto read = read_pem(text);
    if (const auto* fault = std::get_if<Fault>(&read)) return refuse_as(*fault);
    const auto& blocks = std::get<std::vector<PemBlock>>(read);
    if (blocks.size() > limits_.trust_list_elements) return too_many("trust_list_elements");
    list_.format = Format::Pem;
    return std::all_of(blocks.begin(), blocks.end(), [&](const PemBlock& block) {
      return read_block(block, blocks.size() == 1);
    });
  }

  /// certutil -encode writes BEGIN CERTIFICATE around whatever it is given, and AD CS serves its
  /// PKCS #7 chains so. What is broken stays a broken certificate.
  static bool is_something_else(Content content) {
    switch (content) {
      case Content::Store:
      case Content::Crl:
      case Content::ContentInfo:
      case Content::SignedData:
      case Content::Pfx:
      case Content::PrivateKey:
        return true;
      default:
        return false;
    }
  }

  /// A block that holds more than one certificate, or something else.
  bool read_other(const PemBlock& block, Content content, bool alone) {
    if (content == Content::Store) return refuse_text_store(block.offset);
    if (!read_asn1(block.octets, content, block.offset)) return false;
    if (!alone) list_.format = Format::Pem;
    return true;
  }

  bool refuse_text_store(std::uint32_t offset) {
    return refuse_as(Code::TrustBase64,
                     {offset, "a serialized store in binary", "base64 text", false});
  }

  bool read_block(const PemBlock& block, bool alone) {
    const std::string_view label = block.label;
    const auto add = [&](ElementKind kind, Bytes octets) {
      list_.elements.push_back(make_element(kind, block.offset, octets));
      return true;
    };
    const Content content = detect(block.octets);
    if (label == "PKCS7" || label == "CMS" ||
        (label == "CERTIFICATE" && is_something_else(content)))
      return read_other(block, content, alone);
    if (label == "CERTIFICATE" || label == "X509 CERTIFICATE") {
      return add(ElementKind::Certificate, block.octets);
    }
    if (label == "X509 CRL") return add(ElementKind::Crl, block.octets);
    if (label == "TRUSTED CERTIFICATE") {
      // OpenSSL: the certificate, then its own trust settings.
      BerReader parts(block.octets);
      const auto certificate = parts.read();
      add(ElementKind::Certificate, certificate ? certificate->whole : Bytes(block.octets));
      if (!certificate || parts.at_end()) return true;
      auto settings = read_openssl_trust(parts.rest());
      if (!settings) {
        return refuse_as({block.offset, "OpenSSL's trust settings behind the certificate",
                          first_octets(parts.rest()), false});
      }
      list_.elements.back().unusable = std::move(settings->distrusted);
      return true;
    }
    ignored(block, label);
    return true;
  }

  void ignored(const PemBlock& block, std::string_view what) {
    out_.add({Code::TrustElementIgnored,
              "element/" + std::to_string(list_.elements.size()),
              {{"offset", std::int64_t{block.offset}}, {"kind", std::string(what)}}});
  }

  /// `armoured`: where the text stands that `octets` were decoded from; nothing: the file itself.
  bool read_asn1(Bytes octets, Content content, std::optional<std::uint32_t> armoured) {
    const std::uint32_t here = armoured.value_or(0);
    const auto refuse_content = [&](Code code, std::string found) {
      return refuse_as(code, {here, "a trust list", std::move(found), false});
    };
    switch (content) {
      case Content::Certificate:
      case Content::BareCertificate:
        return read_single(octets, ElementKind::Certificate, armoured);
      case Content::Crl:
        return read_single(octets, ElementKind::Crl, armoured);
      case Content::ContentInfo:
      case Content::SignedData:
        return read_container(octets, armoured);
      case Content::DigestedData:
        return refuse_as(Code::TrustWrongContent, {here, "SignedData", "DigestedData", false});
      case Content::Pfx:
        return refuse_content(Code::TrustIsPfx, "a PFX");
      case Content::PrivateKey:
        return private_key();
      case Content::WebPage:
        return refuse_content(Code::TrustIsWebPage, "a web page");
      case Content::Message:
        return refuse_content(Code::TrustIsMessage, "a mail message");
      case Content::Archive:
        return refuse_content(Code::TrustIsArchive, "an archive");
      case Content::DecimalStore:
        return refuse_content(Code::TrustDecimalText, "decimal numbers");
      case Content::Empty:
        return refuse_content(Code::TrustEmptyFile, "no octets");
      case Content::WidenedStore:
        return refuse_content(Code::TrustTextDamage, "a store with every octet widened to UTF-16");
      case Content::MarkedStore:
        return refuse_content(Code::TrustTextDamage, "a byte order mark before binary data");
      default:
        return refuse_unknown(octets, here);
    }
  }

  bool refuse_unknown(Bytes octets, std::uint32_t here) {
    if (!octets.empty() && octets[0] == 0x30 && ends_too_early(octets)) {
      return refuse_as({here, "as many octets as the outermost SEQUENCE announces",
                        std::to_string(octets.size()) + " octets", true});
    }
    const Framing framing =
        scan_store(octets.first(std::min<std::size_t>(octets.size(), 8)), limits_);
    if (framing.fault && framing.fault->truncated) return refuse_as(*framing.fault);
    return refuse_as(Code::TrustUnknownFormat,
                     {here, "a serialized store, PKCS #7, a CTL, PEM or DER",
                      first_octets(octets.first(std::min<std::size_t>(octets.size(), 4))), false});
  }

  /// NULs and line ends may follow an object; anything else could be what the file is about.
  bool check_trailing(Bytes octets, Bytes trailing, std::optional<std::uint32_t> armoured) {
    if (trailing.empty()) return true;
    const auto offset = static_cast<std::uint32_t>(octets.size() - trailing.size());
    const bool blank = std::all_of(trailing.begin(), trailing.end(), [](std::uint8_t octet) {
      return octet == 0 || octet == '\r' || octet == '\n';
    });
    if (!blank) {
      return refuse_as({armoured.value_or(offset), "the end of the file behind the first object",
                        first_octets(trailing), false});
    }
    out_.add({Code::TrustTrailingOctets,
              "list",
              {{"offset", std::int64_t{armoured.value_or(offset)}},
               {"octets", static_cast<std::int64_t>(trailing.size())}}});
    return true;
  }

  bool read_single(Bytes octets, ElementKind kind, std::optional<std::uint32_t> armoured) {
    BerReader file(octets);
    const auto object = file.read();
    if (!check_trailing(octets, file.rest(), armoured)) return false;
    list_.format = armoured ? Format::Pem : Format::Der;
    list_.elements.push_back(
        make_element(kind, armoured.value_or(0), object ? object->whole : octets));
    return true;
  }

  bool read_container(Bytes octets, std::optional<std::uint32_t> armoured) {
    const auto read = read_pkcs7(octets, limits_.trust_list_elements);
    if (const auto* wrong = std::get_if<Pkcs7Fault>(&read)) {
      Fault fault = wrong->fault;
      if (armoured) fault.offset = *armoured;
      return wrong->other_type ? refuse_as(Code::TrustWrongContent, fault) : refuse_as(fault);
    }
    const auto& container = std::get<Pkcs7Container>(read);
    if (!check_trailing(octets, container.trailing, armoured)) return false;
    const auto offset_of = [&](Bytes inside) {
      return armoured.value_or(static_cast<std::uint32_t>(inside.data() - octets.data()));
    };
    if (container.content_type == oid::kCtl) {
      list_.format = Format::Ctl;
      // The certificates beside a CTL are those of its signers, not what it lists.
      list_.elements.push_back(
          make_element(ElementKind::Ctl, armoured.value_or(0),
                       octets.first(octets.size() - container.trailing.size())));
      return true;
    }
    list_.format = Format::Pkcs7;
    for (const Bytes certificate : container.certificates) {
      list_.elements.push_back(
          make_element(ElementKind::Certificate, offset_of(certificate), certificate));
    }
    for (const Bytes crl : container.crls) {
      list_.elements.push_back(make_element(ElementKind::Crl, offset_of(crl), crl));
    }
    return true;
  }

  const Limits& limits_;
  TrustList& list_;
  Findings& out_;
};

/// Names end as the format demands, or in something that says nothing.
void check_name(std::string_view name, Format format, Findings& out) {
  struct Ending {
    std::string_view text;
    std::vector<Format> formats;
  };
  static const std::vector<Ending> kEndings = {
      {".sst", {Format::Sst}},
      {".p7b", {Format::Pkcs7}},
      {".p7c", {Format::Pkcs7}},
      {".spc", {Format::Pkcs7}},
      {".stl", {Format::Ctl}},
      {".pem", {Format::Pem, Format::Pkcs7}},
      {".cer", {Format::Der, Format::Pem}},
      {".crt", {Format::Der, Format::Pem}},
      {".der", {Format::Der}},
  };
  const std::string lower = ascii_lower(name);
  for (const Ending& ending : kEndings) {
    if (!lower.ends_with(ending.text)) continue;
    if (std::count(ending.formats.begin(), ending.formats.end(), format) > 0) return;
    out.add({Code::TrustNameMisleads,
             "list",
             {{"name", std::string(ending.text)}, {"format", std::string(wire_name(format))}}});
  }
}

}  // namespace

std::string_view wire_name(Format format) {
  constexpr std::string_view kNames[] = {"sst", "serialized_element", "pkcs7", "pem", "der", "ctl"};
  return kNames[static_cast<std::size_t>(format)];
}

std::string_view wire_name(ElementKind kind) {
  constexpr std::string_view kNames[] = {"certificate", "crl", "ctl"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::size_t TrustList::certificates() const {
  return static_cast<std::size_t>(
      std::count_if(elements.begin(), elements.end(),
                    [](const Element& element) { return element.certificate != nullptr; }));
}

std::optional<TrustList> read_trust_list(Bytes octets, std::string_view name, const Limits& limits,
                                         Findings& out) {
  if (octets.size() > limits.trust_list_size) {
    out.add({Code::LimitReached,
             "list",
             {{"limit", std::string("trust_list_size")},
              {"allowed", std::int64_t{limits.trust_list_size}}}});
    refuse(Code::TrustTooLarge,
           {0, "at most " + std::to_string(limits.trust_list_size) + " octets",
            std::to_string(octets.size()), false},
           "list", out);
    return std::nullopt;
  }
  TrustList list;
  list.fingerprint = "sha256:" + hex(crypto::sha256(octets));
  list.size = octets.size();
  if (!Reader(limits, list, out).read(octets)) return std::nullopt;
  check_name(name, list.format, out);
  examine(list, limits, out);
  return list;
}

bool is_anchor(const Element& element, Anchors rule) {
  return element.certificate &&
         (rule == Anchors::All || element.self_signed || element.self_signature_unchecked);
}

std::shared_ptr<const pki::TrustAnchors> anchors_of(const TrustList& list, Anchors rule) {
  auto anchors = std::make_shared<pki::TrustAnchors>();
  anchors->fingerprint = list.fingerprint;
  std::set<crypto::Sha256> seen;
  for (const Element& element : list.elements) {
    if (element.kind == ElementKind::Certificate && !element.unusable.empty())
      anchors->distrusted.insert(pki::signed_identity(element.octets));
    if (!element.limit.empty()) anchors->limit_reached = element.limit;
    if (!element.certificate || !seen.insert(element.certificate->sha256).second) continue;
    const bool anchor = is_anchor(element, rule);
    (anchor ? anchors->anchors : anchors->helpers).push_back(element.certificate);
    if (!anchor) continue;
    if (rule == Anchors::SelfSigned && !element.self_signed)
      anchors->unchecked.insert(element.certificate->sha256);
    auto restrictions = email_restrictions(element.properties);
    if (!restrictions.empty())
      anchors->restrictions.emplace(element.certificate->sha256, std::move(restrictions));
  }
  return anchors;
}

}  // namespace smime::trust
