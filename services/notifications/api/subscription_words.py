"""What a receiver of webhooks has to know, in the documentation of the API."""

from typing import Final

from services.notifications.api.deliveries import SCHEDULE
from services.notifications.domain.facets import GROUPS
from services.notifications.domain.subscription import SUBSCRIBING

DESCRIPTION: Final = f"""\
Subscriptions: what systems are sent as it happens, over HTTP. Prenumerationer: det som system får skickat till sig.

A subscription belongs to the system that made it, for its party, and reaches the municipalities that its token did.
Where the operator keeps a registry of clients, each thing is held against it when it is sent: what the client is not
registered for any more (itself, the party, `{SUBSCRIBING}`, the municipality) is not sent, and the delivery says so.
Groups of event types: {", ".join(sorted(GROUPS))}. A tip is sent to the police parties that it is for, and to nobody
else; an activity that may not be shown yet to the party that reported it, and to others on its day.

- **First** subscribe, and put the secret that is answered (`whsec_...`, shown once) into the receiver. **Then** have
  the receiver verified: nothing is sent before that, nor later of what happened before.
- **What is sent** is a POST of a CloudEvent in structured mode (`application/cloudevents+json`); `dataschema` leads to
  the JSON Schema of its `data`. Order is not promised: of what has revisions the highest wins.
- **What was sent** is told of from then on: each later event of a record (an activity, a measure, an assessment, an
  agreement, ...) that was sent is sent too, of the types that were chosen, also when the record is no longer of the
  kinds, parties, promises, agreements or states that were. A status and a tip are no records: each event is chosen
  for itself.
- **Signatures** are by Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`, which has several
  signatures for a day after the secret was changed. Check one, by a library, before anything else.
- **Repeats** happen, with the same `webhook-id` and the same body: do once what has been asked twice.
- **Answer** with 2xx within 10 seconds, then work. Redirects are not followed. Anything else is tried again: the
  attempts are made {SCHEDULE} after the one before, each wait up to a fifth longer by
  chance; `Retry-After` is respected up to 24 hours. A worker sends a subscription one thing at a time.
- **410** disables the subscription at once, and so do five days of nothing but failures. It is sent to again once it
  has been verified again; what was missed meanwhile is to be had by `changedSince` in the APIs. The party is told by
  mail that it is disabled.
- **What the rules tell a party** is sent, in words, over a subscription that one of its endpoints names. One of the
  type `notices` alone is sent nothing else.
- **The address** is https, and resolves to machines of the open internet alone.
"""
