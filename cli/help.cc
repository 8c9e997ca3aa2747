#include "cli/help.h"

#include <algorithm>

#include "cli/limit_names.h"
#include "engine/mutate/mutate.h"

namespace smime::cli {
namespace {

constexpr std::string_view kProgram =
    R"(smimecheck: what will the people who receive this signed mail see, in each
mail client, and why?

It checks the S/MIME signature of a message octet for octet, judges the signer
against a trust list (for Exchange Online: the .sst file that you give to
Set-SmimeConfig), and tells what Outlook on the web, Outlook and the mobile
clients make of it, with the cause and the cure. It uses the network only for
fetch and with --online.

Examples
  smimecheck verify --trust list.sst offer.eml
      Will this mail be shown as good, and if not, why?
  smimecheck trust show list.sst
      Which certificates are in the list, and is something wrong with them?
  smimecheck explain cms.digest_mismatch
      What does this finding mean, and what is to be done?

Commands
  verify MESSAGE...       verdict per mail client, with causes and cures
  certificate CERT...     a signer's certificate on its own, before it signs
  trust show FILE...      the contents of a trust list (SST, STL, P7B, PEM, DER)
  inspect MESSAGE...      MIME parts, what is signed, certificates, attributes;
                          --compare: what other engines say of it
  explain TOPIC           a finding, a client, a Windows status, a shown text
  kit mutate MESSAGE...   hostile variants of a message, for tests of parsers
  fetch MESSAGE|CERT...   CRLs, OCSP responses and issuers, from the network
  schema                  the JSON Schema of the output

  smimecheck COMMAND --help   the options of a command
  smimecheck --version        versions of the program and of OpenSSL

Exit status
  0 accepted  1 not accepted  2 wrong usage  3 not checked  75 try again later
  130 interrupted
)";

constexpr std::string_view kVerify =
    R"(smimecheck verify [OPTION...] MESSAGE...

Says for each message what each mail client will show, why, and what cures it.
A MESSAGE is a file as the mail system stores it (.eml), or a CMS object alone
(DER, PEM, base64); - is standard input.

Examples
  smimecheck verify --trust list.sst offer.eml
      Against the list of Set-SmimeConfig, at the present time.
  smimecheck verify --trust list.sst --at 2026-06-30 -r testmails/
      All files below a folder, as they will be judged on that day.
  smimecheck verify --trust list.sst --format ndjson --client all - < offer.eml
      One line of JSON, with every client that is known.

Trust
  --trust [CLIENT=]FILE   trust list: SST, STL, P7B, PEM or DER, told apart by
                          content. Without CLIENT it serves strict and every
                          client that takes an SST; other clients are judged
                          with it too unless they have their own, which is said.
                          Repeatable; lists for the same client are joined.
  --anchors all           every certificate of the lists is an anchor, not only
                          the self-signed ones
  --intermediates FILE    more certificates to build chains with; repeatable

Revocation
  --crl FILE              CRLs (DER, PEM, or inside a .p7b or .sst); repeatable
  --revocation BUNDLE     CRLs and OCSP responses: a file that smimecheck fetch
                          wrote, the folder it was unpacked to, one CRL or OCSP
                          response, or a directory of these; repeatable
                          With either, every certificate but the root is asked
                          about. Where nothing usable says whether it is revoked
                          that is a warning (valid_with_notes); to refuse it,
                          name valid_with_notes in --fail-on beside the other
                          words. Without, only what the message or the list
                          brings is looked at, and only what it says counts.

Policies (RFC 5280 6.1.1)
  --policy OID            a certificate policy that is good enough; repeatable.
                          Alone it demands none: it counts where a CA of the
                          chain demands a policy, or with --explicit-policy
  --explicit-policy       a chain under none of these (without --policy: under
                          no policy at all) is not accepted
  --inhibit-policy-mapping, --inhibit-any-policy
                          mappings, and any-policy, count for nothing
                          All four bear on strict alone: no client knows of them

Network (docs/fetch.md)
  --online                fetch before each message what it needs, as smimecheck
                          fetch does, and ask about revocation (as with --crl)
  --offline               never use the network, whatever else is said
  --crl-connection-timeout MS, --crl-retrieval-timeout MS
                          for one address, and for all of one message:
                          Exchange's OWACRLConnectionTimeout (60000) and
                          OWACRLRetrievalTimeout (10000)
  --cache DIR, --allow-private, --max-time S, --max-redirects N, --ca FILE,
  --proxy URL             as for smimecheck fetch; only with --online

Time
  --at TIME               now (default), 2026-01-31, 2026-01-31T12:00:00Z,
                          signing-time, or date. The last two are what the
                          sender claims, so the verdict is never better than
                          valid_with_notes.

Clients
  --client LIST           strict, owa, outlook_win, outlook_mobile, ios_mail,
                          eas; or outlook (outlook_win), mobile (outlook_mobile,
                          ios_mail, eas), all, study (what fooled 22 clients of
                          2019). Default:
                          strict,owa,outlook,mobile. strict, the verdict after
                          the standards, is always there.
  --client-file FILE      a client of your own (docs/client-files.md)

Input
  -r, --recursive         the files below a directory, in the order of names
  --files-from FILE       read file names from FILE, one per line; - is
                          standard input
  -0, --null              they are separated by NUL instead
  --content FILE          what a detached CMS object signs
  --limit NAME=N          change a limit, for example message-size=100000000

Output
  --format FORMAT         text (default), json (an array), ndjson (one object
                          per line)
  -o, --output FILE       write to FILE, which appears when it is complete
  --color WHEN            auto (default), always, never; NO_COLOR is obeyed
  --progress              count the messages on standard error
  --fail-on LIST          exit status 1 only for these verdicts: words are
                          strict's, CLIENT=WORD a client's; none for never

Exit status
  0    every message is valid or valid_with_notes, and every client shows it as
       valid (or the question does not arise)
  1    checked, and not accepted
  2    wrong usage, or a trust list that cannot be used
  3    some message could not be checked: unreadable, a limit, a fault
  75   a temporary fault: try again
  130  interrupted
  Of several the first of 130, 2, 75, 3, 1, 0. Results go to standard output,
  everything else to standard error.
)";

