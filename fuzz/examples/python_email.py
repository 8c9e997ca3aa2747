#!/usr/bin/env python3
"""Reads every file of a directory with Python's email package: what raises, what does it see?

usage: python_email.py DIRECTORY     (made by: smimecheck kit mutate -n 1000 -o DIRECTORY offer.eml)

With smimecheck in the PATH its reading of the MIME structure is compared: where two readers see
other parts in the same signed message, one can be shown what the other never checked.
"""
import collections
import email
import email.policy
import json
import os
import shutil
import subprocess
import sys


def read(octets):
    """What a mail program asks of a message: types of all parts, sender, decoded bodies."""
    message = email.message_from_bytes(octets, policy=email.policy.default)
    types = [part.get_content_type() for part in message.walk()]
    for part in message.walk():
        part.get_boundary()
        part.get_filename()
        if not part.is_multipart():
            part.get_payload(decode=True)
    if message["from"] is not None:
        [address.addr_spec for address in message["from"].addresses]
    str(message["subject"])
    return types


def other_reading(directory, names):
    """The types of all parts as smimecheck sees them, without those inside CMS objects."""
    if shutil.which("smimecheck") is None:
        return {}
    ran = subprocess.run(["smimecheck", "inspect", "--format", "ndjson", "--files-from", "-"],
                         input="\n".join(os.path.join(directory, name) for name in names),
                         capture_output=True, text=True)
    out = {}
    for line in ran.stdout.splitlines():
        seen = json.loads(line)
        out[os.path.basename(seen["location"])] = [
            part["content_type"].split(";")[0].split(" ")[0] for part in seen["parts"] if "/" not in part["part"]]
    return out


def shown(types):
    """Short, and safe on a terminal."""
    text = " ".join(types)
    return "".join(c if c.isprintable() else "?" for c in text)[:100]


def files_of(directory):
    """What the list of the last run names; without one, every file."""
    manifest = os.path.join(directory, "manifest.ndjson")
    if os.path.isfile(manifest):
        with open(manifest, encoding="utf-8") as lines:
            return sorted(json.loads(line)["file"] for line in lines)
    return sorted(entry.name for entry in os.scandir(directory) if entry.is_file())


def main(directory):
    if not os.path.isdir(directory):
        print(f"{directory}: is no directory; make one with smimecheck kit mutate -o", file=sys.stderr)
        return 2
    names = files_of(directory)
    types, raised, kinds = {}, collections.defaultdict(list), collections.Counter()
    for name in names:
        with open(os.path.join(directory, name), "rb") as file:
            octets = file.read()
        try:
            types[name] = read(octets)
        except Exception as fault:  # any: that is what is looked for
            where = fault.__traceback__
            while where.tb_next:
                where = where.tb_next
            place = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}"
            raised[f"{type(fault).__name__} in {place}"].append(name)
        else:
            kinds[types[name][0]] += 1
    print(f"{len(names)} files, {len(types)} read, {len(names) - len(types)} raised an exception")
    for what, which in sorted(raised.items()):
        print(f"  {what}: {len(which)}, such as {which[0]}")
    print("it sees, by type: " + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(5)))
    others = other_reading(directory, names)
    if shutil.which("smimecheck") is None:
        print("smimecheck is not in PATH: nothing was compared")
    differ = [name for name in types if name in others and types[name] != others[name]]
    if others:
        print(f"{len(differ)} of {len(types)} in which smimecheck sees other parts")
        for name in differ[:5]:
            print(f"  {name}: {shown(types[name])} | {shown(others[name])}")
    return 0 if names else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else print(__doc__) or 2)
