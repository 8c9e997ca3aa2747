#include "mime/signed_line_ends.h"

#include "base/text.h"
#include "mime/canonical.h"
#include "mime/content_type.h"

namespace smime::mime {
namespace {

// True if the signed part, or an entity in it, is declared binary: then its line ends are data.
bool holds_binary(Bytes buffer, const EntityTree& tree, EntityId part) {
  const std::uint32_t end = tree.entities[part].whole().end();
  // Entities stand in message order, so those inside a part follow it.
  for (EntityId id = part;
       id < tree.entities.size() && (id == part || tree.entities[id].header.offset < end); ++id) {
    for (const std::string& value :
         values_of(buffer, tree.entities[id].fields, "Content-Transfer-Encoding")) {
      const auto token = single_token(value);
      if (token && ascii_iequal(*token, "binary")) return true;
    }
  }
  return false;
}

}  // namespace

void note_line_ends(Bytes buffer, const EntityTree& tree, EntityId id, Findings& out) {
  const Entity& part = tree.entities[id];
  const LineEnds ends = count_line_ends(part.whole().in(buffer));
  if (ends.crlf == 0 && ends.lf != 0 && ends.cr == 0) {
    out.add(holds_binary(buffer, tree, id) ? Code::MimeBinaryLineEndsRestored
                                           : Code::MimeLineEndsRestored,
            "part/" + part.part);
  } else if (ends.lf != 0 || ends.cr != 0) {
    out.add({Code::MimeLineEndsMixed,
             "part/" + part.part,
             {{"crlf", std::int64_t{ends.crlf}},
              {"lf", std::int64_t{ends.lf}},
              {"cr", std::int64_t{ends.cr}}}});
  }
}

}  // namespace smime::mime
