#include "engine/revocation/crl.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/asn1/oids.h"
#include "engine/crypto/name.h"
#include "engine/pki/extensions.h"
#include "engine/pki/names.h"
#include "engine/revocation/fields.h"

namespace smime::revocation {
namespace {

using asn1::DerReader;

/// The serial number of the entry that begins at `offset`; read_crl() has seen that it is one.
Bytes serial_at(Bytes der, std::uint32_t offset) {
  const auto entry = DerReader(der.subspan(offset)).read(asn1::kSequence);
  const auto serial = entry ? DerReader(entry->value).read(asn1::kInteger) : std::nullopt;
  return serial ? serial->value : Bytes{};
}

/// The octets of the entry that begins at `offset`.
std::size_t size_at(Bytes der, std::uint32_t offset) {
  const auto entry = DerReader(der.subspan(offset)).read(asn1::kSequence);
  return entry ? entry->whole.size() : 0;
}

bool before(Bytes a, Bytes b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

/// What of a serial number decides most comparisons: its length, then its first octets.
std::uint64_t prefix_of(Bytes serial) {
  std::uint64_t prefix = std::min<std::size_t>(serial.size(), 0xFF);
  for (std::size_t i = 0; i < 7; ++i) prefix = prefix << 8U | (i < serial.size() ? serial[i] : 0U);
  return prefix;
}

/// What the extensions of one entry say (RFC 5280 5.3).
struct EntryExtensions {
  std::optional<int> reason;
  std::optional<Time> invalid_since;
  Bytes certificate_issuer;  // GeneralNames, contents octets; well formed
};

bool has_name(Bytes contents, const std::string& wanted) {
  const auto names = pki::read_general_names(contents);
  return names && std::any_of(names->begin(), names->end(), [&](const pki::GeneralName& name) {
           return comparable(name) == wanted;
         });
}

/// Reads a CRL step by step; each step answers true, or false with `expected` saying what should
/// have stood there.
class Reader {
 public:
  Reader(Crl& crl, const Limits& limits, std::string& expected)
      : crl_(crl), limits_(limits), expected_(expected) {}

  bool read() {
    std::string expected;
    const auto parts = read_signed(crl_.der, expected);
    if (!parts) return fail(std::move(expected));
    crl_.tbs = parts->tbs.whole;
    crl_.signature = parts->signature;
    crl_.signature_scheme = parts->scheme;
    DerReader fields(parts->tbs.value);
    bool version2 = false;
    if (const auto version = fields.read(asn1::kInteger)) {
      // RFC 5280 5.1.2.1: "When extensions are used, [...] this field MUST be present and MUST
      // specify version 2 (the integer value is 1)."
      if (asn1::small_integer(version->value) != 1) return fail("version 2");
      version2 = true;
    }
    const auto algorithm = fields.read(asn1::kSequence);
    if (!algorithm || !equal(algorithm->whole, parts->algorithm))
      return fail("the same signature algorithm inside and outside");
    const auto issuer = fields.read(asn1::kSequence);
    if (!issuer || issuer->value.empty() || !pki::is_der_name(issuer->whole))
      return fail("issuer as a Name in DER");
    issuer_ = issuer->whole;
    crl_.canonical_issuer = crypto::canonical_name(issuer->whole);
    if (!read_updates(fields)) return fail("thisUpdate and nextUpdate");
    if (const auto revoked = fields.read(asn1::kSequence)) entries_ = revoked->value;
    if (const auto extensions = fields.read(asn1::context_set(0))) {
      if (!version2) return fail("no extensions in version 1");
      if (!read_extensions(extensions->value)) return false;
    }
    if (!fields.at_end()) return fail("the end of tbsCertList");
    return read_entries(version2);
  }

 private:
  bool fail(std::string expected) {
    expected_ = "expected " + std::move(expected);
    return false;
  }

  void note_unknown(const std::string& extension) {
    if (crl_.unknown_critical.empty()) crl_.unknown_critical.insert(extension);
  }

  bool read_updates(DerReader& fields) {
    const auto this_update = fields.read();
    const auto first = this_update ? asn1::time(*this_update) : std::nullopt;
    if (!first) return false;
    crl_.this_update = *first;
    const auto tag = fields.peek();
    if (tag != asn1::kUtcTime && tag != asn1::kGeneralizedTime) return true;
    const auto next_update = fields.read();
    crl_.next_update = next_update ? asn1::time(*next_update) : std::nullopt;
    return crl_.next_update.has_value();
  }

  bool read_extensions(Bytes contents) {
    const auto list = read_extension_list(contents, limits_);
    if (!list) return fail("extensions of the CRL, each once, within the limit extensions");
    for (const pki::Extension& extension : *list) {
      const auto known = read_extension(extension);
      if (known == Known::No && extension.critical) note_unknown(extension.oid);
      if (known == Known::Malformed)
        return fail("a readable " + std::string(oid::name(extension.oid)) + too_many_names_);
    }
    return true;
  }

  enum class Known : std::uint8_t { Yes, No, Malformed };
  static Known good(bool read) { return read ? Known::Yes : Known::Malformed; }

  Known read_extension(const pki::Extension& extension) {
    if (extension.oid == oid::kCrlNumber) return good(read_number(extension.value, crl_.number));
    if (extension.oid == oid::kDeltaCrlIndicator)
      return good(read_number(extension.value, crl_.base_number));
    if (extension.oid == oid::kIssuingDistributionPoint)
      return good(read_issuing_point(extension.value));
    if (extension.oid == oid::kAuthorityKeyIdentifier)
      return good(read_authority_key(extension.value));
    // Where to look for more: nothing is fetched here.
    const bool hint = extension.oid == oid::kFreshestCrl ||
                      extension.oid == oid::kAuthorityInfoAccess ||
                      extension.oid == oid::kIssuerAltName;
    return hint ? Known::Yes : Known::No;
  }

  static bool read_number(Bytes value, std::optional<Bytes>& number) {
    const auto integer = asn1::read_whole(value, asn1::kInteger);
    if (!integer || !minimal_integer(integer->value) || (integer->value[0] & 0x80U) != 0)
      return false;
    number = integer->value;
    return true;
  }

  bool read_authority_key(Bytes value) {
    const auto sequence = asn1::read_whole(value, asn1::kSequence);
    if (!sequence) return false;
    if (const auto key = DerReader(sequence->value).read(asn1::context(0)))
      crl_.authority_key = key->value;
    return true;
  }

  bool read_issuing_point(Bytes value) {
    const auto sequence = asn1::read_whole(value, asn1::kSequence);
    if (!sequence) return false;
    IssuingDistributionPoint point;
    point.whole = value;
    DerReader fields(sequence->value);
    if (const auto name = fields.read(asn1::context_set(0))) {
      auto names = read_point_name(name->value, issuer_, limits_);
      if (!names) {
        too_many_names_ = ", within the limit general_names";
        return false;
      }
      point.names = std::move(*names);
    }
    const auto flag = [&](unsigned number, bool& out) {
      const auto tlv = fields.read(asn1::context(number));
      const auto read = tlv ? asn1::boolean(tlv->value) : std::optional(false);
      out = read.value_or(false);
      return read.has_value();
    };
    if (!flag(1, point.only_user) || !flag(2, point.only_ca)) return false;
    if (const auto reasons = fields.read(asn1::context(3))) {
      const auto read = read_reasons(reasons->value);
      if (!read) return false;
      point.reasons = *read;
    }
    if (!flag(4, point.indirect) || !flag(5, point.only_attribute) || !fields.at_end())
      return false;
    crl_.distribution_point = std::move(point);
    return true;
  }

  bool read_entries(bool version2) {
    for (DerReader reader(entries_); !reader.at_end();) {
      const auto entry = reader.read(asn1::kSequence);
      if (!entry) return fail("revokedCertificates as a SEQUENCE of entries");
      if (++crl_.entries > limits_.crl_entries) {
        expected_ = "more entries than the limit crl_entries";
        return false;
      }
      const auto offset = static_cast<std::uint32_t>(entry->whole.data() - crl_.der.data());
      if (!read_entry(entry->value, offset, version2)) return false;
      crl_.by_serial.push_back(offset);
    }
    if (!sorted_) sort();
    return true;
  }

  /// With what decides most comparisons at hand: the CRL may be hostile and as large as it may be.
  void sort() {
    struct Key {
      std::uint64_t prefix;
      std::uint32_t offset;
    };
    std::vector<Key> keys;
    keys.reserve(crl_.by_serial.size());
    for (const std::uint32_t offset : crl_.by_serial)
      keys.push_back({prefix_of(serial_at(crl_.der, offset)), offset});
    std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
      if (a.prefix != b.prefix) return a.prefix < b.prefix;
      const Bytes first = serial_at(crl_.der, a.offset), second = serial_at(crl_.der, b.offset);
      return equal(first, second) ? a.offset < b.offset : before(first, second);
    });
    for (std::size_t i = 0; i < keys.size(); ++i) crl_.by_serial[i] = keys[i].offset;
  }

