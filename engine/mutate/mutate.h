#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

/// Makes hostile variants of S/MIME messages: for tests of this program, and for fuzzing others. A
/// message is taken apart (MIME fields, boundaries, base64, BER values), changed in a few places
/// and put together again, so that lengths and base64 are right around the change and a parser gets
/// as far as the change itself.
///
/// The same seed, rules and input give the same octets on every machine. Nothing throws for what a
/// message holds, and any octets are taken for a message. Work is bounded by the sizes of input and
/// output.
namespace smime::mutate {

/// Whether the signature is made again over the changed message, with a key that everybody knows
/// and that nobody trusts (engine/crypto/throwaway_key.h).
enum class Resign : std::uint8_t { Never, Sometimes, Always };

/// Changes octets in place: `size` of them, in a buffer of `capacity`; returns the new size. Such
/// as LLVMFuzzerMutate.
using OctetMutator =
    std::function<std::size_t(std::uint8_t* data, std::size_t size, std::size_t capacity)>;

struct Rules {
  std::size_t max_size = std::size_t{1} << 20U;  // of a mutant, in octets
  unsigned most_changes = 4;                     // one mutant has 1 to so many
  Resign resign = Resign::Sometimes;
  /// Names of operations ("cms.version") or families ("cms"); empty: all. Unknown names count for
  /// nothing (see selects()).
  std::vector<std::string> operations;
  OctetMutator change_octets;  // used for single values now and then, if there is one
};

struct Mutant {
  Octets octets;
  /// The operations that were applied, in order; never empty.
  std::vector<std::string> what;
  /// The signature fits the signed attributes and they the content: the arithmetic of RFC 5652 5.4
  /// is right. Certificate and chain are not to be trusted.
  bool resigned = false;
  /// False: none of the operations could change the message within Rules::max_size; octets were
  /// changed instead, and its end cut off where it was too long.
  bool fits = true;
};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed, Rules rules = {});

  /// A variant of `message`, never larger than Rules::max_size, and different from it unless
  /// max_size is 0. Subtrees and fields of `donor`, another message, may be put into it.
  [[nodiscard]] Mutant mutate(Bytes message, Bytes donor = {});

 private:
  std::uint64_t seed_;
  Rules rules_;
};

/// An operation, for lists and documentation.
struct OperationInfo {
  std::string_view name;   // "family.operation"
  std::string_view about;  // a few words
  bool keeps_ber = false;  // CMS objects stay well-formed BER
};
/// All operations, in a fixed order.
[[nodiscard]] const std::vector<OperationInfo>& operations();
/// True if `item` is the name of an operation or of a family.
[[nodiscard]] bool is_operation(std::string_view item);

}  // namespace smime::mutate
