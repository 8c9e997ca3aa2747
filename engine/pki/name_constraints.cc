#include "engine/pki/name_constraints.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "engine/asn1/der.h"
#include "engine/crypto/name.h"
#include "engine/pki/names.h"

namespace smime::pki {
namespace {

constexpr unsigned kOther = 0, kRfc822 = 1, kDns = 2, kDirectory = 4, kUri = 6, kIp = 7;

/// Letters, digits, hyphens, and the underscore that many hosts have. Whatever else there is in a
/// name (a U-label, %41, an address literal), some reader takes it for another one, so nothing is
/// said of it. RFC 9598 6, RFC 9549 2.2: internationalized labels are compared as A-labels.
bool is_host(std::string_view host) {
  const auto allowed = [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !host.empty() && std::all_of(host.begin(), host.end(), allowed) && host.front() != '.' &&
         host.back() != '.' && host.find("..") == std::string_view::npos;
}

bool ends_with_label(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
         ascii_iequal(host.substr(host.size() - domain.size()), domain);
}

/// True or false, or nothing if the constraint or the name cannot be read.
using Match = std::optional<bool>;

/// RFC 5280 4.2.1.10: a host, or with a leading period all hosts below a domain and not itself.
Match match_host(std::string_view host, std::string_view base) {
  if (base.starts_with('.')) {
    if (!is_host(base.substr(1))) return std::nullopt;
    return ends_with_label(host, base.substr(1));
  }
  if (!is_host(base)) return std::nullopt;
  return ascii_iequal(host, base);
}

/// What a subtree is for. An exclusion has to hold for every address that a reader takes for the
/// same: senders are compared without ASCII case in the local part, too (address_match.h).
enum class Use : std::uint8_t { Permit, Exclude };

Match match_rfc822(std::string_view name, std::string_view base, Use use) {
  const std::size_t at = name.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::string_view host = name.substr(at + 1);
  if (!is_host(host)) return std::nullopt;
  const std::size_t base_at = base.rfind('@');
  if (base_at == std::string_view::npos) return match_host(host, base);
  const std::string_view local = name.substr(0, at);
  const std::string_view base_local = base.substr(0, base_at);
  // "@example.com" is none of the three forms of RFC 5280 4.2.1.10: mailbox, host, domain.
  if (base_local.empty()) return std::nullopt;
  // Another way to quote the same local part must not slip past an exclusion.
  if (local.find('"') != std::string_view::npos || base_local.find('"') != std::string_view::npos) {
    return std::nullopt;
  }
  const Match same_host = match_host(host, base.substr(base_at + 1));
  if (!same_host || base.substr(base_at + 1).starts_with('.')) return std::nullopt;
  const bool same_local =
      use == Use::Exclude ? ascii_iequal(local, base_local) : local == base_local;
  return *same_host && same_local;
}

/// "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side
/// of the name satisfies the name constraint." The empty base is all names. A leading dot is not in
/// the RFC; where used, it means what it means in a URI constraint.
///
/// A wildcard stands for every label in its place, so what excludes one of them excludes it.
Match match_dns(std::string_view name, std::string_view base, Use use) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const bool wildcard = name.starts_with("*.");
  if (wildcard) name.remove_prefix(2);
  if (!is_host(name)) return std::nullopt;
  if (base.empty()) return true;
  const bool below = base.starts_with('.');
  if (below) base.remove_prefix(1);
  if (!is_host(base)) return std::nullopt;
  if (wildcard && use == Use::Exclude && ends_with_label(base, name)) return true;
  return ((wildcard || !below) && ascii_iequal(name, base)) || ends_with_label(name, base);
}

/// scheme ":" (RFC 3986 3.1), without which "://" may stand anywhere in a URI that has no host.
std::optional<std::string_view> after_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto letter = [](char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; };
  const auto allowed = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  const std::string_view scheme = uri.substr(0, colon);
  if (!letter(scheme.front()) || !std::all_of(scheme.begin(), scheme.end(), allowed))
    return std::nullopt;
  return uri.substr(colon + 1);
}

/// The host of an absolute URI (RFC 3986 3.2.2). "[...] applications MUST reject" a certificate
/// whose URI has no authority with a fully qualified name, if URIs are constrained.
std::optional<std::string_view> uri_host(std::string_view uri) {
  const auto rest = after_scheme(uri);
  if (!rest || !rest->starts_with("//")) return std::nullopt;
  std::string_view authority = rest->substr(2);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  // Neither a second "@" nor "\" may stand there, and readers differ in where it ends then.
  if (authority.find('\\') != std::string_view::npos) return std::nullopt;
  if (const auto at = authority.find('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  const std::string_view host = authority.substr(0, authority.find(':'));
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!is_host(host) || numeric) return std::nullopt;
  return host;
}

Match match_uri(std::string_view name, std::string_view base) {
  const auto host = uri_host(name);
  if (!host) return std::nullopt;
  return match_host(*host, base);
}

/// "1" bits, then "0" bits (RFC 4632 3.1).
bool is_prefix_mask(Bytes mask) {
  bool ended = false;
  for (const std::uint8_t octet : mask) {
    for (unsigned bit = 0x80; bit != 0; bit >>= 1U) {
      if ((octet & bit) == 0)
        ended = true;
      else if (ended)
        return false;
    }
  }
  return true;
}

/// The base is an address followed by a mask of the same length.
Match match_ip(Bytes name, Bytes base) {
  if ((name.size() != 4 && name.size() != 16) || (base.size() != 8 && base.size() != 32)) {
    return std::nullopt;
  }
  if (!is_prefix_mask(base.subspan(base.size() / 2))) return std::nullopt;
  if (base.size() != name.size() * 2) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const unsigned mask = base[name.size() + i];
    if ((name[i] & mask) != (base[i] & mask)) return false;
  }
  return true;
}

std::optional<std::uint32_t> rdn_count(Bytes name) {
  const auto sequence = asn1::read_whole(name, asn1::kSequence);
  if (!sequence) return std::nullopt;
  std::uint32_t count = 0;
  for (asn1::DerReader rdns(sequence->value); !rdns.at_end(); ++count) {
    const auto rdn = rdns.read(asn1::kSet);
    if (!rdn || rdn->value.empty()) return std::nullopt;
  }
  return count;
}

/// A name is inside if it begins with the relative distinguished names of the base. The comparison
/// forms are lists of (number of the RDN, attribute), so one must be a prefix of the other, and go
/// on with a new RDN.
Match match_directory(const ConstrainedName& name, const NameConstraints::Subtree& base) {
  const auto count = rdn_count(base.base.value);
  if (!count || !rdn_count(name.name.value)) return std::nullopt;
  const Octets& whole = name.canonical;
  const Octets& prefix = base.canonical;
  // What OpenSSL cannot read has no comparison form and stays a SEQUENCE; a form begins with 0.
  if (!prefix.empty() && prefix.front() == asn1::kSequence) return std::nullopt;
  if (prefix.size() > whole.size() || !std::equal(prefix.begin(), prefix.end(), whole.begin())) {
    return false;
  }
  if (whole.size() == prefix.size()) return true;
  std::uint32_t next = 0;
  for (std::size_t i = prefix.size(); i < std::min(prefix.size() + 4, whole.size()); ++i) {
    next = (next << 8U) | whole[i];
  }
  return next == *count;
}

Match match(const ConstrainedName& constrained, const NameConstraints::Subtree& subtree, Use use) {
  const GeneralName& name = constrained.name;
  const Bytes base = subtree.base.value;
  const std::string_view text = as_text(name.value);
  switch (name.tag) {
    case kRfc822:
      return match_rfc822(text, as_text(base), use);
    case kDns:
      return match_dns(text, as_text(base), use);
    case kDirectory:
      return match_directory(constrained, subtree);
    case kUri:
      return match_uri(text, as_text(base));
    default:
      return match_ip(name.value, base);
  }
}

bool supported(unsigned form) {
  return form == kRfc822 || form == kDns || form == kDirectory || form == kUri || form == kIp;
}

/// The same name form; of other names also the same type. One whose type cannot be read is of any.
bool same_form(const GeneralName& a, const GeneralName& b) {
  if (a.tag != b.tag || a.tag != kOther) return a.tag == b.tag;
  const auto type_a = asn1::DerReader(a.value).read(asn1::kOid);
  const auto type_b = asn1::DerReader(b.value).read(asn1::kOid);
  return !type_a || !type_b || equal(type_a->value, type_b->value);
}

std::uint64_t cost_of_octets(std::size_t octets) { return octets / 32; }

std::uint64_t cost(const ConstrainedName& name, const NameConstraints::Subtree& base) {
  if (name.name.tag == kDirectory)
    return 4 + cost_of_octets(name.canonical.size() + base.canonical.size());
  return 1 + cost_of_octets(name.name.value.size() + base.base.value.size());
}

}  // namespace

