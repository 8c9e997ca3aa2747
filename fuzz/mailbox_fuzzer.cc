// One address field, one date, one text with encoded words.
#include <string>

#include "base/text.h"
#include "fuzz/support/demand.h"
#include "mime/mailbox.h"
#include "mime/second_opinion.h"

using namespace smime;
using namespace smime::mime;
using fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Findings findings;
  const AddressField field = read_address_field(text, Limits{}, "header/From", findings);
  // Malformed if and only if it was said.
  demand((field.state == AddressState::Malformed) == findings.has(Code::FromMalformed));
  demand(field.state != AddressState::Absent || field.mailboxes.empty());
  demand((field.state != AddressState::One) || field.mailboxes.size() == 1);
  demand(field.state != AddressState::Several || field.mailboxes.size() > 1);
  for (const Mailbox& mailbox : field.mailboxes) {
    demand(mailbox.address == mailbox.local_part + '@' + mailbox.domain);
    demand(!mailbox.local_part.empty() && !mailbox.domain.empty() && is_utf8(mailbox.address));
  }
  if (field.state == AddressState::One) {
    // The address alone is read as the same address.
    const Mailbox& one = field.mailboxes.front();
    Findings again;
    const AddressField alone = read_address_field(one.address, Limits{}, "header/From", again);
    if (one.domain.front() != '[') {
      const bool plain = alone.state == AddressState::One;
      demand(!plain || alone.mailboxes.front().address == one.address);
      demand(plain || text.find('"') != std::string::npos);
    }
    // It stands in the text, unless quotes were taken away.
    demand(text.find('"') != std::string::npos || one.domain.front() == '[' ||
           text.find(one.address) != std::string::npos);
    compare_mailbox(text, one, again);
  }
  (void)read_date(text);
  (void)decode_words(text);
  return 0;
}
