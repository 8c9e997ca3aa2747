#!/usr/bin/env python3
"""A table of lines and branches per room from `llvm-cov export -summary-only`.
  coverage_table.py SUMMARY.json ROOT"""
import json, os, sys

summary, root = sys.argv[1], sys.argv[2].rstrip("/") + "/"
files = {}
for entry in json.load(open(summary))["data"][0]["files"]:
    # A compiler cache may have written the name in a roundabout way, and then beside the plain one.
    name = os.path.normpath(entry["filename"])
    if not name.startswith(root):
        continue
    path = name[len(root):]
    if path.split("/")[0] not in ("base", "mime", "engine", "cli"):
        continue
    counts = [entry["summary"][kind][key] for kind in ("lines", "branches") for key in ("covered", "count")]
    files[path] = max(counts, files.get(path, counts))
rooms = {}
for path, counts in files.items():
    for name in (path.rsplit("/", 1)[0], "all"):
        rooms[name] = [a + b for a, b in zip(rooms.get(name, [0] * 4), counts)]


def row(name, counts):
    lines, all_lines, branches, all_branches = counts
    share = lambda part, whole: f"{100 * part / whole:.1f} %" if whole else "-"
    print(f"{name:34} {lines:6} / {all_lines:6} {share(lines, all_lines):>8}   "
          f"{branches:6} / {all_branches:6} {share(branches, all_branches):>8}")


print(f"{'room':34} {'lines':>15} {'':8}   {'branches':>15}")
for name in sorted(name for name in rooms if name != "all"):
    row(name, rooms[name])
row("all", rooms["all"])
print("\nfiles with most branches left")
for path, counts in sorted(files.items(), key=lambda item: item[1][2] - item[1][3])[:15]:
    row(path, counts)