std::string text_of(const ConstrainedName& name) {
  const unsigned form = name.name.tag;
  if (form == kDirectory) return crypto::name_text(name.name.value);
  if (form == kRfc822 || form == kDns || form == kUri) return std::string(as_text(name.name.value));
  return hex(name.name.value);
}

std::optional<Octets> paid_canonical_name(Bytes name, Budget& comparisons) {
  if (!comparisons.spend(4 + cost_of_octets(name.size()))) return std::nullopt;
  Octets canonical = crypto::canonical_name(name);
  // How much longer it is, is not known before.
  if (!comparisons.spend(cost_of_octets(canonical.size()))) return std::nullopt;
  return canonical;
}

std::optional<std::vector<ConstrainedName>> constrained_names(const Certificate& certificate,
                                                              Budget& comparisons) {
  std::vector<ConstrainedName> names;
  for (const GeneralName& name : certificate.alternative_names) {
    if (name.tag == kDirectory) {
      auto canonical = paid_canonical_name(name.value, comparisons);
      if (!canonical) return std::nullopt;
      names.push_back({name, std::move(*canonical)});
      continue;
    }
    if (!comparisons.spend(1 + cost_of_octets(name.value.size()))) return std::nullopt;
    if (is_smtp_utf8(name)) {
      names.push_back({{kRfc822, other_name_text(name.value).value_or(Bytes{})}, {}});
      names.push_back({name, {}});  // for a constraint of the same form, which is not evaluated
    } else {
      names.push_back({name, {}});
    }
  }
  if (rdn_count(certificate.subject).value_or(1) != 0)
    names.push_back({{kDirectory, certificate.subject}, certificate.canonical_subject});
  // Whatever their type: what no reader takes for an address may still be one that is excluded.
  for (const SubjectEmail& email : subject_emails(certificate.subject))
    names.push_back({{kRfc822, email.octets}, {}});
  return names;
}

