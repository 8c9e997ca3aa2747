#pragma once
#include "engine/facts.h"
#include "engine/report/layout.h"

namespace smime::report {

/// "UNTRUSTED (revocation not checked)  mail.eml"; a name that does not fit has its own line.
void write_headline(TextPage& page, const MessageFacts& facts, std::size_t width);

/// Who signed, for whom the sender gives himself, and when; each of them on one line.
void write_people(TextPage& page, const MessageFacts& facts, std::size_t width);

}  // namespace smime::report
