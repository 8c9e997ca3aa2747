#pragma once
#include <string>

#include "engine/cms/signed_data.h"
#include "engine/report/inspect.h"

namespace smime::report {

/// `info` is what was read from `octets`; nullptr: nothing could be. Certificates are read as far
/// as `certificate_octets` go.
[[nodiscard]] InspectedCms describe_cms(Bytes octets, const cms::ContentInfo* info,
                                        const std::string& part, const Limits& limits,
                                        Budget& certificate_octets, Findings& out);

}  // namespace smime::report
