#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/time.h"
#include "engine/trust/trust_list.h"

/// What `smimecheck trust show FILE` needs, and what it found.
namespace smime::report {

struct TrustShowRequest {
  Bytes octets;      // the whole file, already loaded
  std::string name;  // as the user gave it
  Time at = 0;       // expiry is told relative to this
  trust::Anchors anchors = trust::Anchors::SelfSigned;
};

struct TrustShown {
  std::string name;
  Time at = 0;
  trust::Anchors anchors = trust::Anchors::SelfSigned;
  std::optional<trust::TrustList> list;  // nothing: refused, see the fatal finding
  Findings findings;
};

/// Beside what reading the list finds: certificates that have expired by `at`, which an import
/// fails on, and that there is no anchor.
[[nodiscard]] TrustShown show_trust(const TrustShowRequest& request, const Limits& limits);

/// What a certificate of the list is used for.
enum class Role : std::uint8_t { Anchor, Helper, Unusable };
[[nodiscard]] Role role_of(const trust::Element& element, trust::Anchors rule);

struct TrustCounts {
  std::size_t anchors = 0, helpers = 0, unusable = 0, crls = 0, ctls = 0;
};
[[nodiscard]] TrustCounts count(const trust::TrustList& list, trust::Anchors rule);

/// Where `at` stands in a certificate's validity.
enum class Validity : std::uint8_t { NotYetValid, Valid, ExpiresSoon, Expired };
inline constexpr Time kSoon = Time{30} * 24 * 3600;  // before the end
[[nodiscard]] Validity validity_at(Time at, Time not_before, Time not_after);
/// "not_yet_valid", "valid", "expires_soon", "expired".
[[nodiscard]] std::string_view wire_name(Validity validity);

}  // namespace smime::report
