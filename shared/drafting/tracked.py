"""Tracked changes of a DOCX: read as Word shows the document when all of them are accepted."""

from typing import Final

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_KEPT: Final = tuple(map(qn, ("w:ins", "w:moveTo")))
_GONE: Final = tuple(map(qn, ("w:del", "w:moveFrom")))
_AROUND: Final = tuple(map(qn, ("w:sdt", "w:sdtContent", "w:smartTag", "w:customXml")))
_BESIDE: Final = tuple(map(qn, ("w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr")))
_MARK, _ROW, _CELL = (tuple(map(qn, path)) for path in (("w:pPr", "w:rPr"), ("w:trPr",), ("w:tcPr",)))


def accept(body: BaseOxmlElement) -> bool:
    """Puts what was inserted or moved in its place and takes out what was deleted; whether there was any of it.

    What a control or a smart tag holds is put in its place too: it is text of the document like any other.
    """
    _unwrap(body, _AROUND)
    tracked = next(body.iter(*_KEPT, *_GONE, qn("w:cellDel")), None) is not None
    if tracked:
        _take_out(body, "w:tr", _ROW, "w:del")
        _take_out(body, "w:tc", _CELL, "w:cellDel")
        for paragraph in list(body.iter(qn("w:p"))):
            if _says(paragraph, _MARK, "w:del"):
                _join(paragraph)
        for gone in list(body.iter(*_GONE)):
            _remove(gone)
        _unwrap(body, _KEPT)
    return tracked


def _says(element: BaseOxmlElement, path: tuple[str, ...], what: str) -> bool:
    return element.find("/".join((*path, qn(what)))) is not None


def _take_out(body: BaseOxmlElement, each: str, path: tuple[str, ...], what: str) -> None:
    for element in list(body.iter(qn(each))):
        if _says(element, path, what):
            _remove(element)


def _join(paragraph: BaseOxmlElement) -> None:
    """A paragraph whose end was deleted goes on in the next, if that stands right after it."""
    following = paragraph.getnext()
    if following is None or following.tag != qn("w:p"):
        return
    at = 0 if following.find(qn("w:pPr")) is None else 1
    for run in [each for each in paragraph if each.tag != qn("w:pPr")]:
        following.insert(at, run)
        at += 1
    _remove(paragraph)


def _unwrap(body: BaseOxmlElement, tags: tuple[str, ...]) -> None:
    """Elements give way to what they hold."""
    for element in list(body.iter(*tags)):
        parent = element.getparent()
        if parent is None:
            continue
        for child in list(element):
            if child.tag not in _BESIDE:
                element.addprevious(child)
        _remove(element)


def _remove(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
