#!/usr/bin/env python3
"""The slowest inputs we know, each as one process: is the answer right, and what did it cost?

usage: bench/dos/run.py PROGRAM [--small] [--answers] [--keep FOLDER] [NAME...]

  --small    inputs at a hundredth of their octets, or a fifth of their count: a quick look
  --answers  only the answers count, not time and memory (for test runs under sanitizers)
  --keep     leave the inputs in FOLDER

Time is processor time, so that other work on the machine does not count; memory is the peak of the process.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from material import INPUTS, MIB, ROOT  # noqa: E402
import mime_inputs, cms_inputs, certificate_inputs, revocation_inputs, list_inputs  # noqa: E402,E401,F401

SECONDS, OCTETS = 2.0, 256 * MIB  # the goal for each input
PATIENCE = 120  # seconds, then it is stopped
TRUST = ROOT / "corpus" / "certs" / "root-1.pem"
NOW = "2026-01-15T00:00:00Z"


LARGE = 200_000  # above it, a size is octets
TELLING = 65536  # octets from which on the cost of one is more than noise of starting the process


def size_of(one, small):
    """Counts that hit a limit stay as they are, so that they still do."""
    if not small:
        return one.size
    if one.size > LARGE:
        return one.size // 100
    return one.size if one.limit else max(one.size // 5, 1)


def run(command, out, errors=subprocess.DEVNULL):
    """Exit status, processor seconds and peak octets of one process."""
    began = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=errors)
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        if time.monotonic() - began > PATIENCE:
            process.kill()
        time.sleep(0.001)


def limits_in(report):
    found = set()
    def walk(value):
        if isinstance(value, dict):
            if value.get("code") == "limit.reached" and "details" in value:  # not of a path that was not taken
                found.add(str(value["details"].get("limit", "")).replace("-", "_"))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
    walk(report)
    return found


def answer(one, command, status, path):
    """The word of the program, and the limits that it named. Read by another process: the peak of a child includes
    that of the process it came from."""
    if status not in (0, 1, 2, 3):
        return f"died ({status})", set()
    if command == "inspect":
        return "", set()
    reader = [sys.executable, __file__, "-", "--read", one.name, str(status), str(path)]
    word, *limits = subprocess.run(reader, check=True, capture_output=True, text=True).stdout.split()
    return word, set(limits)


def read_answer(one, status, text):
    if one.kind == "list":
        if status == 2:
            return "refused", {one.limit} if one.limit and one.limit.encode() in text.replace(b"-", b"_") else set()
        return "read", {one.limit} if one.limit and one.limit.encode() in text.replace(b"-", b"_") else set()
    report = json.loads(text)
    return str(report.get("verdict")), limits_in(report)


def commands(one, program, path):
    if one.kind == "list":
        yield "trust", [program, "trust", "show", "--format", "json", path]
        return
    yield "verify", [program, "verify", "--client", "all", "--at", NOW, "--trust", TRUST, "--format", "ndjson", path]
    yield "inspect", [program, "inspect", "--format", "json", path]


def judge(one, command, word, limits, small):
    """What is wrong with the answer; nothing if it is right."""
    if word.startswith("died"):
        return word
    if command == "inspect":
        return ""  # it shows and does not judge
    if small and one.size > LARGE and one.limit:
        return ""  # a hundredth of it hits no limit
    if word not in one.words.split():
        return f"{word}, not {one.words}"
    named_needed = one.limit and not (small and one.size > LARGE)
    return f"limit {one.limit} not named" if named_needed and one.limit not in limits else ""


def measure(one, options, folder, floor):
    small = options.small
    path = folder / (one.name + (".eml" if one.kind == "mail" else ".list"))
    # Made by another process: the peak of a child includes that of the process it came from.
    subprocess.run([sys.executable, __file__, options.program, "--make", one.name, str(path)] + ["--small"] * small, check=True)
    octets, rows = path.stat().st_size, []
    for command, arguments in commands(one, options.program, path):
        with open(folder / "answer", "wb") as out:
            status, seconds, peak = run(arguments, out, out if one.kind == "list" else subprocess.DEVNULL)
        word, limits = answer(one, command, status, folder / "answer")
        wrong = judge(one, command, word, limits, small)
        if not options.answers and (seconds > SECONDS or peak > OCTETS):
            wrong = f"{wrong}; over the goal" if wrong else "over the goal"
        cost = max(seconds - floor, 0) / octets * 1e9
        rows.append((cost, one.name, command, octets, seconds, peak, word, ",".join(sorted(limits)), wrong))
        print(f"{one.name:22} {command:8} {octets:>10} {seconds:8.3f} {peak / MIB:7.1f} {cost:9.1f}  {word:18} "
              f"{','.join(sorted(limits)):28} {wrong}", flush=True)
    if not options.keep:
        path.unlink()
    return rows


def startup(program, folder):
    """What a process costs that has next to nothing to do."""
    path = folder / "startup.eml"
    path.write_bytes(b"From: a@example.com\r\n\r\n")
    with tempfile.TemporaryFile() as out:
        return min(run([program, "verify", "--client", "all", "--at", NOW, "--trust", TRUST, path], out)[1] for _ in range(5))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("--make", nargs=2)
    parser.add_argument("--read", nargs=3)
    options = parser.parse_intermixed_args()
    if options.make:
        one = next(one for one in INPUTS if one.name == options.make[0])
        pathlib.Path(options.make[1]).write_bytes(one.make(size_of(one, options.small)))
        return 0
    if options.read:
        one = next(one for one in INPUTS if one.name == options.read[0])
        word, limits = read_answer(one, int(options.read[1]), pathlib.Path(options.read[2]).read_bytes())
        print(word, *sorted(limits))
        return 0
    unknown = set(options.names) - {one.name for one in INPUTS}
    if unknown:
        sys.exit(f"no such input: {', '.join(sorted(unknown))}")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        floor = startup(options.program, folder)
        print(f"{'input':22} {'command':8} {'octets':>10} {'seconds':>8} {'MiB':>7} {'ns/octet':>9}  {'word':18} limits")
        for one in INPUTS:
            if not options.names or one.name in options.names:
                rows += measure(one, options, folder, floor)
    wrong = [row for row in rows if row[8]]
    mails = [row for row in rows if row[2] == "verify" and row[3] >= TELLING]
    print(f"{len({row[1] for row in rows})} inputs, {len(rows)} runs, {len(wrong)} not as they should be; "
          f"slowest {max(row[4] for row in rows):.2f} s, largest {max(row[5] for row in rows) / MIB:.0f} MiB, "
          f"start {floor * 1000:.1f} ms")
    if mails:
        worst = max(mails)
        print(f"worst cost per octet of a message: {worst[0]:.0f} ns ({worst[1]}, {worst[3]} octets, {worst[4]:.2f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
