// Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack (CCS 2017), section 2.
#include "engine/crypto/roca.h"

#include <algorithm>
#include <iterator>

namespace smime::crypto {
namespace {

// Of the primes that the smallest such keys are made of, those where not every residue is a power
// of 65537; those first where a key without the pattern fails most often.
constexpr std::uint32_t kPrimes[] = {97, 37, 79, 11, 61,  73,  127, 151, 13,
                                     17, 19, 53, 71, 103, 107, 109, 157};

bool is_power_of_65537(std::uint32_t residue, std::uint32_t prime) {
  std::uint32_t power = 1;
  do {
    if (power == residue) return true;
    power = power * (65'537U % prime) % prime;
  } while (power != 1);
  return false;
}

}  // namespace

bool has_roca_pattern(Bytes modulus) {
  return std::all_of(std::begin(kPrimes), std::end(kPrimes), [&](std::uint32_t prime) {
    std::uint32_t residue = 0;
    for (const std::uint8_t octet : modulus) residue = (residue * 256U + octet) % prime;
    return is_power_of_65537(residue, prime);
  });
}

}  // namespace smime::crypto
