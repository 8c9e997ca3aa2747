#!/usr/bin/env python3
"""From fields and certificates, and whether the one names the holder of the other (address_matcher.py).

usage: address_pairs.py SEED COUNT

Writes one record to a line, fields separated by tabs, octets in hexadecimal:
  anchor       certificate
  certificate  number  body (the MIME entity that this certificate's key signed)
  pair         number of the certificate  header  standard  expected  policies
standard, expected: 1 if the sender is the signer, after the standards alone and after the declared policies, too.
"""
import random
import sys

from address_matcher import Names, answer
from signing import (PART, SHA256_RSA, NULL, Authority, RsaKey, address, body, oid, san, sequence, standard_attributes,
                     tlv)

PER_CERTIFICATE = 25
EMAIL, COMMON_NAME = "1.2.840.113549.1.9.1", "2.5.4.3"
SMTP_UTF8, UPN = "1.3.6.1.5.5.7.8.9", "1.3.6.1.4.1.311.20.2.3"

LOCALS = ["alice", "Alice", "ALICE", "bob", "a", "alice.example", "alice+tag", "al-ice_x", "o'brien", "1", "=alice", "{a}|b",
          "alice/b", "a" * 64, "postmaster", "alice%example.net", "alice!bob", "al?ce", "#a$b%c&d", "~`^"]
BAD_LOCALS = ["*", "al*ce", "alice.", ".alice", "al..ice", "", "a b", "a,b", "a\"b", "alice\\", "(alice)", "alice\0"]
UTF8_LOCALS = ["älice", "ÄLICE", "аlice", "alicе", "用户", "δοκιμή", "مستخدم", "a\u0308lice", "alice\u200d", "al\u2800ice", "ａlice",
               "élan", "e\u0301lan", "alice\u00ad", "ﬁrst", "ı", "ß", "ss", "🙂", "\u202ealice"]
DOMAINS = ["example.com", "EXAMPLE.com", "Example.Com", "example.net", "mail.example.com", "example.co", "localhost", "a.b.c.d.e",
           "xn--bcher-kva.example", "XN--BCHER-KVA.example", "xn--fsqu00a.xn--0zwm56d", "1.2.3.4", "ex-ample.com", "3com.example",
           "x" * 63 + ".example"]
BAD_DOMAINS = ["example.com.", ".example.com", "example..com", "ex_ample.com", "-example.com", "example-.com", "exam ple.com",
               "example.com,example.net", "*.example.com", "x" * 64 + ".example", "", "example.com/", "[192.0.2.1]",
               "[IPv6:2001:db8::1]", "example.com\x00.evil.example", "example.com\t"]
