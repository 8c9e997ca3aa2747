"""Does the one From mailbox of a message stand in the signer's certificate? Written from RFC 5322, 6532, 6854, 5321,
5280, 8550, 9598 and 5890–5893, by itself: nothing here was taken from smimecheck's reader.

sender() and addresses() give the answer of the standards; `classes` collects the names of the declared policies
(docs/coverage-of-a-signature.md) that apply, and answer() says what follows from both.
"""
import re
import unicodedata

# ---- RFC 5322 3.2 to 3.4 with the UTF-8 of RFC 6532 3.2, without the obsolete forms of section 4 -------------------
# A lone surrogate is an octet that is not UTF-8 (surrogateescape): it is in none of the classes.
UTF8 = "\x80-\ud7ff\ue000-\U0010ffff"
WSP = "[ \t]"
FWS = f"(?:{WSP}*\r\n{WSP}+|{WSP}+)"
ATEXT = f"[A-Za-z0-9!#$%&'*+\\-/=?^_`{{|}}~{UTF8}]"
QUOTED_PAIR = f"\\\\[\x20-\x7e\t{UTF8}]"
QTEXT = f"[\x21\x23-\\x5b\\x5d-\x7e{UTF8}]"
CTEXT = re.compile(f"[\x21-\x27\x2a-\\x5b\\x5d-\x7e{UTF8}]|{QUOTED_PAIR}|{FWS}")
DOT_ATOM = re.compile(f"{ATEXT}+(?:\\.{ATEXT}+)*")
ATOM = re.compile(f"{ATEXT}+")
QUOTED = re.compile(f'"((?:{FWS}?(?:{QTEXT}|{QUOTED_PAIR}))*{FWS}?)"')
LITERAL = re.compile(f"\\[((?:{FWS}?[\x21-\x5a\x5e-\x7e{UTF8}])*{FWS}?)\\]")
SPACES = re.compile(FWS)


class NoMatch(Exception):
    pass


class Grammar:
    def __init__(self, text):
        self.text, self.at, self.inside = text, 0, False

    def end(self):
        return self.at == len(self.text)

    def next_is(self, character):
        return self.text.startswith(character, self.at)

    def take(self, pattern):
        found = pattern.match(self.text, self.at)
        if not found:
            raise NoMatch
        self.at = found.end()
        return found

    def special(self, character):
        if not self.next_is(character):
            raise NoMatch
        self.at += 1

    def comment(self):
        self.special("(")
        depth = 1
        while depth:
            if self.next_is("("):
                depth, self.at = depth + 1, self.at + 1
            elif self.next_is(")"):
                depth, self.at = depth - 1, self.at + 1
            else:
                self.take(CTEXT)

    def cfws(self):
        """True if there was any; blanks alone and comments count alike."""
        begin = self.at
        while True:
            found = SPACES.match(self.text, self.at)
            if found:
                self.at = found.end()
            if not self.next_is("("):
                return self.at != begin
            self.comment()

    def unquoted(self):
        inner = re.sub("\r\n(?=[ \t])", "", self.take(QUOTED).group(1))
        return re.sub(r"\\(.)", r"\1", inner, flags=re.S)

    def addr_spec(self):
        """local part, domain, and what policies look at."""
        notes = set()
        begin = self.at
        if self.cfws() and "(" in self.text[begin:self.at]:
            notes.add("comment")
        if self.next_is('"'):
            local = self.unquoted()
            if not local or re.search(r'[\s@<>()\[\],;:"\\]', local):
                notes.add("quoted")
        else:
            local = self.take(DOT_ATOM).group(0)
        if self.cfws():
            notes.add("inside")
        self.special("@")
        if self.cfws():
            notes.add("inside")
        if self.next_is("["):
            domain = "[" + self.take(LITERAL).group(1) + "]"
            notes.add("literal")
        else:
            domain = self.take(DOT_ATOM).group(0)
        begin = self.at
        if self.cfws() and "(" in self.text[begin:self.at]:
            notes.add("comment")
        return local, domain, notes

    def phrase(self):
        words = 0
        while True:
            begin = self.at
            self.cfws()
            try:
                self.take(QUOTED if self.next_is('"') else ATOM)
            except NoMatch:
                self.at = begin
                break
            words += 1
        self.cfws()
        if not words:
            raise NoMatch

    def mailbox(self):
        begin = self.at
        try:
            self.cfws_phrase_optional()
            self.special("<")
            local, domain, notes = self.addr_spec()
            self.special(">")
            self.cfws()
            return local, domain, notes
        except NoMatch:
            self.at = begin
        local, domain, notes = self.addr_spec()
        return local, domain, notes - {"comment"}

    def cfws_phrase_optional(self):
        begin = self.at
        try:
            self.phrase()
        except NoMatch:
            self.at = begin
            self.cfws()

    def group(self):
        self.phrase()
        self.special(":")
        members = []
        begin = self.at
        try:
            members = self.mailbox_list()
        except NoMatch:
            self.at = begin
            self.cfws()
        self.special(";")
        self.cfws()
        return members

    def mailbox_list(self):
        found = [self.mailbox()]
        while self.next_is(","):
            self.at += 1
            found.append(self.mailbox())
        return found

    def address_list(self):
        """RFC 6854 3: From may hold groups, too."""
        found, groups = [], 0
        while True:
            begin = self.at
            try:
                found.append(self.mailbox())
            except NoMatch:
                self.at = begin
                found += self.group()
                groups += 1
            if self.end():
                return found, groups
            self.special(",")


