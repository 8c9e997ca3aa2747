#include "mime/shown.h"

#include <algorithm>

#include "base/text.h"
#include "mime/transfer_decode.h"

namespace smime::mime {
namespace {

std::string charset_of(const ContentType& type) {
  return ascii_lower(type.parameter("charset").value_or(""));
}

// Charsets in which ASCII octets may stand for other characters: what one client decodes, another
// shows as it stands.
bool is_treacherous(std::string_view charset) {
  constexpr std::string_view kBeginnings[] = {
      "utf-7", "utf-16", "utf-32", "ucs-",   "unicode", "hz-", "iso-2022-", "iso-10646", "scsu",
      "bocu",  "cesu",   "ebcdic", "ibm037", "cp037",   "x-",  "utf7",      "imap-utf-7"};
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [&](std::string_view beginning) { return charset.starts_with(beginning); });
}

// The first octets of an HTML part in lower case, transfer encoding removed; empty if it has a
// fault.
std::string html_text(Bytes buffer, const Entity& entity) {
  Bytes body = entity.body.in(buffer);
  Findings unused;
  std::optional<Octets> decoded;
  // Whole lines, so that no escape and no group of four is cut.
  const auto beginning = [&] {
    const std::string_view text = as_text(body).substr(0, kShownHtml);
    return text.size() == body.size() ? body : body.first(text.rfind('\n') + 1);
  };
  if (entity.encoding == TransferEncoding::Unknown) return {};
  if (entity.encoding == TransferEncoding::Base64)
    decoded = decode_base64(beginning(), {}, unused);
  else if (entity.encoding == TransferEncoding::QuotedPrintable)
    decoded = decode_quoted_printable(beginning(), {}, unused);
  else
    return ascii_lower(as_text(body.first(std::min<std::size_t>(body.size(), kShownHtml))));
  return decoded ? ascii_lower(as_text(*decoded)) : std::string();
}

bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// "Re: What's up Johnny?" (arXiv:1904.07550): rules that hold in one client, or on one screen, and
// not in another.
bool is_conditional(std::string_view html) {
  return holds_any(html, {"@media", "@supports", "@document", "@container", "<!--[if", "<![if",
                          "<script", "<noscript"});
}

// A reference that is followed when the text is shown, not when it is clicked.
bool loads_remotely(std::string_view html) {
  for (std::size_t at = html.find("//"); at != std::string_view::npos;
       at = html.find("//", at + 2)) {
    std::string_view before = html.substr(0, at);
    for (const std::string_view scheme : {"https:", "http:", "ftp:"}) {
      if (!before.ends_with(scheme)) continue;
      before.remove_suffix(scheme.size());
      break;
    }
    while (!before.empty() &&
           std::string_view("\"' \t").find(before.back()) != std::string_view::npos)
      before.remove_suffix(1);
    for (const std::string_view loader :
         {"src=", "background=", "url(", "@import", "srcset=", "poster=", "data="}) {
      if (before.ends_with(loader)) return true;
    }
  }
  // A style sheet is loaded by an href, as a link to click is named.
  return html.find("<link") != std::string_view::npos &&
         html.find("stylesheet") != std::string_view::npos;
}

void check_part(Bytes buffer, const Entity& entity, Findings& out) {
  const std::string where = "part/" + entity.part;
  const ContentType& type = entity.content_type;
  if (const std::string charset = charset_of(type); is_treacherous(charset))
    out.add({Code::ShownCharsetUnusual, where, {{"charset", charset}}});
  if (type.is("application/ms-tnef") || type.is("application/vnd.ms-tnef"))
    out.add(Code::ShownTnef, where);
  if (!type.is("text/html") && !type.is("application/xhtml+xml")) return;
  const std::string html = html_text(buffer, entity);
  if (is_conditional(html)) out.add(Code::ShownConditionally, where);
  if (loads_remotely(html)) out.add(Code::ShownRemoteContent, where);
}

}  // namespace

void check_shown(Bytes buffer, const EntityTree& tree, EntityId signed_part,
                 const ContentType& outside, Findings& out) {
  const Entity& part = tree.entities[signed_part];
  const std::string around = charset_of(outside);
  if (!around.empty() && around != charset_of(part.content_type))
    out.add({Code::ShownCharsetDiffers,
             "part/" + part.part,
             {{"outside", around}, {"signed", charset_of(part.content_type)}}});
  const std::uint32_t end = part.whole().end();
  // Entities stand in message order, so those inside a part follow it.
  for (EntityId id = signed_part; id < tree.entities.size(); ++id) {
    const Entity& inside = tree.entities[id];
    if (id != signed_part && inside.header.offset >= end) break;
    if (inside.kind == EntityKind::Leaf) check_part(buffer, inside, out);
  }
}

}  // namespace smime::mime