IDN = ["bücher.example", "Bücher.example", "BÜCHER.example", "bu\u0308cher.example", "例子.测试", "пример.example", "еxample.com",
       "exаmple.com", "ｅxample.com", "example。com", "example．com", "faß.example", "fass.example", "ex\u00adample.com",
       "ex\u200dample.com", "example\u2024com", "ěxample.com", "אבג.example", "1אב.example", "مثال.example", "\u0301x.example",
       "☃.example", "i♥.example", "ǆ.example", "xn--bücher.example", "ab--ü.example", "-ü.example", "ü-.example",
       "bücher.xn--bcher-kva", "bücher.xn--zz-", "Ⅷ.example", "ℵ.example", "ªb.example", "µ.example", "μ.example", "ς.example",
       "σ.example", "ıstanbul.example", "k\u212a.example", "𝒶.example"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, *choices):
        return self.random.choice(choices)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    # ---- what certificates hold -------------------------------------------------------------------------------------
    def certificate(self):
        """(subject, alternative names or b"", what the matcher is told, addresses to try)"""
        kind = self.random.randrange(100)
        near = self.plain()
        if kind < 40:
            value = self.rfc822(near)
            return self.made([("rfc822", value)], near)
        if kind < 55:
            value = self.smtp_utf8(near)
            return self.made([("smtputf8", value)], near)
        if kind < 70:
            names = [(self.one_of("rfc822", "rfc822", "smtputf8", "other"), b"") for _ in range(self.random.randrange(2, 6))]
            names = [(form, self.rfc822(near) if form == "rfc822" else self.smtp_utf8(near) if form == "smtputf8"
                      else near.encode()) for form, _ in names]
            return self.made(names, near)
        if kind < 72:
            names = [("rfc822", f"user{i}@example.com".encode()) for i in range(100)] + [("rfc822", near.encode())]
            return self.made(names, near)
        if kind < 82:
            return self.made([("other", near.encode())], near, subject=[self.rfc822(near)])
        if kind < 94:
            return self.made([], near, subject=[self.rfc822(near) for _ in range(self.random.randrange(3))])
        if kind < 97:
            return self.made([("rfc822", self.rfc822(self.plain()))], near, subject=[near.encode()])
        return self.made([], near, subject=[near.encode()], unreadable=True)

    def plain(self):
        return self.one_of(*LOCALS) + "@" + self.one_of(*DOMAINS)

    def rfc822(self, near):
        """The octets of an rfc822Name: mostly well-formed, else one of the forms that have fooled somebody."""
        local, _, domain = near.rpartition("@")
        if self.chance(55):
            return near.encode()
        kind = self.random.randrange(40)
        forms = [near + "\0.evil.example", "evil@evil.example\0" + near, near + "\0", " " + near, near + " ", near.replace("@", " @"),
                 near + "," + self.plain(), near + ";" + self.plain(), near + " " + self.plain(), "*@" + domain, local + "@*." + domain,
                 "@" + domain, domain, local, "mailto:" + near, "<" + near + ">", "Alice <" + near + ">", near + "@evil.example",
                 local + "@" + self.one_of(*BAD_DOMAINS), '"' + local + '"@' + domain, '"a b"@' + domain, '"a,b"@' + domain,
                 '""@' + domain, '"a\\"b"@' + domain, '"' + local + '@' + domain, local + "@", "", near + "\n", near + "\r\n",
                 local + "\t@" + domain, "(x)" + near, near + "(x)", '"a..b"@' + domain, '"<a>"@' + domain, '"*"@' + domain]
        if kind < 36:
            return self.one_of(*forms).encode()
        if kind == 36:
            return (self.one_of(*BAD_LOCALS) + "@" + domain).encode()
        if kind == 39:
            return self.one_of(self.one_of(*UTF8_LOCALS) + "@" + domain, local + "@" + self.one_of(*IDN)).encode()
        if kind == 38:
            return near.encode().replace(b"a", b"\xe4", 1)
        return near.encode()

    def smtp_utf8(self, near):
        local, _, domain = near.rpartition("@")
        utf8 = self.one_of(*UTF8_LOCALS)
        kind = self.random.randrange(10)
        if kind < 6:
            return (utf8 + "@" + domain).encode()
        if kind == 6:
            return near.encode()  # ASCII alone: RFC 9598 3 forbids it
        if kind == 7:
            return (utf8 + "@" + self.one_of(*IDN)).encode()
        if kind == 8:
            return self.one_of((utf8 + " @" + domain).encode(), ("\ufeff" + utf8 + "@" + domain).encode(), utf8.encode(),
                               (utf8 + "@" + domain + "\0").encode(), ('"' + utf8 + '"@' + domain).encode(),
                               (utf8 + "@" + domain).encode("utf-16-le"), (utf8 + "@" + domain).encode()[:-1] + b"\xc3",
                               b"\xff" + (utf8 + "@" + domain).encode(), (utf8 + "*@" + domain).encode())
        return (local + utf8 + "@" + domain).encode()

    def made(self, alternative, near, subject=(), unreadable=False):
        values = []
        for form, octets in alternative:
            if form == "rfc822":
                values.append(address(octets))
            elif form == "smtputf8":
                values.append(tlv(0xA0, oid(SMTP_UTF8), tlv(0xA0, tlv(0x0C, octets))))
            else:
                values.append(self.one_of(tlv(0x86, b"mailto:" + octets), tlv(0x82, octets.rpartition(b"@")[2]),
                                          tlv(0xA0, oid(UPN), tlv(0xA0, tlv(0x0C, octets))),
                                          tlv(0xA4, sequence(tlv(0x31, sequence(oid(EMAIL), tlv(0x16, octets)))))))
        rdns = [tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0C, near.encode())))]
        rdns += [tlv(0x31, sequence(oid(EMAIL), tlv(0x16, octets))) for octets in subject]
        names = san(*values) if values else b""
        if unreadable:
            names = self.one_of(b"\x30\x05\x81\x20abc", b"\x31\x00", b"\x04\x00", b"\x30\x80\x00\x00")
        addresses = [near] + [octets.decode("utf-8", "surrogateescape") for _, octets in alternative] + [
            octets.decode("utf-8", "surrogateescape") for octets in subject]
        return sequence(*rdns), names, Names(alternative, list(subject), unreadable), addresses

    # ---- what header fields say -------------------------------------------------------------------------------------
    def header(self, addresses):
        near = self.one_of(*addresses) if self.chance(85) else self.one_of(self.plain(), self.exotic())
        value = self.from_value(near)
        fields = [("From", value)]
        kind = self.random.randrange(90)
        if kind == 0:
            fields.append(("From", self.from_value(self.one_of(*addresses))))
        elif kind == 1:
            fields.insert(0, ("from", self.plain()))
        elif kind == 2:
            fields = [("Sender", value)]
        elif kind == 3:
            fields = [("From", self.plain()), ("Sender", near), ("Reply-To", near)]
        elif kind == 4:
            fields = [("Resent-From", near), ("Return-Path", f"<{near}>"), ("X-From", near)]
        elif kind == 5:
            fields = [(self.one_of("FROM", "from", "fRoM"), value)]
        elif kind == 6:
            fields = [(self.one_of("From ", "From\t", "From\0", "Frоm", "From\u200b", " From", "\tFrom", "From\r"), value)]
        elif kind == 7:
            fields.append(("Sender", self.plain()))
        elif kind == 8:
            fields = []
        fields.insert(self.random.randrange(len(fields) + 1), ("Date", " Sat, 10 Jan 2026 09:00:00 +0000"))
        fields.append(("To", " Carol <carol@example.net>"))
        text = "".join(f"{field}:{self.one_of(' ', '', '  ', chr(9)) if field != 'Date' else ''}{value}\r\n"
                       for field, value in fields)
        return text.encode("utf-8", "surrogateescape")

    def exotic(self):
        return self.one_of(self.one_of(*UTF8_LOCALS) + "@" + self.one_of(*DOMAINS),
                           self.one_of(*LOCALS) + "@" + self.one_of(*IDN), self.one_of(*UTF8_LOCALS) + "@" + self.one_of(*IDN),
                           self.one_of(*LOCALS) + "@" + self.one_of(*BAD_DOMAINS),
                           self.one_of(*BAD_LOCALS) + "@" + self.one_of(*DOMAINS))

    def varied(self, near):
        """The same address in other clothes, or one that only looks like it."""
        local, _, domain = near.rpartition("@")
        kind = self.random.randrange(30)
        upper = lambda text: "".join(c.upper() if c.isascii() and self.chance(50) else c for c in text)
        forms = [near, near, near, near, local + "@" + upper(domain), upper(local) + "@" + domain, '"' + local + '"@' + domain,
                 local + " @" + domain, local + "@ " + domain, local + "(c)@" + domain, local + "@(c)" + domain,
                 local + "\r\n @" + domain, local.replace(".", " . ") + "@" + domain, local + "@" + domain.replace(".", " . "),
                 local + "@" + domain + ".", near + "\0", near + "@evil.example", "evil@evil.example\0" + near,
                 local + "@" + self.unicode(domain), near.replace("a", self.one_of("а", "ａ", "ä", "\u200ba"), 1),
                 near.replace("@", self.one_of("＠", "﹫", "%40", "@@", " at ")), "=?utf-8?q?" + local + "?=@" + domain,
                 "@relay.example:" + near, '"' + local + '\\ "@' + domain, '"\\' + local + '"@' + domain, near + "\u202e",
                 '"' + near + '"@evil.example', local + "@" + "evil." + domain, local + "@" + domain + ".evil.example", local]
        return forms[kind]

    def unicode(self, domain):
        try:
            return ".".join(label[4:].encode().decode("punycode") if label.lower().startswith("xn--") else label
                            for label in domain.split("."))
        except (UnicodeError, ValueError):
            return domain

    def comment(self):
        return self.one_of("(a comment)", "(nested (comment))", "(alice@example.com)", "(\\) <evil@evil.example>)", "()", "(open",
                           "close)", "(ä)", "(\r\n folded)")

    def display(self, near):
        if self.chance(50):
            return self.one_of("Alice", "Alice Example", '"Example, Alice"', "=?utf-8?q?=C3=84lice?=", "Älice")
        return self.one_of("Alice", "Alice Example", '"Alice Example"', '"Example, Alice"', "Alice Example, Ltd.", "A. Lice",
                           "=?utf-8?q?=C3=84lice?=", "=?utf-8?b?w4RsaWNl?=", "Älice", "Al\udce4ice", f'"{near}"', near, f"'{near}'",
                           '"evil@evil.example"', "evil@evil.example", "[Alice]", "Alice [x]", "Alice [x", "Alice: x", "Alice; x",
                           '"Alice', 'Alice "A" Example', '"a\\"b"', "Alice\tExample", "", '""', "Alice\r\n Example", "Alice(x)",
                           "(x)Alice", "Alice\0", "Al\x01ice", "Alice\\", "Alice\\ Example", "<", ">", "=?utf-8?q?a=40b=2Ec?=", "a,b",
                           ".", ".Alice", "Alice .", "'", "''", "@", "Alice@", "[", "]", "[]", "((x))", "\u202eecilA", "名前")

    def from_value(self, near):
        kind = self.random.randrange(100)
        one = near if self.chance(50) else self.varied(near)
        blank = lambda: self.one_of("", " ", "\r\n ", "\t", "  ") if self.chance(40) else ""
        named = lambda a: self.display(near) + self.one_of(" ", "", " ", "\r\n ") + "<" + a + ">"
        if kind < 20:
            return one
        if kind < 25:
            return f"<{one}>"
        if kind < 60:
            return blank() + named(one) + blank()
        if kind < 66:
            return self.one_of(self.comment() + one, one + self.comment(), one + " " + self.comment(), named(self.comment() + one),
                               named(one + self.comment()), named(one) + self.comment(), self.comment() + named(one))
        if kind < 71:
            return self.one_of(f"Group:{one};", f"Group: {named(one)};", f"Group:{one},{self.plain()};", "Group:;", f"Group:;, {one}",
                               f"Group:{one};,{one}", f"Undisclosed: {one}", f":{one};", f"{one};")
        if kind < 77:
            return self.one_of(", ", ",", " ,\r\n ").join([one, self.varied(self.plain())][::self.one_of(1, -1)])
        if kind < 80:
            return self.one_of(one + ",", "," + one, one + ",,", ",", one + "," + one, "", " ", "<>", "Alice <>", "Alice", "\r\n ")
        if kind < 84:
            return self.one_of(f"<{one}> <{self.plain()}>", f"{one} <{self.plain()}>", f"{self.plain()} <{one}>", f"<{one}",
                               f"{one}>", f"<<{one}>>", f"<{one}> x", f"<{one}>>", f"< {one} >", f"<\r\n {one}>", f"<@a,@b:{one}>",
                               f"<{one},{one}>", f"<{one};>")
        if kind < 88:
            return self.one_of(f"{one}\r{self.plain()}", f"{one}\n", f"\r{one}", f"{one}\r\n \r\n ", f"\r\n\t{one}", f"{one}\x7f",
                               f"{one}\x0b", f"\ufeff{one}", f"{one}\u00a0", f"\x00{one}", f"{one}\udcff", f"\udcff{one}")
        return "".join(self.one_of(one, self.display(near), "<", ">", ",", ":", ";", "@", " ", '"', "(", ")", "[", "]", ".", "\\",
                                   "\r\n ", "example.com", "alice", "=?utf-8?q?", "?=") for _ in range(self.random.randrange(1, 7)))


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    maker = Maker(seed)
    authority, key = Authority(), RsaKey.made()
    covered, field = standard_attributes(PART)
    value = key.sign(covered)
    spki = key.spki()
    scheme = sequence(oid(SHA256_RSA), NULL)
    print("anchor", authority.certificate.hex(), sep="\t")
    for number in range(-(-count // PER_CERTIFICATE)):
        subject, alternative, names, addresses = maker.certificate()
        certificate = authority.signer(spki, alternative, subject)
        print("certificate", number, body(certificate, value, scheme, attributes=field).hex(), sep="\t")
        for _ in range(min(PER_CERTIFICATE, count - PER_CERTIFICATE * number)):
            header = maker.header(addresses)
            standard, expected, policies = answer(header, names)
            print("pair", number, header.hex(), int(standard), int(expected), ",".join(sorted(policies)), sep="\t")


if __name__ == "__main__":
    main()
