#pragma once
#include "base/bytes.h"
#include "base/findings.h"
#include "mime/entity.h"

namespace smime::mime {

/// Looks at what was signed with a client's eyes: charsets that clients decode differently or that
/// the header around the signed part contradicts, text in Outlook's own format (TNEF), HTML that
/// shows different texts under different conditions, or loads what nobody signed. Notices only: the
/// verdict is about octets, and those the signer signed.
///
/// `signed_part` and what is in it is looked at, attached messages too; of each HTML part the first
/// kShownHtml octets. `outside`: the Content-Type of the S/MIME entity around it.
inline constexpr std::uint32_t kShownHtml = 256U << 10U;
void check_shown(Bytes buffer, const EntityTree& tree, EntityId signed_part,
                 const ContentType& outside, Findings& out);

}  // namespace smime::mime