constexpr std::string_view kCertificate = R"(smimecheck certificate [OPTION...] CERT...

Judges a signer's certificate before it signs: what will each mail client say of
a faultless mail that is signed with it? A CERT is PEM, DER or P7B. In PEM the
first certificate is the signer's; a P7B has no order, and the signer's is the
one that issued none of the others. Those are what the mails would carry along.

Examples
  smimecheck certificate --trust list.sst alice.pem
      Does the list vouch for it, and what do clients mind about it?
  smimecheck certificate --trust list.sst --from alice@example.com alice.pem
      Also whether it is for that sender.
  smimecheck certificate --trust list.sst --at 2027-01-31 --format json a.pem
      On that day, for a program.

Options
  --from ADDRESS          the address that the mails come from; without it the
                          certificate must have some address, and none is
                          compared
  --trust [CLIENT=]FILE, --anchors, --intermediates FILE, --crl FILE,
  --revocation BUNDLE, --online, --policy OID, --explicit-policy,
  --inhibit-policy-mapping, --inhibit-any-policy, --client LIST,
  --client-file FILE, --format, -o, --color, --fail-on, --limit, -r,
  --files-from, -0, --progress
                          as for smimecheck verify
  --at TIME               now (default), 2026-01-31, 2026-01-31T12:00:00Z

Exit status
  0 accepted by strict and every client  1 not accepted  2 wrong usage
  3 a file could not be read, or does not name one certificate to judge
  75 try again later
)";

constexpr std::string_view kTrust = R"(smimecheck trust show [OPTION...] FILE...

Shows what stands in a trust list: a Windows serialized store (.sst), a trust
list (.stl), PKCS #7 (.p7b), PEM or DER. A damaged list is refused, with the
place of the damage.

Examples
  smimecheck trust show list.sst
      Before it is given to Set-SmimeConfig.
  smimecheck trust show --format json list.sst
      Every certificate with every property.
  smimecheck trust show old.sst new.sst
      Two lists, one after the other.

Options
  --at TIME               tell validity at that time: now (default), 2026-01-31,
                          2026-01-31T12:00:00Z
  --format FORMAT         text (default), json, ndjson
  -o, --output FILE       write to FILE, which appears when it is complete
  --color WHEN            auto (default), always, never; NO_COLOR is obeyed
  --limit NAME=N          change a limit (see smimecheck verify --help)

