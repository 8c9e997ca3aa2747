#include "mime/parse.h"

#include <algorithm>

#include "base/text.h"
#include "mime/boundary.h"
#include "mime/delimiter.h"
#include "mime/entity_types.h"
#include "mime/open_boundaries.h"
#include "mime/separator_line.h"

namespace smime::mime {
namespace {

// A multipart whose delimiters are being looked for.
struct Open {
  EntityId entity = 0;
  std::uint32_t parts = 0;
  bool closed = false;     // after its close delimiter: what follows is epilogue
  bool refused = false;    // the limit of entities was hit among its parts
  bool ambiguous = false;  // reported already
};

// One walk over the octets, from the first to the last. `open_` holds the multiparts around the
// present place, outermost first, so that a line is compared with all delimiters that can end
// something there: RFC 2046 5.1.2, an outer delimiter ends an inner part that was never closed.
class Walk {
 public:
  Walk(Bytes buffer, const Limits& limits, std::string_view prefix)
      : buffer_(buffer),
        size_(static_cast<std::uint32_t>(buffer.size())),
        limits_(limits),
        prefix_(prefix) {}

  EntityTree run(std::uint32_t start) {
    std::uint32_t at = open_chain(start, kNoEntity, 0);
    while (const auto line = next_dashed_line(buffer_, at, size_)) {
      at = line->next;
      const auto found = match(line->text.in(buffer_));
      note_likeness(line->text, found);
      if (found) {
        const std::uint32_t stop = before_line_end(buffer_, line->text.offset);
        at = found->kind == Delimiter::Close ? close(found->level, stop, line->next)
                                             : next_part(found->level, stop, line->next);
      }
    }
    end_until(kNoEntity, size_);
    if (root_lf_alone_ && header_goes_on(entity(0).preamble.in(buffer_)))
      note(0, Code::MimeHeaderEndUnclear);
    return std::move(tree_);
  }

 private:
  Entity& entity(EntityId id) { return tree_.entities[id]; }
  void note(EntityId id, Code code) { entity(id).findings.add(code, where(id)); }
  void note_at(EntityId id, Code code, std::uint32_t offset) {
    entity(id).findings.add({code, where(id), {{"offset", std::int64_t{offset}}}});
  }
  void note_limit(EntityId id, const char* name, std::uint32_t allowed) {
    entity(id).findings.add({Code::LimitReached,
                             where(id),
                             {{"limit", std::string(name)}, {"allowed", std::int64_t{allowed}}}});
  }
  std::string where(EntityId id) { return "part/" + entity(id).part; }

  // Which open multipart the line belongs to, the innermost first.
  struct Found {
    std::size_t level;
    Delimiter kind;
  };
  std::optional<Found> match(Bytes line) {
    std::optional<Found> found;
    for (const std::uint32_t level : boundaries_.matching(line)) {
      if (open_[level].closed || (found && found->level > level)) continue;
      const Delimiter kind = match_delimiter(line, as_octets(boundaries_[level]));
      if (kind == Delimiter::Part || kind == Delimiter::Close) found = Found{level, kind};
    }
    return found;
  }

  // The line at `text` is no delimiter of these multiparts, but may look like one, also like one of
  // a multipart that is already closed.
  void note_likeness(Extent text, const std::optional<Found>& delimits) {
    for (const std::uint32_t level : boundaries_.matching(text.in(buffer_))) {
      if (open_[level].ambiguous) continue;
      if (delimits && boundaries_[delimits->level] == boundaries_[level]) continue;
      open_[level].ambiguous = true;
      note_at(open_[level].entity, Code::MimeBoundaryAmbiguous, text.offset);
    }
  }

  // Where the header that begins at `from` must end at the latest: before the delimiter of a
  // multipart around it.
  std::uint32_t header_end(std::uint32_t from) {
    for (std::uint32_t at = from; at < size_;) {
      const Line line = line_at(buffer_, at, size_);
      if (line.text.empty()) return line.next;
      if (match(line.text.in(buffer_))) return std::max(from, before_line_end(buffer_, at));
      at = line.next;
    }
    return size_;
  }

  // Opens the entity whose header begins at `from`, and the messages directly inside it. Returns
  // where the search for delimiters goes on.
  std::uint32_t open_chain(std::uint32_t from, EntityId parent, std::uint32_t number) {
    std::uint32_t at = open_entity(from, parent, number);
    while (entity(current_).kind == EntityKind::Message && entity(current_).descended) {
      if (!may_add(current_, entity(current_).depth)) {
        entity(current_).descended = false;
        break;
      }
      at = open_entity(at, current_, 0);
    }
    return at;
  }

  // The limit of entities leaves two for every level outside, so that too many parts deep inside
  // do not hide the parts, such as a signature, that follow them further out.
  bool may_add(EntityId parent, std::uint32_t depth) {
    const std::uint64_t kept = 2ULL * depth;
    if (tree_.entities.size() + kept < limits_.entities) return true;
    note_limit(parent, "entities", limits_.entities);
    return false;
  }

