#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// Plain text for a terminal or a ticket: columns, wrapped paragraphs, colour. Nothing else in the
/// text reports writes an escape sequence.
namespace smime::report {

struct TextStyle {
  std::size_t width = 80;  // columns
  bool color = false;      // SGR sequences around words that also stand alone in meaning
};

enum class Tone : unsigned char { Plain, Strong, Good, Caution, Bad, Faint };

/// Terminal columns of well-formed UTF-8; wide East Asian characters take two.
[[nodiscard]] std::size_t columns(std::string_view text);

/// `text` made safe by visible(), and cut to `most` characters with "..." behind them.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 300);

class TextPage {
 public:
  explicit TextPage(const TextStyle& style) : style_(style) {}
  /// `lead`, then `text` wrapped at blanks. The text begins in column `indent` or behind the lead,
  /// whichever is further right; its further lines begin in column `indent`. A word longer than a
  /// line is broken: no line is longer than the style says, whatever a message holds. `tone`
  /// colours the lead.
  TextPage& paragraph(std::string_view lead, std::string_view text, std::size_t indent,
                      Tone tone = Tone::Plain);
  TextPage& line(std::string_view text, Tone tone = Tone::Plain);
  TextPage& blank();
  [[nodiscard]] std::string toned(std::string_view text, Tone tone) const;
  /// What was written there.
  TextPage& append(const TextPage& page);
  [[nodiscard]] std::size_t width() const { return style_.width; }
  [[nodiscard]] const TextStyle& style() const { return style_; }
  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  TextStyle style_;
  std::string out_;
};

/// `text` and as many blanks as fill `width` columns, at least one.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
/// `text` in exactly `width` columns: filled with blanks, or cut with "..." at its end.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width);
/// The same, cut at its front: what differs between long paths stands at their end.
[[nodiscard]] std::string fitted_end(std::string_view text, std::size_t width);

}  // namespace smime::report
