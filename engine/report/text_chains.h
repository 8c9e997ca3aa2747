#pragma once
#include "engine/facts.h"
#include "engine/report/layout.h"

namespace smime::report {

/// Each path once with what RFC 5280 says of it and for whom; then each answer that CryptoAPI would
/// give, once, with its bits per certificate (as certutil -verify prints them) and its HRESULT.
/// `indent` is the column of the text behind the labels.
void write_chains(TextPage& page, const SignerFacts& signer, std::size_t indent);

}  // namespace smime::report
