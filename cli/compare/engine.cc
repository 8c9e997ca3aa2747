#include "cli/compare/engine.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace smime::cli::compare {
namespace {

constexpr std::size_t kLongestWords = 400;

std::string base64_lines(Bytes octets) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, octets.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) word = word << 8U | (k < count ? octets[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= count ? kAlphabet[word >> (18U - 6U * k) & 63U] : '=';
    if (i / 3 % 16 == 15) out += '\n';  // 64 characters (RFC 7468 3)
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

std::string pem(const std::vector<pki::CertificatePtr>& certificates) {
  std::string out;
  for (const pki::CertificatePtr& certificate : certificates)
    out += "-----BEGIN CERTIFICATE-----\n" + base64_lines(certificate->der) +
           "-----END CERTIFICATE-----\n";
  return out;
}

/// Writes them under this name, and tells the path; empty where there are none.
bool write_pem(const PrivateDirectory& directory, const std::string& name,
               const std::vector<pki::CertificatePtr>& certificates, std::string& path) {
  if (certificates.empty()) return true;
  path = directory.path(name);
  return directory.write(name, as_octets(pem(certificates)));
}

std::string without(std::string text, std::string_view part) {
  for (std::size_t at = 0; !part.empty() && (at = text.find(part, at)) != std::string::npos;)
    text.erase(at, part.size());
  return text;
}

}  // namespace

std::string_view wire_name(Said said) {
  static constexpr std::array<std::string_view, 5> kNames = {"good", "bad", "unreadable",
                                                             "not_asked", "no_answer"};
  return kNames.at(static_cast<std::size_t>(said));
}

std::optional<Answer> Engine::ask_mail(Bytes /*mail*/, const std::optional<Bytes>& /*content*/) {
  return std::nullopt;
}

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> kNames = {"openssl", "gpgsm", "cmsutil", "bouncycastle"};
  return kNames;
}

std::unique_ptr<Engine> make_engine(const std::string& name, const Setting& setting,
                                    const PrivateDirectory& directory) {
  if (name == "openssl") return make_openssl(setting, directory);
  if (name == "gpgsm") return make_gpgsm(setting, directory);
  if (name == "cmsutil") return make_cmsutil(setting, directory);
  return make_bouncycastle(setting, directory);
}

std::optional<Setting> make_setting(const Given& given, const PrivateDirectory& directory,
                                    const ChildLimits& limits) {
  Setting out;
  out.directory = directory.path();
  out.limits = limits;
  std::vector<pki::CertificatePtr>& others = out.other_list;
  others = given.intermediates;
  if (given.trust) {
    out.anchor_list = given.trust->anchors;
    others.insert(others.end(), given.trust->helpers.begin(), given.trust->helpers.end());
  }
  // Named twice, an anchor stays one.
  std::erase_if(others, [&](const pki::CertificatePtr& other) {
    return std::any_of(
        out.anchor_list.begin(), out.anchor_list.end(),
        [&](const pki::CertificatePtr& anchor) { return anchor->sha256 == other->sha256; });
  });
  out.anchors_are_self_signed =
      std::all_of(out.anchor_list.begin(), out.anchor_list.end(),
                  [](const pki::CertificatePtr& anchor) { return anchor->self_issued(); });
  std::vector<pki::CertificatePtr> store = out.anchor_list;
  for (const pki::CertificatePtr& other : others)
    if (out.anchors_are_self_signed && !other->self_issued()) store.push_back(other);
  if (directory.path().empty() ||
      !write_pem(directory, "anchors.pem", out.anchor_list, out.anchors) ||
      !write_pem(directory, "others.pem", others, out.others) ||
      (!out.anchors.empty() && !write_pem(directory, "store.pem", store, out.store)))
    return std::nullopt;
  return out;
}

std::string one_line(std::string_view text, std::string_view directory) {
  std::string out;
  const std::string clean =
      without(without(std::string(text), std::string(directory) + "/"), directory);
  std::string_view rest = clean;
  while (!rest.empty()) {
    const std::size_t stop = rest.find('\n');
    const std::string_view line = trim_blanks(rest.substr(0, stop));
    if (!line.empty() && line != "\r") out += (out.empty() ? "" : "; ") + std::string(line);
    rest.remove_prefix(stop == std::string_view::npos ? rest.size() : stop + 1);
  }
  if (out.size() > kLongestWords) out = out.substr(0, kLongestWords - 3) + "...";
  return out;
}

Answer no_answer(std::string words) {
  Answer answer;
  answer.signature = Said::NoAnswer;
  answer.words = std::move(words);
  return answer;
}

std::optional<Answer> no_answer(const Ended& ended, const ChildLimits& limits) {
  if (ended.how == Ended::How::Exited) return std::nullopt;
  return no_answer(describe(ended, limits));
}

}  // namespace smime::cli::compare
