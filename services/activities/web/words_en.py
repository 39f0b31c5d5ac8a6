"""The form in English."""

from typing import Final

from services.activities.web.words import Help, Notice, Words

ENGLISH: Final = Words(
    code="en",
    skip="Skip to the content",
    language="Language",
    other_code="sv",
    other_name="På svenska",
    tagline="This page sets no cookies, tracks nobody and works without JavaScript.",
    urgent="If it is urgent",
    call_112="Call 112",
    for_112="if a crime is going on or has just happened, or if anyone is in danger.",
    call_114_14="Call 114 14",
    for_114_14="to report a crime. You can also do so at",
    say_tips="and say “tips”.",
    web="polisen.se",
    web_address="https://polisen.se/en/",
    web_tips="Leave a tip at polisen.se (in Swedish)",
    web_tips_address="https://polisen.se/kontakt/tipsa-polisen/",
    kicker="Tips to the police",
    title="Leave a tip to the police in {place}",
    lead=(
        "Have you seen something that the police should know? Tell them here. We do not ask who you are, and only the "
        "police can read what you write."
    ),
    demonstration=(
        "Demonstration: the municipality's promises are made up or played back here. Send no real tips, for no police "
        "officer reads them."
    ),
    form_title="Your tip",
    optional="optional",
    category="What is it about?",
    choose="Choose a subject",
    text="What have you seen or heard?",
    text_hint="What happened, how, and does it happen often? At most 4,000 characters.",
    text_not_you="Do not write your name, telephone number, address or anything else that shows who you are.",
    area="Where?",
    area_hint=(
        "A place or an area, such as the square or the station. Write no names of people here: the place is not sealed."
    ),
    when="About when?",
    when_hint="Some time within the last year. Leave the time empty if you do not know.",
    day="Day",
    clock="Time",
    send="Send the tip to the police",
    wrong_prefix="Error: ",
    wrong_title="The tip has not been sent yet",
    errors={
        "category_missing": "Choose what the tip is about.",
        "text_missing": "Write what you have seen or heard.",
        "text_long": "The text is too long. Shorten it to at most 4,000 characters.",
        "area_unfit": "Write the place on one line, in at most 100 characters and without personal identity numbers.",
        "day_missing": "Choose a day as well, or take the time away.",
        "day_unreadable": "Write the day as year, month and day, for example 2021-04-15.",
        "day_outside": "Choose a day within the last year, up to today.",
        "clock_later": "That time has not come yet today. Write an earlier one, or leave it empty.",
        "clock_unreadable": "Write the time in hours and minutes, for example 21:30.",
    },
    categories={
        "narcotics": "Drugs",
        "violence": "Violence or threats",
        "theft": "Theft or burglary",
        "vandalism": "Vandalism or graffiti",
        "traffic": "Traffic",
        "alcohol": "Alcohol, or selling it to minors",
        "youth": "Young people at risk",
        "unsafe-place": "A place that feels unsafe",
        "other": "Something else",
    },
    about="How the tip is taken care of",
    helps=(
        Help(
            question="Who reads it?",
            answer=(
                "Only {readers}. The text is sealed with the key of the police the moment it arrives. Neither the "
                "municipality nor we who run this page can open it."
            ),
        ),
        Help(
            question="What can others see?",
            answer=(
                "The municipality and the police learn that a tip has come, what it is about, where and when. Never "
                "what you have written."
            ),
        ),
        Help(
            question="Does it show who I am?",
            answer=(
                "No, unless you write it yourself. This page does not store the address of your computer or telephone. "
                "To stop abuse we count tips from the same connection, by a code that is changed every day."
            ),
        ),
        Help(
            question="How long is it kept?",
            answer=(
                "Here it is deleted after {days} days. What the police have fetched is under their rules: there the "
                "tip becomes an official document, which may be secret."
            ),
        ),
        Help(
            question="Do I get an answer?",
            answer=(
                "No, the police cannot reach you, and tips are not read around the clock. Call 114 14 if you want to "
                "talk to someone."
            ),
        ),
    ),
    thanks="Thank you for your tip",
    thanks_lead="The text is sealed and can only be read by {readers}.",
    thanks_number="The number of the tip",
    thanks_use="The number says nothing about who you are. Give it if you call 114 14 later and want to add something.",
    thanks_shared="Do you share this computer or telephone with others? Close the tab when you are done.",
    again="Leave another tip",
    elsewhere="Where you can turn",
    no_place=Notice(
        title="Tips cannot be left here",
        text="The address leads to no municipality that is here. Check it, or turn to the police directly.",
    ),
    no_readers=Notice(
        title="The police in {place} take no tips here",
        text=(
            "No police in the municipality could open what you would write, and so we do not take it. Turn to the "
            "police directly."
        ),
    ),
    not_sent=Notice(
        title="The tip could not be sent",
        text="It has not been sent. Try again in a while, or turn to the police directly.",
    ),
    not_shown=Notice(
        title="The page cannot be shown just now",
        text="Try again in a while, or turn to the police directly.",
    ),
    kept="Your text, so that you can copy it",
    too_many="Many tips have come from your connection. Wait {wait} and then send it again.",
    minutes=("one minute", "{} minutes"),
    hours=("one hour", "{} hours"),
    conjunction="and",
)
