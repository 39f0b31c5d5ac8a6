"""Personal identity numbers are found in every form they are written in, and little else is taken for one.

The numbers are of the kind that Skatteverket uses in its brochures and publishes for tests.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.personal import _luhn, holds_personal_number

FORMS = {
    "with a dash": "640823-3234",
    "with its century": "19640823-3234",
    "without a dash": "6408233234",
    "with its century, without a dash": "196408233234",
    "of someone over a hundred": "640823+3234",
    "with a space": "640823 3234",
    "with spaces about the dash": "640823 - 3234",
    "with its century and spaces": "1964 08 23-3234",
    "in groups": "64 08 23-3234",
    "with a long dash": "640823–3234",
    "with a minus": "640823−3234",
    "with a hidden dash": "640823\u00ad3234",
    "with a space of no width": "640823\u200b-3234",
    "in full-width digits": "６４０８２３-３２３４",
    "on two lines": "640823-\n3234",
    "with its date in ISO": "1985-07-09-9805",
    "with its date in ISO, without a century": "85-07-09-9805",
    "with a dot": "850709.9805",
    "with a slash": "850709/9805",
    "with a colon": "850709:9805",
    "with an underscore": "850709_9805",
    "with dots": "85.07.09.9805",
    "with slashes": "1985/07/09/9805",
    "with its date in ISO and a space": "1985-07-09 9805",
    "with its date in brackets": "(850709)9805",
    "with its date in brackets and a dash": "(850709)-9805",
    "digit by digit": "8 5 0 7 0 9 9 8 0 5",
    "digit by digit with a dash": "1 9 8 5 0 7 0 9 - 9 8 0 5",
    "two by two": "85 07 09 98 05",
    "two by two with its century": "19 85 07 09 98 05",
    "a samordningsnummer": "640883-3231",
    "a samordningsnummer with its century": "19640883-3231",
    "born on the leap day of 2000": "20000229-" + "239" + str(_luhn("000229239")),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_personal_number_is_found_however_it_is_written(text: str) -> None:
    assert holds_personal_number(text)
    assert holds_personal_number(f"Hen (pnr:{text}), bor i centrum.")


OTHERS = {
    "a wrong check digit": "640823-3235",
    "a month that is none": "641323-3230",
    "a day that is none": "640832-3233",
    "a leap day in no leap year": "19650229-" + "323" + str(_luhn("650229323")),
    "an organisation's number": "212000-0142",
    "a mobile telephone": "070-174 06 05",
    "a mobile telephone, abroad": "+46 70 174 06 05",
    "a telephone of Stockholm": "08-123 456 78",
    "the police's telephone": "114 14",
    "a diarienummer": "KS 2021/0412",
    "a diarienummer of the police": "5000-K123456-21",
    "a date": "2021-04-15",
    "a date with a time": "2021-04-15 18:00",
    "a period": "2021-04-15--2021-06-30",
    "a period with one dash": "2021-05-02 - 2021-05-09",
    "a period with slashes": "2021/05/02-2021/05/09",
    "a mobile telephone in two": "0701-231237",
    "a mobile telephone in threes": "070-123 45 67",
    "a diarienummer of a day": "Dnr 2021-04-15-1234",
    "a point": "59.1763, 17.4267",
    "an amount": "1 250 000 kr",
    "a bankgiro": "5050-1055",
    "a long number": "5123196408233234",
    "nothing": "",
    "words": "Trygghetsvandring runt Nykvarns centrum, tolv deltagare.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_what_only_looks_like_one_is_let_through(text: str) -> None:
    assert not holds_personal_number(text)


@given(st.dates(), st.integers(0, 999), st.sampled_from(["", "-", "+", " "]), st.booleans(), st.booleans())
def test_every_right_number_is_found(day, serial: int, dash: str, with_century: bool, coordination: bool) -> None:
    day = day.replace(year=1900 + day.year % 100) if day.strftime("%m%d") != "0229" else day.replace(year=1996)
    date_digits = f"{day:%y%m}{day.day + (60 if coordination else 0):02}"
    number = f"{date_digits}{dash}{serial:03}{_luhn(date_digits + f'{serial:03}')}"

    assert holds_personal_number(f"x {'19' if with_century else ''}{number} y")


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_be_looked_through(text: str) -> None:
    assert holds_personal_number(text) in (True, False)
