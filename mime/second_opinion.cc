#include "mime/second_opinion.h"

#include <mimetic/mimetic.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>

#include "base/text.h"
#include "mime/canonical.h"
#include "mime/transfer_decode.h"

namespace smime::mime {
namespace {

// Bounds within which mimetic 0.9.8 is neither slow nor deep: its parser recurses for each level,
// and the text of one field grows quadratically.
constexpr std::uint32_t kField = 64U << 10U;
constexpr std::uint32_t kHeader = 256U << 10U;
constexpr std::uint32_t kDepth = 32;
constexpr std::size_t kParts = 10'000;
constexpr std::size_t kBoundary = 70;

bool is_safe_text(std::string_view text) {
  return text.size() <= kField && std::all_of(text.begin(), text.end(), [](char c) {
           return c == '\t' || static_cast<unsigned char>(c) >= ' ';
         });
}

std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

// True if the other reader sees what we see.
bool agrees(const std::string& value, const ContentType& ours) {
  const mimetic::ContentType theirs(value);
  const auto same = [](const std::string& text, const std::string& token) {
    return ascii_iequal(trim_blanks(text), token);  // it keeps a blank before ";"
  };
  return same(theirs.type(), ours.type) && same(theirs.subtype(), ours.subtype) &&
         unquoted(theirs.param("boundary")) == ours.parameter("boundary").value_or("");
}

// The form of a mailbox that mimetic reads rightly: outside quotes none of the characters below,
// one "@", and angle brackets, if any, once and at the end.
bool is_safe_mailbox(std::string_view item) {
  bool quoted = false;
  int ats = 0;
  int opens = 0;
  for (std::size_t i = 0; i < item.size(); ++i) {
    const char c = item[i];
    if (c == '\\' || static_cast<unsigned char>(c) < ' ') return false;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (std::string_view("()[]:;,").find(c) != std::string_view::npos) return false;
    if (c == '@') ++ats;
    if (c == '<') ++opens;
    if (c == '>' && i + 1 != item.size()) return false;
  }
  return !quoted && ats == 1 && opens <= 1 && (opens == 0 || item.ends_with('>')) &&
         item.size() <= kField;
}

// ---- the guard before a whole message is given away
// -------------------------------------------------

bool has_crlf_or_lf_only(Bytes message) {
  const LineEnds ends = count_line_ends(message);
  return ends.cr == 0 && (ends.crlf == 0 || ends.lf == 0);
}

// Each occurrence of "--" boundary in the body is a delimiter line without padding.
bool delimiters_are_plain(Bytes buffer, const Entity& entity) {
  const std::string_view body = as_text(entity.body.in(buffer));
  const std::string dashed =
      "--" + std::string(entity.content_type.parameter("boundary").value_or(""));
  std::size_t count = 0;
  for (std::size_t at = body.find(dashed); at != std::string_view::npos;
       at = body.find(dashed, at + 1)) {
    std::string_view rest = body.substr(at + dashed.size());
    if (rest.starts_with("--")) rest.remove_prefix(2);
    const bool ends = rest.empty() || rest.starts_with("\n") || rest.starts_with("\r\n");
    if (!ends || (at != 0 && body[at - 1] != '\n')) return false;
    ++count;
  }
  return count == entity.children.size() + 1;
}

const char* doubt(Bytes buffer, const Entity& entity) {
  if (entity.depth >= kDepth || entity.header.length > kHeader) return "limits of the listing";
  for (const HeaderField& field : entity.fields) {
    if (field.value.length > kField) return "limits of the listing";
  }
  if (!entity.descended || !entity.closed) return "incomplete structure";
  // mimetic does not know that parts of a digest are messages.
  if (!entity.content_type.present && !entity.content_type.is("text/plain")) return "implied type";
  for (const Finding& finding : entity.findings) {
    const Severity severity = info(finding.code).severity;
    if (severity != Severity::Notice || finding.code == Code::MimeEnvelopeLine)
      return "doubtful header or structure";
  }
  const auto types = values_of(buffer, entity.fields, "Content-Type");
  if (!types.empty() &&
      (!is_safe_text(types.front()) || !agrees(types.front(), entity.content_type)))
    return "Content-Type is read differently";
  if (entity.kind != EntityKind::Multipart) return nullptr;
  const auto boundary = entity.content_type.parameter("boundary");
  if (!boundary || boundary->size() > kBoundary) return "limits of the listing";
  return delimiters_are_plain(buffer, entity) ? nullptr : "text like a delimiter";
}

std::string file_name(const mimetic::MimeEntity& theirs) {
  const mimetic::Header& header = theirs.header();
  std::string name;
  if (header.hasField("Content-Disposition")) name = header.contentDisposition().param("filename");
  if (name.empty() && header.hasField("Content-Type")) name = header.contentType().param("name");
  return decode_words(to_utf8(unquoted(name)));
}

std::uint64_t decoded_size(Bytes buffer, const Entity& entity) {
  const Bytes body = entity.body.in(buffer);
  Findings unused;
  std::optional<Octets> decoded;
  if (entity.encoding == TransferEncoding::Base64) decoded = decode_base64(body, {}, unused);
  if (entity.encoding == TransferEncoding::QuotedPrintable)
    decoded = decode_quoted_printable(body, {}, unused);
  return decoded ? decoded->size() : body.size();
}

// Walks both trees side by side. False where they differ.
bool list_both(Bytes buffer, const EntityTree& tree, const mimetic::MimeEntity& root,
               std::vector<ListedPart>& out) {
  struct Pair {
    EntityId ours;
    const mimetic::MimeEntity* theirs;
  };
  std::vector<Pair> left = {{0, &root}};
  while (!left.empty()) {
    const Pair pair = left.back();
    left.pop_back();
    const Entity& ours = tree.entities[pair.ours];
    const mimetic::MimeEntityList& parts = pair.theirs->body().parts();
    if (parts.size() != ours.children.size()) return false;
    if (ours.kind != EntityKind::Multipart) {
      out.push_back({ours.part, ours.content_type.type + '/' + ours.content_type.subtype,
                     file_name(*pair.theirs), decoded_size(buffer, ours)});
    }
    std::size_t child = ours.children.size();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
      left.push_back({ours.children[--child], *part});
  }
  return true;
}

}  // namespace

void compare_content_type(Bytes buffer, const Entity& entity, Findings& out) {
  const auto values = values_of(buffer, entity.fields, "Content-Type");
  if (values.size() != 1 || !entity.content_type.present || !is_safe_text(values.front())) return;
  bool same = false;
  try {
    same = agrees(values.front(), entity.content_type);
  } catch (const std::exception&) {
    same = false;  // a reader that fails reads it differently
  }
  if (same || entity.findings.has(Code::MimeBoundaryAmbiguousValue)) return;  // said already
  const Code code = entity.findings.has(Code::MimeBoundaryRfc2231)
                        ? Code::MimeSecondOpinion
                        : Code::MimeSecondOpinionStructure;
  out.add({code, "part/" + entity.part, {{"field", std::string("Content-Type")}}});
}

void compare_mailbox(std::string_view value, const Mailbox& ours, Findings& out) {
  const std::string item(trim_blanks(value));
  if (!is_safe_mailbox(item)) return;
  bool same = false;
  try {
    const mimetic::Mailbox theirs(item);
    same = unquoted(theirs.mailbox()) == ours.local_part && theirs.domain() == ours.domain;
  } catch (const std::exception&) {
    same = false;
  }
  if (!same) out.add({Code::MimeSecondOpinion, "header/From", {{"field", std::string("From")}}});
}

PartList list_parts(Bytes buffer, const EntityTree& tree) {
  PartList list;
  const auto refuse = [&](const char* reason) {
    list.parts.clear();
    list.reason = reason;
    return list;
  };
  if (tree.entities.empty() || tree.entities.size() > kParts)
    return refuse("limits of the listing");
  const Bytes message = tree.entities.front().whole().in(buffer);
  if (message.empty() || !has_crlf_or_lf_only(message)) return refuse("mixed line ends");
  for (const Entity& entity : tree.entities) {
    try {
      if (const char* reason = doubt(buffer, entity)) return refuse(reason);
    } catch (const std::exception&) {
      return refuse("Content-Type is read differently");
    }
  }
  try {
    const auto* begin = reinterpret_cast<const char*>(message.data());
    const auto theirs = std::make_unique<mimetic::MimeEntity>(begin, begin + message.size());
    if (!list_both(buffer, tree, *theirs, list.parts))
      return refuse("structure is read differently");
  } catch (const std::exception&) {
    return refuse("structure is read differently");
  }
  return list;
}

}  // namespace smime::mime
