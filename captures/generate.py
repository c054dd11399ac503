# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the shipped samples and their catalogues from captures/inner, or check that they are what would be made.

    generate.py             write captures/NAME.pcap and captures/NAME.catalogue/
    generate.py --check     write nothing; exit status 1, naming the files, if any differs, is missing or is too many

Promises: deterministic; the same recordings give the same bytes on every machine and Python version.
"""
import argparse
import json
import sys
from pathlib import Path

import pcapfile
import samples

FOLDER = Path(__file__).parent


def contents():
    """Path, relative to captures/, to bytes, of every generated file."""
    made = {}
    for name, make in samples.SAMPLES.items():
        sample = make()
        made[Path(f"{name}.pcap")] = pcapfile.encode(sample.capture)
        for file, document in sample.catalogue.items():
            text = json.dumps(document, indent=4, ensure_ascii=False) + "\n"
            made[Path(f"{name}.catalogue") / file] = text.encode()
    return made


def present():
    """The generated files that are there, wanted or not."""
    return {path.relative_to(FOLDER) for pattern in ("*.pcap", "*.catalogue/*") for path in FOLDER.glob(pattern)}


def check(made):
    problems = [f"{path}: {'differs' if (FOLDER / path).exists() else 'missing'}" for path, blob in made.items()
                if not (FOLDER / path).exists() or (FOLDER / path).read_bytes() != blob]
    problems += [f"{path}: not generated" for path in sorted(present() - made.keys())]
    for problem in problems:
        print(problem)
    print(f"{len(made)} files, {len(problems)} problems")
    return 1 if problems else 0


def write(made):
    for path in present() - made.keys():
        (FOLDER / path).unlink()
    for path, blob in made.items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(blob)
    print(f"{len(made)} files written")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    return (check if parser.parse_args().check else write)(contents())


if __name__ == "__main__":
    sys.exit(main())