  bool read_entry(Bytes contents, std::uint32_t offset, bool version2) {
    DerReader fields(contents);
    const auto serial = fields.read(asn1::kInteger);
    // One in longer form than needed would never be found.
    if (!serial || !minimal_integer(serial->value)) return fail("a minimal serial number");
    sorted_ = sorted_ && !before(serial->value, last_serial_);
    last_serial_ = serial->value;
    const auto date = fields.read();
    if (!date || !asn1::time(*date)) return fail("revocationDate");
    const auto extensions = fields.read(asn1::kSequence);
    if (!fields.at_end()) return fail("the end of an entry");
    if (!extensions) return true;
    if (!version2) return fail("no extensions in version 1");
    std::string unknown;
    const auto read = read_entry_extensions(extensions->whole, limits_, &unknown);
    if (!read)
      return fail(
          "readable extensions of an entry, each once, within the limits extensions and "
          "general_names");
    if (!unknown.empty()) note_unknown(unknown);
    if (read->certificate_issuer.empty()) return true;
    // RFC 5280 5.3.3: the extension belongs to indirect CRLs.
    if (!crl_.distribution_point || !crl_.distribution_point->indirect)
      return fail("no certificateIssuer in a CRL that is not indirect");
    crl_.issuers.push_back(offset);
    return true;
  }

