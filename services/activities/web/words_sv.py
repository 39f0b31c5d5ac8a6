"""Formuläret på svenska."""

from typing import Final

from services.activities.web.words import Help, Notice, Words

SWEDISH: Final = Words(
    code="sv",
    skip="Hoppa till innehållet",
    language="Språk",
    other_code="en",
    other_name="In English",
    tagline="Sidan sätter inga kakor, spårar ingen och fungerar utan JavaScript.",
    urgent="Om det är bråttom",
    call_112="Ring 112",
    for_112="om ett brott pågår eller just har hänt, eller om någon är i fara.",
    call_114_14="Ring 114 14",
    for_114_14="för att anmäla ett brott. Det går också på",
    say_tips="och säg ”tips”.",
    web="polisen.se",
    web_address="https://polisen.se/",
    web_tips="Tipsa polisen på polisen.se",
    web_tips_address="https://polisen.se/kontakt/tipsa-polisen/",
    kicker="Tips till polisen",
    title="Tipsa polisen i {place}",
    lead=(
        "Har du sett något som polisen borde känna till? Berätta här. Vi frågar inte vem du är, och bara polisen kan "
        "läsa det du skriver."
    ),
    demonstration=(
        "Demonstration: kommunens löften är påhittade eller uppspelade här. Skicka inga riktiga tips, för ingen polis "
        "läser dem."
    ),
    form_title="Ditt tips",
    optional="frivilligt",
    category="Vad handlar det om?",
    choose="Välj ett ämne",
    text="Vad har du sett eller hört?",
    text_hint="Vad hände, hur gick det till, brukar det hända? Högst 4 000 tecken.",
    text_not_you="Skriv inte ditt namn, telefonnummer, din adress eller något annat som visar vem du är.",
    area="Var?",
    area_hint=(
        "En plats eller ett område, till exempel torget eller stationen. Skriv inga namn på personer här: platsen "
        "förseglas inte."
    ),
    when="Ungefär när?",
    when_hint="Någon gång under det senaste året. Lämna klockslaget tomt om du inte vet.",
    day="Dag",
    clock="Klockslag",
    send="Skicka tipset till polisen",
    wrong_prefix="Fel: ",
    wrong_title="Tipset är inte skickat än",
    errors={
        "category_missing": "Välj vad tipset handlar om.",
        "text_missing": "Skriv vad du har sett eller hört.",
        "text_long": "Texten är för lång. Korta den till högst 4 000 tecken.",
        "area_unfit": "Skriv platsen på en rad, med högst 100 tecken och utan personnummer.",
        "day_missing": "Välj också en dag, eller ta bort klockslaget.",
        "day_unreadable": "Skriv dagen med år, månad och dag, till exempel 2021-04-15.",
        "day_outside": "Välj en dag under det senaste året, fram till i dag.",
        "clock_later": "Det klockslaget har inte varit än i dag. Skriv ett tidigare, eller lämna det tomt.",
        "clock_unreadable": "Skriv klockslaget med timmar och minuter, till exempel 21:30.",
    },
    categories={
        "narcotics": "Narkotika",
        "violence": "Våld eller hot",
        "theft": "Stöld eller inbrott",
        "vandalism": "Skadegörelse eller klotter",
        "traffic": "Trafik",
        "alcohol": "Alkohol eller langning",
        "youth": "Ungdomar som far illa",
        "unsafe-place": "En otrygg plats",
        "other": "Något annat",
    },
    about="Så tas tipset om hand",
    helps=(
        Help(
            question="Vem läser det?",
            answer=(
                "Bara {readers}. Texten förseglas med polisens nyckel i samma stund som den kommer fram. Varken "
                "kommunen eller vi som sköter sidan kan öppna den."
            ),
        ),
        Help(
            question="Vad kan andra se?",
            answer=(
                "Kommunen och polisen får veta att ett tips har kommit, vad det handlar om, var och när. Aldrig vad du "
                "har skrivit."
            ),
        ),
        Help(
            question="Syns det vem jag är?",
            answer=(
                "Nej, om du inte skriver det själv. Sidan sparar inte adressen till din dator eller telefon. För att "
                "stoppa missbruk räknar vi tips från samma uppkoppling, med en kod som byts varje dygn."
            ),
        ),
        Help(
            question="Hur länge finns det kvar?",
            answer=(
                "Här raderas det efter {days} dagar. Det som polisen har hämtat följer polisens regler: där blir "
                "tipset en allmän handling, som kan vara sekretessbelagd."
            ),
        ),
        Help(
            question="Får jag svar?",
            answer=(
                "Nej, polisen kan inte nå dig och tips läses inte dygnet runt. Ring 114 14 om du vill tala med någon."
            ),
        ),
    ),
    thanks="Tack för ditt tips",
    thanks_lead="Texten är förseglad och kan bara läsas av {readers}.",
    thanks_number="Tipsets nummer",
    thanks_use="Numret säger inget om vem du är. Uppge det om du senare ringer 114 14 och vill lägga till något.",
    thanks_shared="Delar du dator eller telefon med andra? Stäng fliken när du är klar.",
    again="Lämna ett tips till",
    elsewhere="Hit kan du vända dig",
    no_place=Notice(
        title="Här går det inte att lämna tips",
        text=(
            "Adressen leder inte till någon kommun som finns här. Kontrollera den, eller vänd dig direkt till polisen."
        ),
    ),
    no_readers=Notice(
        title="Polisen i {place} tar inte emot tips här",
        text=(
            "Ingen polis i kommunen kan öppna det du skulle skriva, och därför tar vi inte emot det. Vänd dig direkt "
            "till polisen."
        ),
    ),
    not_sent=Notice(
        title="Tipset kunde inte skickas",
        text="Det är inte skickat. Försök igen om en stund, eller vänd dig direkt till polisen.",
    ),
    not_shown=Notice(
        title="Sidan kan inte visas just nu",
        text="Försök igen om en stund, eller vänd dig direkt till polisen.",
    ),
    kept="Din text, så att du kan kopiera den",
    too_many="Det har kommit många tips från din uppkoppling. Vänta {wait} och skicka sedan igen.",
    minutes=("en minut", "{} minuter"),
    hours=("en timme", "{} timmar"),
    conjunction="och",
)
