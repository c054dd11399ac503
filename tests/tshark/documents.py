# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON document of tshark -z vpcmirror,json: read, held against its schema, and searched."""
import json
from decimal import Decimal
from pathlib import Path

import jsonschema

REPORTS = Path(__file__).resolve().parents[2] / "reports"
SCHEMA = json.loads((REPORTS / "report.schema.json").read_text(encoding="utf-8"))


def strict(schema):
    """Later versions may have new members, so the schema allows what it does not describe. This version may not."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(part) for name, part in schema.items()}
    return closed | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else closed


STRICT = strict(SCHEMA)


def parse(text):
    """The document, which its schema must describe; decimals are exact."""
    jsonschema.Draft202012Validator(STRICT).validate(json.loads(text))
    return json.loads(text, parse_float=Decimal)


def session_name(session):
    """What `-T fields` shows of a session: its name; else VNI and source address."""
    return session.get("name") or (session["vni"], session["source"])


def sums(rows, key, *numbers):
    """The sums of some numbers of rows by a key; rows of nothing but zeros are left out."""
    result = {}
    for row in rows:
        total = result.setdefault(key(row), [0] * len(numbers))
        for place, name in enumerate(numbers):
            total[place] += row[name]
    return {key: tuple(total) for key, total in result.items() if any(total)}
