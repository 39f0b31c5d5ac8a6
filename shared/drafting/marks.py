"""What a paragraph looks like by itself: a title, a section's heading, a label and its words, a line of signatures."""

import re
from typing import Final

from shared.drafting import naming
from shared.drafting.municipalities import table
from shared.drafting.naming import Found
from shared.drafting.paragraphs import Paragraph
from shared.drafting.rules import MONTHS

LONGEST_HEADING: Final = 110
_FIRST: Final = 5  # characters: a document that begins with a heading has its title there
_LONGEST_LEAD: Final = 200
_DESCRIBING: Final = ("situation", "goals")
_BACKGROUND: Final = ("bakgrund", "lägesbild", "nuläge", "problembild", "vad är problemet")
_LONGEST_SIGNED: Final = 100
_MOST_WORDS_OF_NAME: Final = 5
_LABELLED: Final = re.compile(r"([^:?]{3,40}?)\s*(?:[:?](?!\w)|$)\s*")
_DASHED: Final = re.compile(r"([^:?]{3,40}?(?:\d| [a-hivx]{1,4}))\s*(?::|[.-](?= ))\s*")
_AREA_NAMED: Final = re.compile(r"(?:(?:[Ff]okus|[Pp]roblem|[Ii]nsats)område|FOKUSOMRÅDE) (?:\d{1,2} )?(?=[A-ZÅÄÖ])")
_NUMBER: Final = re.compile(r"^(?:(?:§ ?)?\d{1,2}(?:\.\d{1,2})*[.)]?\s+)(?=[^\W\d_])")
_BARE: Final = re.compile(r"^(?:(?:§ ?)?\d{1,2}(?:\.\d{1,2})*[.)]? )?(.*?)[ :!.?]*$")
_CONTENTS: Final = re.compile(r"(?:\.{3,}|…{2,}|(?:\. ){3,})\s*\d{1,3}$")
_SIGNED: Final = re.compile(
    r"_{4,}|\.{8,}|\b(?:ort|datum)\b|(?<!\d)20\d\d-?[01]\d-?[0-3]\d(?!\d)|\b\d{1,2}/\d{1,2}[ -]20\d\d|\b20\d\d$"
)
_PHONE: Final = re.compile(r"\b0\d{1,3}[ -]\d{2,}|\b114 ?14\b|@")
_LEADS: Final = re.compile(r":$| att$|\bföljande\b[^.]{0,30}\.$")
_FOR_PARTY: Final = re.compile(r"för (?:[\w-]+ ){0,3}(?:kommun|stad|polismyndigheten|polisen|lokalpolisområde [\w ]+)")
_DATED: Final = re.compile(rf"\b(?:{'|'.join(MONTHS)}) 20\d\d$|\b20\d\d-[01]\d-[0-3]\d\b|\bdnr\b")
_NAME_OF_PARTY: Final = re.compile(
    r"^[A-ZÅÄÖ][\w-]* (?:\w+ )?[A-ZÅÄÖ]|\b(?:AB|IF|IK|SK|BK)\b|^[A-ZÅÄÖ]{2,6}$|^Förening"
)
_YEAR: Final = re.compile(r"\b20\d\d\b")
_CAPITALISED: Final = re.compile(r"(?:[A-ZÅÄÖ][\w.-]*|och|för|i|av|kommun|stad|lokalpolisområde)")


def key(paragraph: Paragraph) -> str:
    """Its words without the number before and the punctuation after them: headings are known again by it."""
    bare = _BARE.match(paragraph.folded.text)
    return bare[1] if bare else paragraph.folded.text


def without_number(words: str) -> str:
    """A heading's words without its number."""
    return _NUMBER.sub("", words)


def is_title(paragraph: Paragraph) -> bool:
    """Whether it names the document as one of promises."""
    folded = paragraph.folded.text
    named = naming.first("title", folded) or (paragraph.start < _FIRST and re.search(r"\blöften?\b", folded))
    sentence = folded.endswith(".") or naming.first("verb", folded) or naming.first("contact", folded)
    return bool(named) and len(folded) < LONGEST_HEADING and not sentence


def is_of_contents(paragraph: Paragraph) -> bool:
    """Whether it is a line of a table of contents."""
    return bool(_CONTENTS.search(paragraph.text))