def fields(header):
    """RFC 5322 2.2: (name, body) of each field; None if the section is malformed anywhere that touches From."""
    text = header.decode("utf-8", "surrogateescape")
    found = []
    for line in re.split("\r\n(?![ \t])", text):
        if not line:
            continue
        parts = re.fullmatch("([\x21-\x39\x3b-\x7e]+):(.*)", line, re.S)
        if not parts:
            return None
        found.append((parts.group(1).lower(), parts.group(2)))
    return found


ENCODED_WORD = re.compile(r"=\?[^?]*\?[bqBQ]\?.*\?=", re.S)


# A name as it stands: quoted strings and comments as the grammar has them, and whatever else is not special to readers.
NAME_PIECE = re.compile(r'[^"()<>,;\\\x00-\x08\x0a-\x1f\x7f]')


def irregular(body):
    """A name that breaks the grammar (RFC 5322 4.1 and worse) before the one address that every reader takes."""
    grammar = Grammar(re.sub("\r\n(?=[ \t])", "", body).strip(" \t"))
    bare = ""  # the name without quoted strings and comments
    try:
        while not grammar.next_is("<"):
            if grammar.next_is('"'):
                grammar.take(QUOTED)
            elif grammar.next_is("("):
                grammar.comment()
            else:
                bare += grammar.take(NAME_PIECE).group(0)
        shown = grammar.text[:grammar.at].strip(" \t")
        if not shown:
            return None
        grammar.special("<")
        local, domain, notes = grammar.addr_spec()
        grammar.special(">")
        tail = grammar.at
        grammar.cfws()
    except NoMatch:
        return None
    if not grammar.end():
        return None
    if re.search(r"[@\[\]:]", bare):
        # Then nothing in it may be quoted, and an address in it is the address itself.
        if re.search(r'["(]', shown) or "[" in re.sub(r"\[[^\]]*\]", "", shown) or tail != len(grammar.text):
            return None
        word = shown[1:-1] if len(shown) > 2 and shown[0] == shown[-1] == "'" else shown
        if "@" in shown and word != local + "@" + domain:
            return None
    return local, domain, notes


