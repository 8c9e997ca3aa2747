#pragma once
#include <string_view>

namespace smime::test {

/// Octets of a signed message that no signature covers: anybody may change them, and the message
/// stays valid. docs/coverage-of-a-signature.md is the same list for readers.
struct Uncovered {
  std::string_view name, reason;
};

namespace uncovered {
inline constexpr Uncovered kMessageHeader{
    "header of the message",
    "The signature covers the body. Of the header, the From address is compared "
    "with the signer's certificate."},
    kPreamble{"preamble", "Text before the first delimiter belongs to no part (RFC 2046 5.1.1)."},
    kDelimiter{"delimiter lines",
               "Blanks at the end of a delimiter, and its line end, belong to the delimiter "
               "(RFC 2046 5.1.1)."},
    kSignatureHeader{"header of the signature part",
                     "The signature covers the first part of multipart/signed (RFC 1847 2.1)."},
    kEpilogue{"epilogue", "Text after the closing delimiter belongs to no part (RFC 2046 5.1.1)."},
    kArmour{"layout of base64",
            "Line ends, blanks, padding and PEM lines: the octets that come out are the same."},
    kDigestAlgorithms{"digestAlgorithms",
                      "A hint for reading in one pass (RFC 5652 5.1); each SignerInfo names its "
                      "own."},
    kCompressedType{"content type inside compressed data",
                    "The wrapping is not signed; what comes out of it is read as a message, "
                    "whatever type it is given."},
    kCertificates{"CA certificates that the trust list holds",
                  "Certificates in the message only help to build the chain; the list has them, "
                  "too."},
    kOtherSigner{
        "certificate of another signer",
        "The word is that of the signer in From; each of the others has a word of its own, "
        "and no longer a good one."},
    kUnsignedAttributes{"unsignedAttrs",
                        "Unsigned by definition (RFC 5652 5.3); they never raise a verdict."};
}  // namespace uncovered

inline constexpr const Uncovered* kUncovered[] = {
    &uncovered::kMessageHeader,    &uncovered::kPreamble,          &uncovered::kDelimiter,
    &uncovered::kSignatureHeader,  &uncovered::kEpilogue,          &uncovered::kArmour,
    &uncovered::kDigestAlgorithms, &uncovered::kCompressedType,    &uncovered::kCertificates,
    &uncovered::kOtherSigner,      &uncovered::kUnsignedAttributes};

}  // namespace smime::test