 public:
  /// Extensions of one entry, whole SEQUENCE. Nothing if malformed or beyond a limit. `unknown`: a
  /// critical one that is not understood.
  static std::optional<EntryExtensions> read_entry_extensions(Bytes whole, const Limits& limits,
                                                              std::string* unknown) {
    const auto list = read_extension_list(whole, limits);
    if (!list) return std::nullopt;
    EntryExtensions out;
    for (const pki::Extension& extension : *list) {
      if (extension.oid == oid::kReasonCode) {
        out.reason = read_reason(extension.value);
        if (!out.reason) return std::nullopt;
      } else if (extension.oid == oid::kInvalidityDate) {
        const auto tlv = asn1::read_whole(extension.value, asn1::kGeneralizedTime);
        out.invalid_since = tlv ? asn1::time(*tlv) : std::nullopt;
        if (!out.invalid_since) return std::nullopt;
      } else if (extension.oid == oid::kCertificateIssuer) {
        const auto sequence = asn1::read_whole(extension.value, asn1::kSequence);
        if (!sequence || !within_general_names(sequence->value, limits)) return std::nullopt;
        if (!pki::read_general_names(sequence->value)) return std::nullopt;
        out.certificate_issuer = sequence->value;
      } else if (extension.critical && unknown != nullptr) {
        *unknown = extension.oid;
      }
    }
    return out;
  }

