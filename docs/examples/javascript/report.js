// What happened, told by the CloudEvents SDK, in binary and in structured form. Each answer is printed on its line.
const { randomUUID } = require("node:crypto");
const { CloudEvent, HTTP } = require("cloudevents");

const { ACTIVITIES, POLICE } = process.env;
const ATTEMPTS = 8, FIRST_PAUSE = 250, LONGEST = 10_000; // milliseconds
const AGAIN = new Set([408, 429, 500, 502, 503, 504]);

/** Waits longer each time, and at least for as many seconds as `Retry-After` says, but never endlessly. */
const pause = (attempt, wanted) => {
  const asked = /^\d+$/.test(wanted ?? "") ? 1000 * Number(wanted) : 0;
  return new Promise((done) => setTimeout(done, Math.min(Math.max(asked, FIRST_PAUSE * 2 ** attempt), LONGEST)));
};

/** Tells of an event until it is answered. It keeps its id, so that a repeat is a duplicate and nothing more. */
async function tell(event, encode) {
  const { headers, body } = encode(event);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let wanted;
    try {
      const answer = await fetch(`${ACTIVITIES}/events`, {
        method: "POST",
        headers: { ...headers, Authorization: `Bearer ${POLICE}` },
        body,
        signal: AbortSignal.timeout(LONGEST),
      });
      if (!AGAIN.has(answer.status)) return await answer.json();
      wanted = answer.headers.get("Retry-After");
    } catch (fault) {
      console.error(`${event.id}: ${fault.message}; trying again`);
    }
    await pause(attempt, wanted);
  }
  throw new Error(`${event.id} could not be told`);
}

const now = new Date().toISOString();
const patrol = new CloudEvent({
  id: randomUUID(),
  source: "/polisen-exempel/insatser",
  type: "se.loftet.activity.reported.v1",
  datacontenttype: "application/json",
  data: { municipality: "9999", kind: "patrol", actual: { start: now, end: now } },
});

(async () => {
  console.log(JSON.stringify(await tell(patrol, HTTP.binary)));
  console.log(JSON.stringify(await tell(patrol, HTTP.structured))); // the same event: a duplicate
})();
