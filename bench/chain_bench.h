#pragma once

namespace smime::bench {

/// "chain/SCENE/cold", "/rfc5280", "/cached" and "/openssl" for each scene; one that needs the real
/// lists of SMIMECHECK_SUITES is skipped, and said to be, without them.
void register_chains();

}  // namespace smime::bench