  std::uint32_t open_entity(std::uint32_t from, EntityId parent, std::uint32_t number) {
    const auto id = static_cast<EntityId>(tree_.entities.size());
    tree_.entities.emplace_back();
    section_.emplace_back();
    current_ = id;
    Entity& made = tree_.entities.back();
    made.parent = parent;
    if (parent == kNoEntity) {
      made.message = id;
    } else {
      made.depth = entity(parent).depth + 1;
      made.message = entity(parent).kind == EntityKind::Message ? id : entity(parent).message;
      entity(parent).children.push_back(id);
    }
    Findings found;
    HeaderBlock block =
        read_header(buffer_, from, header_end(from), {}, limits_, found, fields_left_);
    fields_left_ -= static_cast<std::uint32_t>(block.fields.size());
    // A reader that knows CRLF only looks on for an empty line.
    if (block.ended_by_lf && has_crlf_empty_line(block.block.end()))
      found.add(Code::MimeHeaderEndUnclear, std::string());
    if (id == 0) root_lf_alone_ = block.lf_alone;
    made.header = block.block;
    made.fields = std::move(block.fields);
    made.body = {made.header.end(), 0};
    const bool in_digest =
        parent != kNoEntity && entity(parent).content_type.is("multipart/digest");
    read_entity_types(buffer_, in_digest, made, found);
    name(id, number);
    for (Finding finding : found) {
      if (!findings_left_.spend()) {
        note_limit(id, "findings", limits_.findings);
        break;
      }
      finding.where = where(id);
      made.findings.add(std::move(finding));
    }
    if (made.kind != EntityKind::Leaf && made.descended) descend(id);
    return made.header.end();
  }

  // True if CRLF CRLF stands at or after `from`, which never goes back.
  bool has_crlf_empty_line(std::uint32_t from) {
    if (crlf_empty_line_ < from)
      crlf_empty_line_ = std::min(as_text(buffer_).find("\r\n\r\n", from), buffer_.size());
    return crlf_empty_line_ < buffer_.size();
  }

  // Sections as in RFC 9051 6.4.5, where a message that is no multipart has the one part 1, and
  // TEXT names the body of a multipart message. The root is always TEXT.
  void name(EntityId id, std::uint32_t number) {
    Entity& made = entity(id);
    const auto below = [](const std::string& base, std::uint32_t part) {
      return base.empty() ? std::to_string(part) : base + '.' + std::to_string(part);
    };
    const bool multipart = made.kind == EntityKind::Multipart;
    const bool is_message_root = made.message == id;
    const std::string outer = made.parent == kNoEntity ? std::string() : section_[made.parent];
    section_[id] = is_message_root ? (multipart ? outer : below(outer, 1)) : below(outer, number);
    if (made.parent == kNoEntity) {
      made.part = prefix_ + "TEXT";
    } else if (is_message_root && multipart) {
      made.part = prefix_ + outer + ".TEXT";
    } else {
      made.part = prefix_ + section_[id];
    }
  }

  // Makes the body of a composite entity be read, if the limits and its boundary allow.
  void descend(EntityId id) {
    Entity& made = entity(id);
    if (made.depth + 1 >= limits_.mime_depth) {
      made.descended = false;
      return note_limit(id, "mime_depth", limits_.mime_depth);
    }
    if (made.kind == EntityKind::Message) return;
    const auto boundary = made.content_type.parameter("boundary");
    if (!boundary) {
      made.descended = false;
      return note(id, Code::MimeBoundaryMissing);
    }
    if (boundary->size() > limits_.boundary) {
      made.descended = false;
      return note_limit(id, "boundary", limits_.boundary);
    }
    if (boundary->size() > 70) note(id, Code::MimeBoundaryLong);
    if (!is_boundary(*boundary))
      note(id,
           is_plain_boundary(*boundary) ? Code::MimeBoundaryUnusual : Code::MimeBoundaryInvalid);
    if (!can_delimit(*boundary)) {
      made.descended = false;
      return;
    }
    for (std::size_t level = 0; level < open_.size(); ++level) {
      if (open_[level].closed || boundaries_[level] != *boundary) continue;
      note(id, Code::MimeBoundaryReused);
      note(open_[level].entity, Code::MimeBoundaryReused);
    }
    Open open;
    open.entity = id;
    open_.push_back(open);
    boundaries_.push(std::string(*boundary));
    made.closed = false;
  }

  // Ends the entities from the present one outward, up to but without `outer`, at `stop`. An
  // entity that begins after `stop` (nothing stands between two delimiter lines) is empty there.
  void end_until(EntityId outer, std::uint32_t stop) {
    for (EntityId id = current_; id != outer && id != kNoEntity; id = entity(id).parent) {
      Entity& done = entity(id);
      if (done.header.offset > stop) done.header = {stop, 0};
      if (done.header.end() > stop) done.header.length = stop - done.header.offset;
      done.body = {done.header.end(), stop - done.header.end()};
      for (Extent* around : {&done.preamble, &done.epilogue}) {
        if (around->offset > stop) around->offset = stop;
        if (around->end() > stop) around->length = stop - around->offset;
      }
      if (done.kind == EntityKind::Multipart) finish_multipart(id);
    }
    current_ = outer;
  }

