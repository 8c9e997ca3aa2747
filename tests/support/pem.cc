#include "tests/support/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace smime::test {

std::vector<pki::CertificatePtr> pem_certificates(const std::filesystem::path& file) {
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
    if (std::string_view(name) == PEM_STRING_X509) ders.emplace_back(data, data + length);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
  BIO_free(bio);
  ERR_clear_error();
  if (ders.empty()) throw std::runtime_error(file.string() + ": no certificate");
  std::vector<pki::CertificatePtr> certificates;
  for (const Octets& der : ders) {
    if (auto certificate = pki::read_certificate(der, {})) {
      certificates.push_back(std::move(certificate));
    }
  }
  return certificates;
}

}  // namespace smime::test
