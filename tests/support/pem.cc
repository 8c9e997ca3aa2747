#include "tests/support/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace smime::test {

std::vector<pki::CertificatePtr> pem_certificates(const std::filesystem::path& file,
                                                  const Limits& limits) {
  std::ifstream in(file, std::ios::binary);
  const Octets octets{std::istreambuf_iterator<char>(in), {}};
  if (octets.empty()) throw std::runtime_error(file.string() + ": empty or not to be read");
  std::vector<Octets> ders;
  if (octets[0] == 0x30) ders.push_back(octets);
  BIO* const bio = BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size()));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  while (octets[0] != 0x30 && PEM_read_bio(bio, &name, &header, &data, &length) == 1) {
    const std::string_view label = name;
    if (label == PEM_STRING_X509) ders.emplace_back(data, data + length);
    if (label == PEM_STRING_X509_TRUSTED) {
      const unsigned char* end = data;
      X509_free(d2i_X509(nullptr, &end, length));  // leaves `end` where the settings begin
      ders.emplace_back(static_cast<const unsigned char*>(data), end);
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
  BIO_free(bio);
  ERR_clear_error();
  if (ders.empty()) throw std::runtime_error(file.string() + ": no certificate");
  std::vector<pki::CertificatePtr> certificates;
  for (const Octets& der : ders) {
    if (auto certificate = pki::read_certificate(der, limits)) {
      certificates.push_back(std::move(certificate));
    }
  }
  return certificates;
}

}  // namespace smime::test
