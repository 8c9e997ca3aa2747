#include "cli/limit_names.h"

#include <algorithm>
#include <string>

namespace smime::cli {
namespace {

struct Entry {
  std::string_view name;
  std::uint32_t Limits::*member;
};

constexpr Entry kEntries[] = {
    {"message-size", &Limits::message_size},
    {"header-field", &Limits::header_field},
    {"header-block", &Limits::header_block},
    {"header-fields", &Limits::header_fields},
    {"header-fields-total", &Limits::header_fields_total},
    {"mime-depth", &Limits::mime_depth},
    {"entities", &Limits::entities},
    {"boundary", &Limits::boundary},
    {"mailboxes", &Limits::mailboxes},
    {"signed-layers", &Limits::signed_layers},
    {"cms-depth", &Limits::cms_depth},
    {"decoded-octets", &Limits::decoded_octets},
    {"inflated-octets", &Limits::inflated_octets},
    {"compression-ratio", &Limits::compression_ratio},
    {"hashed-octets", &Limits::hashed_octets},
    {"signatures", &Limits::signatures},
    {"findings", &Limits::findings},
    {"cms-size", &Limits::cms_size},
    {"asn1-depth", &Limits::asn1_depth},
    {"cms-certificates", &Limits::cms_certificates},
    {"signer-infos", &Limits::signer_infos},
    {"digest-algorithms", &Limits::digest_algorithms},
    {"cms-crls", &Limits::cms_crls},
    {"crl-octets", &Limits::crl_octets},
    {"attributes", &Limits::attributes},
    {"signer-candidates", &Limits::signer_candidates},
    {"certificate-octets", &Limits::certificate_octets},
    {"certificate-size", &Limits::certificate_size},
    {"name-size", &Limits::name_size},
    {"extensions", &Limits::extensions},
    {"rsa-bits", &Limits::rsa_bits},
    {"dsa-bits", &Limits::dsa_bits},
    {"rsa-exponent-bits", &Limits::rsa_exponent_bits},
    {"general-names", &Limits::general_names},
    {"extension-values", &Limits::extension_values},
    {"chain-depth", &Limits::chain_depth},
    {"chain-candidates", &Limits::chain_candidates},
    {"chain-paths", &Limits::chain_paths},
    {"signature-checks", &Limits::signature_checks},
    {"name-comparisons", &Limits::name_comparisons},
    {"policy-nodes", &Limits::policy_nodes},
    {"chain-cache", &Limits::chain_cache},
    {"crl-size", &Limits::crl_size},
    {"crl-entries", &Limits::crl_entries},
    {"ocsp-size", &Limits::ocsp_size},
    {"revocation-items", &Limits::revocation_items},
    {"revocation-octets", &Limits::revocation_octets},
    {"revocation-steps", &Limits::revocation_steps},
    {"trust-list-size", &Limits::trust_list_size},
    {"trust-list-elements", &Limits::trust_list_elements},
    {"bundle-size", &Limits::bundle_size},
    {"bundle-items", &Limits::bundle_items},
    {"fetch-crl", &Limits::fetch_crl},
    {"fetch-ocsp", &Limits::fetch_ocsp},
    {"fetch-issuers", &Limits::fetch_issuers},
    {"fetch-urls", &Limits::fetch_urls},
    {"fetch-rounds", &Limits::fetch_rounds},
};

}  // namespace

bool set_limit(Limits& limits, std::string_view name, std::uint32_t value) {
  std::string wanted(name);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  for (const Entry& entry : kEntries) {
    if (entry.name != wanted) continue;
    limits.*entry.member = value;
    return true;
  }
  return false;
}

std::vector<NamedLimit> named_limits(const Limits& limits) {
  std::vector<NamedLimit> out;
  for (const Entry& entry : kEntries) out.push_back({entry.name, limits.*entry.member});
  return out;
}

}  // namespace smime::cli