def sender(header, classes):
    """The one mailbox of From as (local part, domain), or None. Where a policy reads another mailbox than the strict
    grammar, its name is put into `classes` and the mailbox it reads is returned."""
    found = fields(header)
    if found is None:
        return None
    bodies = [body for name, body in found if name == "from"]
    if len(bodies) != 1:
        return None
    grammar = Grammar(bodies[0])
    local = None
    try:
        boxes, groups = grammar.address_list()
        if len(boxes) != 1:
            return None
        local, domain, notes = boxes[0]
        if groups:
            classes.add("group of one")
    except NoMatch:
        read = irregular(bodies[0])
        if not read:
            return None
        local, domain, notes = read
        classes.add("irregular name")
    if notes & {"inside", "comment"}:
        classes.add("blank or comment in the address")
    if "quoted" in notes:
        classes.add("quotes that the local part needs")
    if re.search(f"\r\n{WSP}*(?=\r\n|$)", bodies[0]):
        classes.add("folding line of blanks")
    address = local + "@" + domain
    if re.search("[\ud800-\udfff]", address) or ENCODED_WORD.search(address):
        return None
    return local, domain


# ---- certificates: RFC 5280 4.2.1.6, RFC 5321 4.1.2, RFC 9598 3 -----------------------------------------------------
HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                  r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")
DOT_STRING = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")
UTF8_DOT_STRING = re.compile(f"{ATEXT}+(?:\\.{ATEXT}+)*")
QUOTED_STRING = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*)"')
ADDRESS_LITERAL = re.compile(r"\[[\x21-\x5a\x5e-\x7e]+\]")


def certificate_mailbox(octets, utf8=False):
    """(local part without quoting, domain, names of policies that leave it out), or None if it is no Mailbox."""
    try:
        text = octets.decode("utf-8" if utf8 else "ascii")
    except UnicodeDecodeError:
        return None
    local, at, domain = text.rpartition("@")
    left_out = set()
    if not at:
        return None
    if not HOST.fullmatch(domain):
        if not ADDRESS_LITERAL.fullmatch(domain) or utf8:
            return None
        left_out.add("address literal")
    if "*" in local:
        left_out.add("asterisk in the certificate")
    if (UTF8_DOT_STRING if utf8 else DOT_STRING).fullmatch(local):
        if utf8 and hidden(local):
            left_out.add("invisible character in the local part")
        if utf8 and local.isascii():
            return None  # RFC 9598 3: the local part "MUST […] contain non-ASCII"; others are rfc822Name
        return local, domain, left_out
    quoted = QUOTED_STRING.fullmatch(local)
    if not quoted or utf8:
        return None
    plain = re.sub(r"\\(.)", r"\1", quoted.group(1))
    if not plain:
        return None
    if re.search(r"[\s,<>]", plain):
        left_out.add("quotes that the local part needs")
    return plain, domain, left_out


def hidden(text):
    return any(c == "\u2800" or unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn") or is_ignorable(ord(c)) or
               unicodedata.category(c) == "Zs" and c != " " for c in text)


# ---- domains: RFC 5890 to 5893, without any mapping but ASCII case --------------------------------------------------
EXCEPTIONS_VALID = {0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007}  # RFC 5892 2.6
CONTEXT_O = {0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, *range(0x660, 0x66A), *range(0x6F0, 0x6FA)}
EXCEPTIONS_NOT = {0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B}


def is_ignorable(c):
    return (c in (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0) or 0x180B <= c <= 0x180F or
            0x200B <= c <= 0x200F or 0x202A <= c <= 0x202E or 0x2060 <= c <= 0x206F or 0xFE00 <= c <= 0xFE0F or
            0xFFF0 <= c <= 0xFFF8 or 0x1BCA0 <= c <= 0x1BCA3 or 0x1D173 <= c <= 0x1D17A or 0xE0000 <= c <= 0xE0FFF)