 private:
  Crl& crl_;
  const Limits& limits_;
  std::string& expected_;
  Bytes issuer_, entries_, last_serial_;
  bool sorted_ = true;  // the entries so far, by serial number
  const char* too_many_names_ = "";
};

/// Extensions of an entry that read_crl() has seen to be within its limits.
std::optional<EntryExtensions> extensions_at(Bytes whole) {
  Limits any;
  any.extensions = any.general_names = UINT32_MAX;
  return Reader::read_entry_extensions(whole, any, nullptr);
}

/// Whether the entry at `offset` names this certificate issuer.
bool names_issuer_at(Bytes der, std::uint32_t offset, const std::string& wanted) {
  const auto entry = DerReader(der.subspan(offset)).read(asn1::kSequence);
  if (!entry) return false;
  DerReader fields(entry->value);
  (void)fields.read(asn1::kInteger);
  (void)fields.read();
  const auto extensions = fields.read(asn1::kSequence);
  const auto read = extensions ? extensions_at(extensions->whole) : std::nullopt;
  return read && has_name(read->certificate_issuer, wanted);
}

CrlEntry entry_at(Bytes der, std::uint32_t offset) {
  CrlEntry out;
  const auto entry = DerReader(der.subspan(offset)).read(asn1::kSequence);
  if (!entry) return out;
  DerReader fields(entry->value);
  (void)fields.read(asn1::kInteger);
  const auto date = fields.read();
  out.revoked_at = date ? asn1::time(*date).value_or(0) : 0;
  if (const auto extensions = fields.read(asn1::kSequence)) {
    const auto read = extensions_at(extensions->whole);
    if (!read) return out;
    out.reason = read->reason;
    out.invalid_since = read->invalid_since;
  }
  return out;
}

bool removes(const CrlEntry& entry) { return entry.reason == kRemoveFromCrl; }

}  // namespace

std::string reason_text(int reason) {
  constexpr std::array<std::string_view, 11> kNames = {
      "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
      "superseded",    "cessationOfOperation", "certificateHold", "",
      "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
  if (reason < 0 || static_cast<std::size_t>(reason) >= kNames.size() || reason == 7)
    return std::to_string(reason);
  return std::string(kNames.at(static_cast<std::size_t>(reason)));
}

std::optional<CrlEntry> Crl::find(Bytes serial, const Octets& certificate_issuer,
                                  const MayRead& may_read) const {
  const auto wanted = comparable_directory_name(certificate_issuer);
  const auto may = [&](std::uint32_t offset) {
    return !may_read || may_read(size_at(der, offset));
  };
  // RFC 5280 5.3.3: without the extension, an entry has the issuer of the one before it, and the
  // first ones that of the CRL.
  bool same = certificate_issuer == canonical_issuer;
  auto named_by = issuers.begin();  // the first that says something of an entry further on
  std::optional<CrlEntry> found;
  auto at = std::lower_bound(
      by_serial.begin(), by_serial.end(), serial,
      [&](std::uint32_t offset, Bytes value) { return before(serial_at(der, offset), value); });
  // Equal serial numbers stand in the order of the CRL.
  for (; at != by_serial.end() && equal(serial_at(der, *at), serial); ++at) {
    if (!may(*at)) break;
    const auto later = std::upper_bound(named_by, issuers.end(), *at);
    if (later != named_by) {
      const std::uint32_t naming = *std::prev(later);
      if (!may(naming)) break;
      same = names_issuer_at(der, naming, wanted);
      named_by = later;
    }
    if (!same) continue;
    const CrlEntry entry = entry_at(der, *at);
    if (!found ||
        std::pair(removes(entry), entry.revoked_at) < std::pair(removes(*found), found->revoked_at))
      found = entry;
  }
  return found;
}

CrlPtr read_crl(Bytes der, const Limits& limits, std::string* why) {
  std::string expected;
  auto crl = std::make_shared<Crl>();
  bool good = false;
  if (der.size() > limits.crl_size) {
    expected = "larger than the limit crl_size";
  } else {
    crl->der = copy(der);
    good = Reader(*crl, limits, expected).read();
  }
  if (!good) {
    if (why != nullptr) *why = std::move(expected);
    return nullptr;
  }
  crl->sha256 = crypto::sha256(crl->der);
  return crl;
}

int compare_numbers(Bytes a, Bytes b) {
  if (before(a, b)) return -1;
  return before(b, a) ? 1 : 0;
}

}  // namespace smime::revocation