def is_furniture(paragraph: Paragraph) -> bool:
    """Whether it belongs to the page on the web that a text was taken from."""
    return not paragraph.cells and naming.whole("furniture", key(paragraph)) is not None


def section(paragraph: Paragraph) -> Found | None:
    """The section that it opens, by its name or as a sentence that leads to a list ("Vi lovar dig:")."""
    if paragraph.is_item:
        return None
    leads = bool(_LEADS.search(paragraph.folded.text)) and len(paragraph.text) < _LONGEST_LEAD
    lead = naming.first("lead", paragraph.folded.text) if leads else None
    if lead and ("who" in lead[1].groupdict() or not named(paragraph)):
        return lead
    found = naming.whole("section", key(paragraph)) if len(paragraph.text) <= LONGEST_HEADING else None
    whose = named(paragraph)
    return found or (whose if whose and whose[0].id != "named.alone" and is_party(whose[1]["who"], paragraph) else None)


def is_of_past(paragraph: Paragraph, since: int | None) -> bool:
    """Whether it is a heading over what is told of earlier promises, those before the year ``since``."""
    text = paragraph.folded.text
    if len(text) > LONGEST_HEADING or text.endswith((".", ",", ";")):
        return False
    found = naming.first("past", text)
    years = [int(year) for year in _YEAR.findall(text)]
    return found is not None and (found[0].gives == "always" or bool(years and since and max(years) < since))


def named(paragraph: Paragraph) -> Found | None:
    """Whether it has the form of a heading that names whose promises follow, be that a party or not."""
    return naming.first("named", paragraph.folded.text) if len(paragraph.text) <= LONGEST_HEADING else None


def is_party(words: str, paragraph: Paragraph) -> bool:
    """Whether words of a paragraph are those of a party: by what it is, or by more than one word of a name."""
    begins = paragraph.folded.text.index(words)
    cased = paragraph.folded.cased[begins : begins + len(words)]
    known = naming.first("who", words) or naming.first("organisation", words)
    return bool(known) or _NAME_OF_PARTY.search(cased) is not None


def label(paragraph: Paragraph) -> tuple[naming.Naming, re.Match[str], Paragraph | None] | None:
    """A label before a colon, a dash or a question mark, or alone, and the words after it."""
    text = paragraph.folded.text
    for split in (_DASHED.match(text), _LABELLED.match(text)):
        if split and (found := naming.whole("label", split[1].strip())):
            return (*found, paragraph.at(split.end(), len(text)) if split.end() < len(text) else None)
    area = _AREA_NAMED.match(paragraph.folded.cased)
    if area and is_heading(paragraph) and (found := naming.whole("label", "fokusområde")):
        return (*found, paragraph.at(area.end(), len(text)))
    spaced = re.match(r"(ansvarig(?:a)?) (?=(?:är )?(?:polis|kommun))", text)
    if spaced and (found := naming.whole("label", spaced[1])):
        return (*found, paragraph.at(spaced.end(), len(text)))
    return None


def is_heading(paragraph: Paragraph) -> bool:
    """Whether it has a heading's form: short, begins with a capital, is no sentence and no list item."""
    words = without_number(paragraph.text)
    if len(words) > LONGEST_HEADING or paragraph.is_item:
        return False
    if not words[:1].isupper() or any(naming.first(each, paragraph.folded.text) for each in ("verb", "contact")):
        return False
    return not (words.endswith((":", ",", ";", "?", ".")) or _DATED.search(paragraph.folded.text))


def listed(heading: Paragraph) -> list[Paragraph]:
    """The names in a line that lists several: "Trafik, Narkotika, Bedrägerier"; none when it is no such line."""
    hits = list(re.finditer(r"[^,]+", heading.folded.cased))
    parts = [heading.at(hit.end() - len(hit.group().lstrip()), hit.end()) for hit in hits if hit.group().strip()]
    return parts if len(parts) > 2 and all(each.text[0].isupper() for each in parts) else []


def number(body: Paragraph) -> int | None:
    """The number before it, if any."""
    digits = body.marker.lstrip("§Mmo. (").rstrip(".):")
    return int(digits) if digits.isdigit() else None


def is_sentence(paragraph: Paragraph) -> bool:
    """Whether it ends as a sentence does, or promises something."""
    return paragraph.text.endswith((".", "!")) or bool(naming.first("verb", paragraph.folded.text))