Exit status
  0 shown  2 wrong usage, or a list that was refused
)";

constexpr std::string_view kInspect = R"(smimecheck inspect [OPTION...] MESSAGE...

Shows what a message is made of: MIME parts with their place in the file, which
of them a signature covers, and each CMS object with its certificates, signers
and signed attributes. Nothing is judged, except with --compare: then other
programs that are installed verify each signature too, and a table shows who
says what, and why.

Examples
  smimecheck inspect offer.eml
      Is the whole text inside the signature?
  smimecheck inspect --format json offer.eml
      The same for a program.
  smimecheck inspect signature.p7s
      A CMS object alone.
  smimecheck inspect --compare openssl,gpgsm --trust list.sst offer.eml
      What do OpenSSL and GnuPG say of the same signature?

Comparing
  --compare LIST          openssl, gpgsm, cmsutil (NSS), bouncycastle. Each gets
                          the CMS object and the signed octets as they are cut
                          out here ("parts"); openssl also reads the message
                          with its own MIME reader ("mail"). No sender, no
                          revocation, no network.
  --trust FILE, --anchors all, --intermediates FILE, --content FILE, --at TIME
                          as for verify; the engines get the same certificates
                          and the same time. Without --trust no chain is asked.
  --engine-timeout N      seconds until an engine is stopped, 20 by default

Options
  --format FORMAT         text (default), json, ndjson
  -o, --output FILE       write to FILE, which appears when it is complete
  --color WHEN            auto (default), always, never
  -r, --recursive         the files below a directory
  --files-from FILE       read file names from FILE; -0 for NUL between them
  --progress              count the messages on standard error
  --limit NAME=N          change a limit (see smimecheck verify --help)

Exit status
  0 shown  2 wrong usage  3 a message could not be read  75 try again later
  with --compare also: 1 a difference that no known reason explains; 3 an engine
  hung or died, or none is installed. Differences with a known reason
  (docs/engines.md) give 0.
)";

constexpr std::string_view kExplain = R"(smimecheck explain TOPIC

Says what something means and what to do about it. TOPIC is a finding code, a
verdict, a client, another word of the output (third-party, warning, the name of
a limit), a Windows status by name or number, or a text that a mail client
showed.

Examples
  smimecheck explain chain.untrusted_root
      A finding: meaning, cure, and what the clients make of it.
  smimecheck explain 0x800B0109
      A number from Outlook, Exchange or an event log.
  smimecheck explain "digital signature on this message isn't valid"
      A text from a screenshot: who shows it, and when.

Options
  --color WHEN            auto (default), always, never

Exit status
  0 explained  2 nothing is known about it
)";

constexpr std::string_view kKit =
    R"(smimecheck kit mutate [OPTION...] -o DIR MESSAGE...

Makes hostile variants of signed messages, to test S/MIME readers with. A
message is taken apart (MIME fields, boundaries, base64, CMS values), changed in
a few places and put together again: lengths and base64 are right around the
change, so that a reader gets as far as the change itself. The same seed and
message give the same octets on every machine.

Examples
  smimecheck kit mutate -n 1000 -o variants/ offer.eml
      A thousand variants; variants/manifest.ndjson says what each one is.
  smimecheck kit mutate --seed 42 -n 1 -o again/ offer.eml
      The variant offer.000042.eml once more.
  smimecheck kit mutate --operations cms,boundary --resign always -n 100 \
      --donor other.eml -o variants/ offer.eml
      Only CMS and boundaries, signed again, with parts of another mail.

Options
  --seed N                the first variant's seed, the next has N+1, and so on;
                          default 1
  -n, --count N           variants of each message; default 10
  -o, --output DIR        where they go, as NAME.SEED.eml; made if missing
  --overwrite             replace files that are there
  --operations LIST       only these operations or families (below)
  --resign WHEN           sign the variant again, with a key that everybody has
                          and a certificate that nobody should trust: never,
                          sometimes (default), always
  --most-changes N        up to N changes in a variant; default 4
  --max-size N            no variant has more than N octets; default: 1048576
                          more than its message
  --donor FILE            a message whose values and fields may be used;
                          repeatable
  -r, --recursive         the files below a directory
  --files-from FILE       read file names from FILE; -0 for NUL between them
  --limit NAME=N          change a limit (see smimecheck verify --help)

