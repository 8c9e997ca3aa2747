#include "engine/crypto/throwaway_key.h"

#include <openssl/evp.h>

#include <string>

#include "engine/crypto/handles.h"

namespace smime::crypto {
namespace {

// Made with: openssl genrsa 2048; openssl ca -selfsign -startdate 20240101000000Z -enddate
// 20490101000000Z, extensions basicConstraints, keyUsage, extendedKeyUsage, subjectAltName.
constexpr std::string_view kPrivateKey =
    "MIIEowIBAAKCAQEAhV2urDZwArGpTHQjQ0hbW5bYJtO5+lbTCvHRqKfibxGJ+66Q+bWICluWgJ4TNyJKWZqjYcG3Od"
    "pXKiDuO2CK/JrckGcvgmmMkc22SAG+2GdGaCDsAGF2ifU87CLgWfw0fMXjZAlzTPTUouGav58ET0QDka/VoRInf1FZ"
    "9p3Jx6LSSb2/PN/PKiMDiUYYd9Wk5lClFbTzrY5Okhshbx+6sGn09FDEatKBMKqRz00iTfuv9shM84sXYknxwRhibT"
    "oK+wuhhVJB+84wJ2Mtn6qzUZp6tc80e3AffDANHA+wfImC3klXW2S/NF6NF6m8SZHf2Ny//TiWKCZatHZVtKHg5wID"
    "AQABAoIBAAO7QPWNObRpl3djJyVtHdlB2Ym553yLTLEECRNd9yZCaF5ECRxjfuCYpW0Ifzh4sM8xq3FDGUb4xp2QJE"
    "+W/kHebLNsSlZXcQPCAgqhDzTrgXsiXgK4t2IEHDtDJ+HR/lSguMxbaKrLjYjXz8ZIGGJwtbowIEW3G1HNoJBs48YT"
    "zCp+GNou8tvpoyDgCmwCqiWBCCHAZc/24nu4Eq8IqKwJvGpcextNxKvGIkQN1XoJhlq3IiZSUp31o+aFoYsipt/itb"
    "iMf6b/hDmYcx92ELmuOQq15pNCr1e5H2Lzo8bn5iZi5Hxlpl7Dv+0vyRXXOuOVW5ip7FDbrtNP+IeZd5kCgYEAu4r0"
    "cF3DNCiG8Sucrv+PBC3k+AaPjZddWGpXMK3pVUIY1u6YG3902vWCiRK0xTKf7RXEYyradaf+u9owD/sDDNA9lychV2"
    "P1N5/b3p1MXF3mjqIAcz8Vg82zSPJa/0X4r2tb2I7FKpKWljXlMEDwzHJ8HlJEA9BTWcqp/jteE8UCgYEAtgwkAdBL"
    "Up005LwPzGZ8lrzo6U7rwPgrr9jC0Fmerh4ToAh7Qj4IcZGOaPLvu4xlhqBmf1Y8b/yen9gUwXgw2TwgyqtRmpLAXj"
    "5fDAIn9VpS+lO2APgMP6ritqgkps5GZ9DJcm00HNWbSRM68hhQjteRSLuLB1IxhJEsdm8qsLsCgYEAmKAKNFQqI42D"
    "3EuI1OZIJreO6sa0FyADKIxKbuRpyyfifTBpe59rozJATHt7wCxl+JVJYQckCLJyXcDAcpDuN4RVS2jd+nfvvZgMYI"
    "wU8+q7UoLG6QOC5+QEry4FHlB8hY5SjdgK342ynYY5Ad8n2Mqm9iovDgeBfcawN6Vq950CgYA+9KPfHLFvuH36PC8a"
    "eLbNSjcht/E/opM5FLUKaHO/sxcGWOiHV/yDidq94IWXTk4t6HqJvsDX2XzhulAzN+VsuqZ8cBKgae+sp9UmyfgXmU"
    "zo1No0K5PQ0L/meu9x4BPpAwMnVyyWbChvdP8FifMR8uqDRJgnx/zn42yE6JzS0QKBgA40kbptQmznYxByMtN0+jLE"
    "nKsSt7VL831e7FX3PwQJLqUVPIIf8zN1MpJd0SFC/160CAqNqFHpleaqK56eA6OKOZDB+mgnyDb3os37vJRiUVq8g1"
    "1UiFu0Yf9oxBGaan6lJqOweKTK1Vzi8/mugsJ9+3mf/8BskYKD+AT2Pcc5";
constexpr std::string_view kCertificate =
    "MIIDQzCCAiugAwIBAgIFEjRWeJAwDQYJKoZIhvcNAQELBQAwKDEmMCQGA1UEAwwdVGhyb3ctYXdheSwgbm90IHRvIG"
    "JlIHRydXN0ZWQwHhcNMjQwMTAxMDAwMDAwWhcNNDkwMTAxMDAwMDAwWjAoMSYwJAYDVQQDDB1UaHJvdy1hd2F5LCBu"
    "b3QgdG8gYmUgdHJ1c3RlZDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAIVdrqw2cAKxqUx0I0NIW1uW2C"
    "bTufpW0wrx0ain4m8RifuukPm1iApbloCeEzciSlmao2HBtznaVyog7jtgivya3JBnL4JpjJHNtkgBvthnRmgg7ABh"
    "don1POwi4Fn8NHzF42QJc0z01KLhmr+fBE9EA5Gv1aESJ39RWfadycei0km9vzzfzyojA4lGGHfVpOZQpRW0862OTp"
    "IbIW8furBp9PRQxGrSgTCqkc9NIk37r/bITPOLF2JJ8cEYYm06CvsLoYVSQfvOMCdjLZ+qs1GaerXPNHtwH3wwDRwP"
    "sHyJgt5JV1tkvzRejRepvEmR39jcv/04ligmWrR2VbSh4OcCAwEAAaN0MHIwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf"
    "8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwQwHgYDVR0RBBcwFYETbWFsbG9yeUBleGFtcGxlLm9yZzAdBgNVHQ4E"
    "FgQUDxXxwVXnHle3yUe4jNdvEcLvHyMwDQYJKoZIhvcNAQELBQADggEBADprFMjtXmSd5Ma1MS5YZcUkMIKHNnzmdn"
    "7Oh2Z41dJ1JplgzFFdh2xBi83Tfle4t7Ay+sG/2JN/rUPhETiOBA5lVjN7H2FxQEQnDWxrJAYC/5ri1bjfm15z4Ca7"
    "sHq+OJrM8oRLABS53+bWu6EAbP3vzxJMV8EwmncMK3OO7ow8ZWTYQZcWnt0Fv4G5Az/ynPANa8hHTrv4G/fK9IiPwj"
    "XGbFjHEHXMsU7XOnsknscqBzuwfo27Y6FIqtHxgH/uVqwyoXyiEREy13Ijih4O3pJBv1Oj/xZPmsc99uDxDPzUJvtk"
    "ANOhP4eTxByHJmbQm/tmFfzhDq6AL6e3do78RqY=";

Octets decoded(std::string_view base64) {
  Octets out(base64.size() / 4 * 3);
  EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                  static_cast<int>(base64.size()));
  // The padding was decoded to zeros.
  for (; base64.ends_with('='); base64.remove_suffix(1)) out.pop_back();
  return out;
}

const Key& private_key() {
  static const Key key = [] {
    const Octets der = decoded(kPrivateKey);
    const unsigned char* at = der.data();
    return Key(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
  }();
  return key;
}

}  // namespace

Bytes throwaway_public_key() {
  static const Octets octets = [] {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(private_key().get(), &der);
    Octets out;
    if (size > 0) out.assign(der, der + size);
    OPENSSL_free(der);
    return out;
  }();
  return octets;
}

Bytes throwaway_certificate() {
  static const Octets octets = decoded(kCertificate);
  return octets;
}

std::optional<Octets> sign_with_throwaway_key(std::string_view digest, Bytes message) {
  const QuietErrors quiet;
  const EVP_MD* const md = fetched_digest(digest);
  const DigestContext context(EVP_MD_CTX_new());
  if (md == nullptr || !context ||
      EVP_DigestSignInit(context.get(), nullptr, md, nullptr, private_key().get()) != 1)
    return std::nullopt;
  std::size_t size = 0;
  if (EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1)
    return std::nullopt;
  Octets out(size);
  if (EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) != 1)
    return std::nullopt;
  out.resize(size);
  return out;
}

}  // namespace smime::crypto
