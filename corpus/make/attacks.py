#!/usr/bin/env python3
"""Messages corpus/attacks/TOPIC.NAME: what somebody sends who wants to be believed. Every run makes the same octets."""
import pathlib
import sys

import attacks_cms
import attacks_forms
import attacks_identity
import attacks_keys
import attacks_lists
import attacks_mime

OUT = pathlib.Path(__file__).resolve().parent.parent / "attacks"


def main():
    OUT.mkdir(exist_ok=True)
    made = set()
    for module in (attacks_cms, attacks_forms, attacks_identity, attacks_keys, attacks_lists, attacks_mime):
        topic = module.__name__.removeprefix("attacks_")
        for what, recipe in module.RECIPES.items():
            path = OUT / f"{topic}.{what}"
            if path.suffix not in (".sst", ".pem", ".p7b"):
                path = OUT / f"{topic}.{what}.eml"
            path.write_bytes(recipe())
            made.add(path)
    if stray := set(OUT.iterdir()) - made:
        sys.exit(f"no recipe makes {sorted(stray)}")


if __name__ == "__main__":
    main()