Exit status
  0 made  2 wrong usage  3 a message could not be read  75 try again later
  130 interrupted
)";

constexpr std::string_view kFetch = R"(smimecheck fetch [OPTION...] MESSAGE|CERT...

Fetches what it takes to check revocation, over http and https: CRLs, OCSP
responses, and certificates of issuers that are not in the message. Asked are
the addresses that the signers' certificates name, and those of their issuers.
The bundle that it writes makes verification repeatable, without a network.

Examples
  smimecheck fetch --trust list.sst -o bundle.tar offer.eml
  smimecheck verify --trust list.sst --revocation bundle.tar offer.eml
      Fetch once, verify as often as you like.
  smimecheck fetch --trust list.sst alice.pem
      Can everybody reach the addresses in this certificate?
  smimecheck fetch --dry-run offer.eml
      Which addresses would be asked? Nothing is sent.

Options
  -o, --output FILE       write the bundle to FILE, which appears when it is
                          complete; without it the answers are only looked at
  --trust [CLIENT=]FILE, --intermediates FILE
                          issuers that need not be fetched; as for verify
  --dry-run               list the addresses known so far, ask none
  --cache DIR             keep answers until their nextUpdate, at most a week
  --allow-private         also ask servers with private, loopback, link-local
                          and other addresses that are not public
  --max-time S            seconds for one address (15)
  --max-redirects N       0 to 5 (0)
  --ca FILE               PEM: authorities for https instead of the system's
  --proxy URL             ask through this proxy (http://HOST:PORT), never the
                          environment's
  --limit NAME=N          change a limit: fetch-crl, fetch-ocsp, fetch-issuers
                          (octets of an answer), fetch-urls (addresses of a
                          certificate), fetch-rounds, bundle-items, bundle-size
  -r, --files-from, -0    as for smimecheck verify

Output
  One line per address: what for, result, octets, address. ldap addresses are
  listed as unsupported_scheme.

Exit status
  0    every address was fetched, but for ldap ones beside an http one
  3    some were not, for a lasting reason; or an input holds no signer
  2    wrong usage  75  some were not, for a temporary reason  130  interrupted
  With 3 and 75, too, the bundle is written, and says what failed; there is none
  where no input could be read.
)";

constexpr std::string_view kSchema = R"(smimecheck schema

Prints the JSON Schema (draft 2020-12) of the objects that --format json and
--format ndjson write.

Examples
  smimecheck schema > smimecheck.schema.json
  smimecheck schema | jq '."$defs".message.required'
  smimecheck verify --format json offer.eml | check-jsonschema --schemafile \
      smimecheck.schema.json -
)";

std::string verify_help() {
  std::string out(kVerify);
  out += "\nLimits and their defaults (docs/limits.md)\n";
  for (const NamedLimit& limit : named_limits(Limits{}))
    out += "  " + std::string(limit.name) + "=" + std::to_string(limit.value) + "\n";
  return out;
}

std::string kit_help() {
  constexpr std::size_t kColumn = 28;
  std::string out(kKit);
  out += "\nOperations, by family\n";
  for (const mutate::OperationInfo& one : mutate::operations()) {
    std::string line = "  " + std::string(one.name);
    line.resize(std::max(line.size() + 1, kColumn), ' ');
    out += line + std::string(one.about) + "\n";
  }
  return out;
}

}  // namespace

std::string_view short_help() {
  return "usage: smimecheck COMMAND ...   (verify, certificate, trust, inspect, explain,\n"
         "                                kit, fetch, schema)\n"
         "       smimecheck verify --trust list.sst offer.eml\n"
         "       smimecheck --help\n";
}

std::string help(std::string_view command) {
  if (command == "verify") return verify_help();
  if (command == "certificate") return std::string(kCertificate);
  if (command == "trust") return std::string(kTrust);
  if (command == "inspect") return std::string(kInspect);
  if (command == "explain") return std::string(kExplain);
  if (command == "kit") return kit_help();
  if (command == "fetch") return std::string(kFetch);
  if (command == "schema") return std::string(kSchema);
  return std::string(kProgram);
}

}  // namespace smime::cli