  void finish_multipart(EntityId id) {
    Entity& done = entity(id);
    const auto has_text = [&](Extent extent) {
      const auto octets = extent.in(buffer_);
      return std::any_of(octets.begin(), octets.end(), [](std::uint8_t c) {
        return c != '\r' && c != '\n' && c != ' ' && c != '\t';
      });
    };
    const auto unsigned_text = [&](Code code, Extent extent) {
      if (!has_text(extent)) return;
      done.findings.add({code, where(id), {{"length", std::int64_t{extent.length}}}});
    };
    if (open_.empty() || open_.back().entity != id) return;  // never descended
    const Open& open = open_.back();
    if (done.closed) done.epilogue.length = done.body.end() - done.epilogue.offset;
    if (open.parts == 0) {
      if (!done.closed) done.preamble = done.body;
      note(id, Code::MimeDelimiterMissing);
    } else if (!done.closed) {
      note(id, Code::MimeCloseMissing);
    }
    unsigned_text(Code::MimePreamble, done.preamble);
    unsigned_text(Code::MimeEpilogue, done.epilogue);
    open_.pop_back();
    boundaries_.pop();
  }

  // Ends what is open inside the multipart at `level`; `stop` is before its delimiter line.
  void end_part(std::size_t level, std::uint32_t stop) {
    const EntityId id = open_[level].entity;
    end_until(id, stop);
    Entity& around = entity(id);
    if (open_[level].parts == 0) {
      const std::uint32_t begin = around.header.end();
      around.preamble = {begin, std::max(begin, stop) - begin};
    }
  }

  std::uint32_t next_part(std::size_t level, std::uint32_t stop, std::uint32_t from) {
    end_part(level, stop);
    Open& open = open_[level];
    ++open.parts;
    if (!open.refused && !may_add(open.entity, entity(open.entity).depth)) {
      open.refused = true;
      entity(open.entity).descended = false;
    }
    if (open.refused) return from;
    return open_chain(from, open.entity, open.parts);
  }

  std::uint32_t close(std::size_t level, std::uint32_t stop, std::uint32_t from) {
    end_part(level, stop);
    open_[level].closed = true;
    Entity& done = entity(open_[level].entity);
    done.closed = true;
    done.epilogue = {from, 0};
    return from;
  }

  Bytes buffer_;
  std::uint32_t size_;
  const Limits& limits_;
  std::string prefix_;
  EntityTree tree_;
  std::vector<std::string> section_;  // of each entity, without prefix and TEXT
  std::vector<Open> open_;
  OpenBoundaries boundaries_;  // of open_, level by level
  std::uint32_t fields_left_ = limits_.header_fields_total;
  Budget findings_left_{limits_.findings};  // about headers; what else is found is a few an entity
  std::size_t crlf_empty_line_ = 0;         // the last place found; searches only go forward
  EntityId current_ = kNoEntity;
  bool root_lf_alone_ = false;
};

// RFC 4155: a file cut from a mailbox may begin with its separator line.
std::uint32_t after_envelope_line(Bytes message) {
  const std::string_view text = as_text(message);
  if (!text.starts_with("From ")) return 0;
  // "From : a@b" is a field with a blank before its colon, "From the desk of" a line that is none.
  const Line line = line_at(message, 0, static_cast<std::uint32_t>(message.size()));
  return is_separator_line(line.text.in(message)) ? line.next : 0;
}

}  // namespace

std::optional<EntityTree> parse(Bytes message, const Limits& limits, Findings& out,
                                std::string_view prefix) {
  if (message.empty()) {
    out.add(Code::InputEmpty, "message");
    return std::nullopt;
  }
  if (message.size() > limits.message_size) {
    const Finding finding{
        Code::LimitReached,
        "message",
        {{"limit", std::string("message_size")}, {"allowed", std::int64_t{limits.message_size}}}};
    out.add(finding);
    EntityTree unread;
    Entity& root = unread.entities.emplace_back();
    root.message = 0;
    root.descended = false;
    root.part = std::string(prefix) + "TEXT";
    root.findings.add(finding);
    return unread;
  }
  const std::uint32_t start = after_envelope_line(message);
  EntityTree tree = Walk(message, limits, prefix).run(start);
  Entity& root = tree.entities.front();
  if (start != 0) root.findings.add(Code::MimeEnvelopeLine, "part/" + root.part);
  for (const Finding& finding : root.findings) {
    if (finding.code == Code::LimitReached) out.add(finding);
  }
  return tree;
}

}  // namespace smime::mime
