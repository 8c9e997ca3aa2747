"""The attacks on CMS and keys once more, as opaque mail: what is refused in one form is refused in the other."""
import attacks_cms
import attacks_keys
from asn1 import members
from attack_parts import *


def with_content(cms, content):
    """The same SignedData with its content inside; nothing if it holds some already."""
    kind, wrapped = members(read(cms)[1])
    version, digests, encapsulated, *rest = members(read(read(wrapped)[1])[1])
    fields = list(members(read(encapsulated)[1]))
    if len(fields) != 1:
        return None
    return sequence(kind, tlv(0xA0, sequence(version, digests, sequence(*fields, tlv(0xA0, tlv(4, content))), *rest)))


def as_opaque(mail):
    """Nothing if it is not a clear-signed mail with a SignedData in its second part."""
    head_end = mail.find(b"Content-Type: multipart/signed")
    pieces = mail.split(b"--b0und\r\n")
    if head_end < 0 or len(pieces) != 3 or b"\r\n\r\n" not in pieces[2]:
        return None
    cms = base64.b64decode(pieces[2].split(b"\r\n\r\n", 1)[1].split(b"--b0und")[0])
    if oid(SIGNED_DATA) not in cms[:20]:
        return None
    cms = with_content(cms, pieces[1].removesuffix(b"\r\n"))
    return cms and opaque(cms, header=mail[:head_end])


def opaque_twins():
    for module in (attacks_cms, attacks_keys):
        for what, recipe in module.RECIPES.items():
            if what.endswith(".sst") or what.startswith("attributes-as-"):  # a list; opaque already
                continue
            twin = as_opaque(recipe())
            if twin:
                yield f"opaque.{module.__name__.removeprefix('attacks_')}.{what}", lambda octets=twin: octets


RECIPES = dict(opaque_twins())
