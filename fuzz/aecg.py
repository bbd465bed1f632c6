"""HL7 annotated ECGs (XML): bombs of entities, reaches for other files, odd numbers, structures and encodings."""

from __future__ import annotations

import random
from pathlib import Path

from .target import EcgFile, damage

HEAD = """<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<effectiveTime><low value="20240229130507.000"/></effectiveTime>
<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject><id root="1.2" extension="A-17"/>
<subjectDemographicPerson><name>Jane Miller</name><administrativeGenderCode code="F"/><birthTime value="19620301"/>
</subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>
<component><series><code code="RHYTHM"/><component><sequenceSet>
<component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="20240229130507"/>
<increment value="0.002" unit="s"/></value></sequence></component>
"""
LEAD = """<component><sequence><code code="MDC_ECG_LEAD_{lead}"/><value xsi:type="SLIST_PQ">
<origin value="0" unit="uV"/><scale value="2.5" unit="uV"/><digits>{digits}</digits></value></sequence></component>
"""
FOOT = "</sequenceSet></component></series></component></AnnotatedECG>"
LEADS = ("I", "II", "III", "AVR", "V1", "V6", "X", "")
VALUES = (
    "", "0", "-1", "1e308", "1e999", "1e-320", "nan", "inf", "x", "9" * 5000, "0.002", "1e-7", "ms", "us", "s", "uV",
    "V", "mmHg",
    "nV", "20249999", "00010101", "99991231235959.999999999", "20240229130507+9999", "\u0663", "\u2028", "&#0;",
    "&#x85;", "&x;",
    "&lt;", "DERIVED", "F", "M", "MDC_ECG_LEAD_II", "TIME_", "1_0", "0x1p3",
)  # fmt: skip
LAUGH = '<!ENTITY a{i} "{more}">'
DOCTYPES = (
    '<!DOCTYPE x [<!ENTITY x "y">]>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "other.dtd"> %p;]>',
    '<!DOCTYPE x SYSTEM "other.dtd">',
    '<!DOCTYPE x PUBLIC "-//x" "http://127.0.0.1:9/x.dtd">',
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(LAUGH.format(i=i, more=f"&a{i - 1};" * 20) for i in range(1, 12))
    + '<!ENTITY x "&a11;">]>',
    f'<!DOCTYPE x [<!ENTITY x "{"z" * 100_000}">]>',
    '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>',
)  # fmt: skip


class Aecg(EcgFile):
    """``a.xml``."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next file; beside it lies what a document type could lead to."""
        (folder / "other.dtd").write_text('<!ENTITY x "secret">')
        path = folder / "a.xml"
        path.write_bytes(make(rng))
        return path


def make(rng: random.Random) -> bytes:
    """A file a few edits away from a good one."""
    n = rng.choice((1, 2, 50, 500))
    text = HEAD
    for _ in range(rng.choice((0, 1, 2, 12))):
        digits = " ".join(str(rng.randrange(-500, 500)) for _ in range(n if rng.random() < 0.95 else n + 1))
        text += LEAD.format(lead=rng.choice(LEADS), digits=digits)
    text += FOOT
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        text = _edited(text, rng)
    if rng.random() < 0.1:
        text = rng.choice(DOCTYPES) + text.replace("Jane", "&x;", 1)
    if rng.random() < 0.02:
        depth = rng.choice((100, 10_000, 200_000))
        text = text.replace("<name>", "<name>" + "<b>" * depth + "</b>" * (depth if rng.random() < 0.8 else 0), 1)
    if rng.random() < 0.01:
        text = text.replace("<series>", "<series " + " ".join(f'a{i}="1"' for i in range(20_000)) + ">", 1)
    coding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-16", "latin-1"))
    said = (
        coding if rng.random() < 0.9 else rng.choice(("utf-7", "utf-32", "idna", "zip", "rot13", "x", "cp037", "big5"))
    )
    content = (rng.choice(("", f'<?xml version="1.0" encoding="{said}"?>')) + text).encode(coding, errors="replace")
    return damage(content, rng) if rng.random() < 0.2 else content


def _edited(text: str, rng: random.Random) -> str:
    """Another value of an attribute, or an element gone, doubled, renamed or emptied."""
    kind = rng.randrange(6)
    parts = text.split('"')
    if kind <= 2 and len(parts) > 2:
        parts[rng.randrange(1, len(parts), 2)] = rng.choice(VALUES)
        return '"'.join(parts)
    tags = text.split("<")
    at = rng.randrange(1, len(tags))
    if kind == 3:
        del tags[at]
    elif kind == 4:
        tags.insert(at, tags[rng.randrange(1, len(tags))])
    else:
        tags[at] = tags[at].split(">")[0] + ">" + rng.choice(VALUES)
    return "<".join(tags)


TARGET = Aecg()
