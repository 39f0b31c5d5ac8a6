"""What strangers read of our schemas names what they can send."""

from shared.outside import translate


def test_a_docstring_becomes_a_description_in_the_words_of_those_outside() -> None:
    docstring = """A measure; ``reported_by`` None: nobody, ``from_`` when, as `on_track` or ``a[0].b``.

    Attributes:
        due_on: the last day,
            in Stockholm.
        open_now, met: how many; None: not told.
    """

    assert translate({"description": docstring})["description"] == (
        "A measure; `reportedBy` null: nobody, `from` when, as `on_track` or `a[0].b`.\n\n"
        "- `dueOn`: the last day, in Stockholm.\n- `openNow`, `met`: how many; null: not told."
    )


def test_a_field_that_is_called_description_is_a_field() -> None:
    schema = {"properties": {"description": {"type": "string", "pattern": r"\A.\Z"}}}

    assert translate(schema) == {"properties": {"description": {"type": "string", "pattern": r"\A.$"}}}
