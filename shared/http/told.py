"""What the document of every API tells of all of it alike: terms, limits, repeats; in English and in Swedish."""

from datetime import timedelta
from typing import Final

from shared.config import RATE_LIMIT
from shared.http.bodies import MAX_BYTES, MAX_DEPTH
from shared.http.paging import MAX_LIMIT, MAX_PAGE
from shared.http.slow import ANSWER_SECONDS, BODY_SECONDS, HEAD_SECONDS
from shared.http.tokens import MAX_TOKEN
from shared.store.requests import KEPT

_KEPT: Final = KEPT // timedelta(hours=1)

ENGLISH: Final = f"""

## Terms

The interface and its data are free to use under the licence named here. Data about what was done are public; give
the municipality as their source. No personal data may be sent: free text with a personal identity number is refused.

## Service level

Whoever runs the service agrees with its callers when it is there and how soon questions are answered; the contact is
named here. `/health/ready` tells whether it is there now, and every request may be repeated until it is.

## Known limits

- A body holds at most {MAX_BYTES // 2**20} MiB (413), unless its operation says more, uncompressed (415). Its JSON
  is UTF-8 (415), nests at most {MAX_DEPTH} levels, names nothing twice in one object, and holds no NUL and no whole
  number beyond 64 bits (400).
- Each text is as long as its schema's `maxLength` says, each list as its `maxItems` (422). A page of a list holds at
  most {MAX_LIMIT} items, and there are at most {MAX_PAGE:,} pages.
- What is reported is kept with all its revisions, which hold 12 MiB together at most: a change beyond that is refused
  (422), unless it cancels or withdraws it.
- An address is at most 4,094 bytes long (414). There are at most 64 header fields of at most 8,190 bytes each (431); a
  token is at most {MAX_TOKEN:,} bytes long.
- A request's head has {HEAD_SECONDS:g} seconds to arrive and its body {BODY_SECONDS:g} more (408); whoever does not
  fetch the answer is cut off after {ANSWER_SECONDS:g} seconds.
- With a token, a client sends {RATE_LIMIT:,} requests a minute at most, a tenth of them at once, unless the operator
  has set another rate; each of the service's processes counts for itself. What needs no token and makes something is
  limited by address (of IPv6 by its /64), all processes together, as its operation says; what is only looked up is not.
  The answer is then 429 with `Retry-After`, in seconds.
- What is written is seen by the other services within a second as a rule, not at once.
- When the database is away the answer is 503 with `Retry-After`. What was sent may have been stored all the same, if
  the database left between storing and saying so: repeat it, with its key.

## Repeating, changing, refusing

- A `POST` whose parameters name `Idempotency-Key` may carry one; repeated with the same body within {_KEPT} hours it is
  answered the same, also when both come at once, so no one has to wait for the other. With another body it is refused
  (422). After {_KEPT} hours the key is as good as new.
- A change needs `If-Match` with the ETag that it is based on. Whoever lost the answer of a change that carried no key,
  and gets 412 for the repeat, reads the record: it is as they left it, or somebody else was first.
- A list is read by following `next` until it is null: each row that was there at first, and still is, comes once,
  whatever comes, goes or moves meanwhile. `total` is how many there were at first.
- With `changedSince`, where a list has it, it is followed: what changes while you read comes at the next reading, from
  `changedUntil` on, and whoever goes on so ends with every row as it stands. A list without it says why.
- Every refusal is problem details (RFC 9457), and its `detail` says what to do.
- `traceparent` (W3C) is accepted and returned; name it when you ask us about a request.
"""

SWEDISH: Final = f"""
## På svenska

Gränssnittet och dess data är fria att använda enligt den licens som anges här. Uppgifter om vad som gjorts är
offentliga; ange kommunen som källa. Skicka inga personuppgifter: fritext med ett personnummer avvisas. Den som driver
tjänsten kommer överens med dem som anropar den om när den ska vara tillgänglig och hur fort frågor besvaras.

- Begränsningar: en kropp är högst {MAX_BYTES // 2**20} MiB om inte anropet säger mer, okomprimerad, i UTF-8. En sida
  i en lista har högst {MAX_LIMIT} poster. Det som rapporterats sparas med alla sina revisioner, tillsammans högst 12
  MiB; därefter kan det bara ställas in eller dras tillbaka (422). Längsta längd för varje text och lista står i dess
  schema. En klient får skicka {RATE_LIMIT} anrop i minuten om inget annat är bestämt; vad som tas emot utan token
  räknas per adress, som anropet säger. Därefter blir svaret 429 med `Retry-After`.
- Ett `POST` kan ha en `Idempotency-Key` och kan då upprepas utan risk i {_KEPT} timmar. Den som ändrar något anger i
  `If-Match` vilken ETag ändringen bygger på. Den som inte fick svar på en ändring utan nyckel och får 412 när den
  upprepas läser posten: den är som den skulle bli, eller så hann någon annan före.
- En lista läses genom att följa `next` tills den är null: varje post som fanns från början, och finns kvar, kommer en
  gång, vad som än tillkommer eller flyttas under tiden. `total` är hur många de var från början.
- Med `changedSince` följs det som ändras: det som ändras medan ni läser kommer vid nästa läsning, från `changedUntil`,
  och den som fortsätter så har till slut varje post som den är. En lista utan det säger varför.
- Varje avvisning är problem details (RFC 9457), där `detail` säger vad man ska göra. Ange `traceparent` när du frågar
  oss om ett anrop.
- Svaret 503 sägs när databasen inte nås. Det som skickades kan ändå ha sparats; upprepa det med samma nyckel.
- Det som skrivs syns i de andra tjänsterna inom någon sekund, inte genast.
"""
