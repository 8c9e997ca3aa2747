#pragma once
#include <string>

#include "engine/given.h"
#include "engine/verify.h"

/// What the targets that verify take as given: the sample trust list, every built-in client, the
/// time of the cases. The throw-away certificate of the mutator is an anchor here, so that what it
/// signs can be accepted: otherwise only messages that nobody changed would be.
namespace smime::fuzz {

/// 2026-01-15T00:00:00Z, the time at which the certificates of the corpus are valid.
inline constexpr Time kNow = 1'768'435'200;

/// A file of the corpus; ends the program where it cannot be read.
[[nodiscard]] Octets corpus_file(const std::string& name);

/// Made once.
[[nodiscard]] const Given& sample_given();

/// True if `strict` accepts the message.
[[nodiscard]] bool accepted(const MessageFacts& facts);

}  // namespace smime::fuzz