def is_told(paragraph: Paragraph) -> bool:
    """Whether it is running text: it ends as a sentence does, or is longer than a heading."""
    return paragraph.text.endswith((".", "!", ":")) or len(paragraph.text) > LONGEST_HEADING


def tells(paragraph: Paragraph, of: tuple[str, ...]) -> bool:
    """Whether its words are of one of these sorts."""
    return any(naming.first(each, paragraph.folded.text) for each in of)


def is_beside(paragraph: Paragraph) -> bool:
    """Whether it stands beside promises and promises nothing: it tells the problem, or who answers for what."""
    return tells(paragraph, ("beside-promises",)) and not tells(paragraph, ("promising",))


def is_of_document(paragraph: Paragraph) -> bool:
    """Whether it tells of the document itself: its day, its number, its groups, or whom to ask."""
    dated = _DATED.search(paragraph.folded.text) or _PHONE.search(paragraph.folded.text)
    return bool(dated) or tells(paragraph, ("about-document", "contact", "standing"))


def is_described(heading: Paragraph, following: Paragraph | None) -> bool:
    """Whether what follows a heading tells the problem or the goal of an area; no party is one."""
    if following is None or naming.first("who", heading.folded.text):
        return False
    if len(following.cells) == 2:
        named = label(following.cells[0])
        return named is not None and named[0].gives in (*_DESCRIBING, "promise")
    return is_background(following) or any(gives(following, each) for each in _DESCRIBING)


def is_background(paragraph: Paragraph) -> bool:
    """Whether it is the heading of what is behind an area, or behind the whole document."""
    return not paragraph.cells and key(paragraph) in _BACKGROUND


def gives(paragraph: Paragraph | None, what: str) -> bool:
    """Whether a paragraph is a label of that meaning with words after it."""
    labelled = label(paragraph) if paragraph and not paragraph.cells else None
    return labelled is not None and labelled[0].gives == what and labelled[2] is not None


def signature_lines(paragraphs: list[Paragraph]) -> set[int]:
    """Places of the paragraphs that are signatures: posts, and the names, places and days around them.

    Names of persons stand there; what is found here is looked at for posts, places and days alone.
    """
    found: set[int] = set()
    for place, paragraph in enumerate(paragraphs):
        if not _is_post(paragraph):
            continue
        found.add(place)
        for step in (-1, 1):
            at = place + step
            while 0 <= at < len(paragraphs) and _may_be_signature(paragraphs[at]):
                found.add(at)
                at += step
    return found


def _is_post(paragraph: Paragraph) -> bool:
    folded = paragraph.folded.text
    if _FOR_PARTY.fullmatch(folded):
        return True
    if _PHONE.search(folded) and not _SIGNED.search(folded):
        return False  # whom to ask
    post = naming.first("role", folded)
    if paragraph.marker and not (post and post[1].start() == 0):
        return False  # an item that speaks of a post, and nobody's signature
    short = len(folded) < _LONGEST_SIGNED and not folded.endswith((".", ":"))
    return short and bool(post) and not naming.first("verb", folded) and not label(paragraph)


def _may_be_signature(paragraph: Paragraph) -> bool:
    folded = paragraph.folded.text
    if len(folded) >= _LONGEST_SIGNED or paragraph.marker or folded.endswith((".", ":", "!", "?")):
        return bool(_SIGNED.search(folded)) and len(folded) < _LONGEST_SIGNED and not naming.first("verb", folded)
    if naming.first("verb", folded) or _is_other_section(paragraph) or gives(paragraph, "responsible"):
        return False
    if paragraph.cells and label(paragraph.cells[0]):
        return False
    words = paragraph.folded.cased.replace(",", " ").split()
    named = len(words) <= _MOST_WORDS_OF_NAME and all(_CAPITALISED.fullmatch(word) for word in words)
    organisation = folded.split("s ")[0].title() in table().values() or "polisområde" in folded
    return bool(_SIGNED.search(folded)) or named or (organisation and len(words) <= _MOST_WORDS_OF_NAME)


def _is_other_section(paragraph: Paragraph) -> bool:
    found = section(paragraph)
    return found is not None and found[0].gives != "signatures"
