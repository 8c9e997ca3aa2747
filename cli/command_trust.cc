#include "cli/command_trust.h"

#include "engine/report/trust_json.h"
#include "engine/report/trust_text.h"

namespace smime::cli {

int command_trust_show(const report::TrustShowRequest& request, TrustFormat format,
                       const Limits& limits, std::string& out, const report::TextStyle& style) {
  constexpr int kRead = 0, kRefused = 2;
  const report::TrustShown shown = report::show_trust(request, limits);
  out = format == TrustFormat::Text ? report::trust_text(shown, style)
                                    : report::trust_json(shown, format == TrustFormat::Json);
  return shown.list ? kRead : kRefused;
}

}  // namespace smime::cli