NameVerdict judge_name(const NameConstraints& constraints, const ConstrainedName& name,
                       Budget& comparisons, Unreadable unreadable) {
  // Every subtree of the form; nothing where one of them, or the name, cannot be evaluated.
  std::optional<NameVerdict> failed;
  const auto any_match = [&](const std::vector<NameConstraints::Subtree>& subtrees, Use use,
                             bool& present) {
    bool matched = false;
    for (const NameConstraints::Subtree& subtree : subtrees) {
      if (!same_form(subtree.base, name.name)) continue;
      present = true;
      if (!comparisons.spend(cost(name, subtree)))
        failed = NameVerdict::LimitReached;
      else if (subtree.bounded || !supported(name.name.tag))
        failed = NameVerdict::NotSupported;
      if (failed) return false;
      const Match found = match(name, subtree, use);
      if (!found && unreadable == Unreadable::FailsClosed) failed = NameVerdict::Malformed;
      matched = matched || found.value_or(false);
    }
    return matched;
  };
  bool excluded_form = false;
  bool permitted_form = false;
  const bool excluded = any_match(constraints.excluded, Use::Exclude, excluded_form);
  if (failed) return *failed;
  if (excluded) return NameVerdict::Excluded;
  const bool permitted = any_match(constraints.permitted, Use::Permit, permitted_form);
  if (failed) return *failed;
  return permitted_form && !permitted ? NameVerdict::NotPermitted : NameVerdict::Inside;
}

}  // namespace smime::pki