def is_valid(character):
    """PVALID after RFC 5892 3. CONTEXTJ and CONTEXTO characters are not: address_pairs.py makes none that are valid."""
    c = ord(character)
    if c in EXCEPTIONS_VALID:
        return True
    if c in EXCEPTIONS_NOT or c in CONTEXT_O or c in (0x200C, 0x200D):
        return False
    category = unicodedata.category(character)
    if category == "Cn":
        return False
    if re.fullmatch("[a-z0-9-]", character):
        return True
    fold = lambda text: unicodedata.normalize("NFKC", text)
    if fold(fold(character).casefold()) != character or is_ignorable(c):
        return False
    if 0x1100 <= c <= 0x11FF or 0xA960 <= c <= 0xA97F or 0xD7B0 <= c <= 0xD7FF or 0x20D0 <= c <= 0x20FF:
        return False
    return category in ("Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc")


def a_labels(domain):
    """The domain as A-labels in lower case, or None."""
    labels = []
    for label in domain.split("."):
        lower = "".join(c.lower() if c.isascii() else c for c in label)
        if lower.isascii():
            if lower.startswith("xn--") and not domain.isascii() and not is_a_label(lower):
                return None
            labels.append(lower)
            continue
        if not is_u_label(lower):
            return None
        labels.append("xn--" + lower.encode("punycode").decode())
    joined = ".".join(labels)
    return joined if HOST.fullmatch(joined) else None


def is_u_label(label):
    if unicodedata.normalize("NFC", label) != label or not all(map(is_valid, label)):
        return False
    if label.startswith("-") or label.endswith("-") or label[2:4] == "--" or unicodedata.category(label[0])[0] == "M":
        return False
    return bidi_rule(label)


def is_a_label(label):
    try:
        decoded = label[4:].encode().decode("punycode")
    except (UnicodeError, ValueError):
        return False
    return not decoded.isascii() and is_u_label(decoded) and decoded.encode("punycode").decode() == label[4:]


def bidi_rule(label):
    """RFC 5893 2, for labels of one script that the generator makes."""
    kinds = [unicodedata.bidirectional(c) for c in label]
    if not any(kind in ("R", "AL", "AN") for kind in kinds):
        return True
    while kinds and kinds[-1] == "NSM":
        kinds.pop()
    if kinds[0] not in ("R", "AL"):
        return False
    if not all(kind in ("R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM") for kind in kinds):
        return False
    return kinds[-1] in ("R", "AL", "EN", "AN") and not ("EN" in kinds and "AN" in kinds)


# ---- both together: RFC 8550 3, RFC 9598 5 ---------------------------------------------------------------------------
def lower(text):
    return "".join(c.lower() if c.isascii() else c for c in text)


class Names:
    """What a certificate says: lists of (form, octets); form: rfc822, smtputf8, other (no address)."""

    def __init__(self, alternative=(), subject=(), unreadable=False):
        self.alternative, self.subject, self.unreadable = alternative, subject, unreadable


ACCEPTS = {"irregular name", "case of the local part"}  # policies that take what the strict reading refuses


def answer(header, names):
    """(answer of the standards, answer after the declared policies, names of the policies that matter)"""
    classes = set()
    mailbox = sender(header, classes)
    if mailbox is None:
        return False, False, classes
    local, domain = mailbox
    domain = a_labels(domain) if not domain.startswith("[") else lower(domain)
    found = [(form, octets) for form, octets in names.alternative if form != "other"]
    if not found and not names.unreadable:
        # RFC 8550 3: addresses of the subject name are for certificates without one in the alternative name.
        found = [("rfc822", octets) for octets in names.subject]
    best = None
    for form, octets in found:
        held = certificate_mailbox(octets, form == "smtputf8")
        if held is None or domain is None or lower(held[1]) != domain:
            continue
        if held[0] == local:
            reasons = set(held[2])
        elif lower(held[0]) == lower(local):
            reasons = held[2] | {"case of the local part"}
        else:
            continue
        if best is None or len(reasons) < len(best):
            best = reasons
    if best is None:
        return False, False, classes
    classes |= best
    standard = not classes & ACCEPTS
    return standard, not classes - ACCEPTS, classes
