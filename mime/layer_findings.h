#pragma once
#include <vector>

#include "base/findings.h"
#include "base/limits.h"
#include "mime/entity.h"

/// Which of the findings of a tree bear on a signature. A fault of a header field other than MIME's
/// (RFC 2045 9) does not: it changes what the field says, not what was signed.
namespace smime::mime {

/// Those of the S/MIME entity itself.
void add_own(const Entity& entity, Findings& out);

/// Those of the header of one of its parts; what is inside the part was signed.
void add_part_header(const Entity& part, Findings& out);

/// Those of everything around the entity as far as the root or the attached message it stands in,
/// notices aside. False: `left` did not suffice for all of them.
[[nodiscard]] bool add_around(const EntityTree& tree, EntityId id, Budget& left, Findings& out);

/// What the header of a signed entity holds that clients may read differently: the signed part of a
/// clear-signed layer, or the root of the tree inside an opaque one. The sender signed that header
/// as it stands, so a fault of it is no forgery: all errors together become one warning
/// mime.signed_header_irregular whose detail "faults" lists their wire names. A limit stays what it
/// is. Faults inside the body, which is signed too, are left out.
[[nodiscard]] Findings findings_of_signed_part(const EntityTree& tree, EntityId entity);

/// `rest`, found in `entity`, bears on no layer of a message that has some: it decides nothing
/// about a signature, and clients may still show the field or the part in different ways. All
/// warnings and errors together become one notice mime.irregular_elsewhere whose detail "faults"
/// lists their wire names, and "field" the first field that one of them names. A limit stays what
/// it is, and so does, if the entity is the message (`of_message`), what is wrong with From, which
/// says who is compared.
[[nodiscard]] Findings findings_elsewhere(const Entity& entity, const Findings& rest,
                                          bool of_message);

/// The codes that a mime.signed_header_irregular finding stands for; of any other finding, none.
[[nodiscard]] std::vector<Code> faults_of_signed_header(const Finding& finding);

}  // namespace smime::mime
