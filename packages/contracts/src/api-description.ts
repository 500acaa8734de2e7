/** The introduction of the API documentation, in Markdown: how to begin, and rules that hold for every call. */
export const apiDescription = `Inkling predicts what each user of an application needs next. Send items and events;
ask for predictions, suggestions and search results.

## Getting started

1. Take the key that \`npx -y pnpm@12 start\` prints, choose **Authorize** and paste it. Every example below then works
   as it is: the tenant \`demo\` is a handbook of 132 pages with four weeks of invented readers.
2. Ask what the reader \`on-call-01\` will open next: **Predict the next items of a user**, **Try it out**, **Execute**.
   The same from a shell:

       curl -s localhost:8080/api/v1/predictions -H 'Authorization: Bearer ink_…' \\
         -H 'Content-Type: application/json' -d '{"userId": "on-call-01", "limit": 3}'

3. For your own data, make a tenant with \`npx -y pnpm@12 inkling tenants create shop\`, send its items (**Create or
   replace many items**) and, at each use, an event (**Record events**). Predictions learn from the next one on.

The examples of writes have the id \`example\` or repeat what is stored, so they harm nothing.

## Rules of every call

- **Keys.** Send \`Authorization: Bearer ink_…\`. Each call names the scope that the key needs.
- **Errors.** Every answer of 400 and above is a problem document (RFC 9457) with a \`code\` for programs.
  \`retryable\` says whether the same request may succeed later.
- **Deadlines.** \`Request-Timeout-Ms\` sets how long the answer may take: 50 to 30000 ms, 10000 by default.
- **Limits.** \`RateLimit\` and \`RateLimit-Policy\` say how many requests are left. Answers of 429 and 503 carry
  \`Retry-After\`, in seconds.
- **Retries.** Send a POST that changes something with an \`Idempotency-Key\`, such as a UUID, and send the same key
  when you retry it. It then takes effect once, and for 24 hours every retry gets the first answer byte for byte, with
  \`Idempotent-Replayed: true\`. That holds also if a part of Inkling is killed between the commit and the answer.
  While the first request is being answered, a retry gets 409 \`idempotency_in_progress\` with \`Retry-After\`. The
  same key with another call, query, body or \`Consent\` gets 422 \`idempotency_mismatch\`. Answers of 429 and from
  500 on are not kept: the retry is tried again.
- **Consistency.** A write answers with a \`Consistency-Token\`. A read that sends it back waits until it can see the
  write. After the database was restored to an earlier time, or replaced, tokens of before are not waited for, and
  \`Degraded\` says \`consistency\`.
- **Consent.** A request with the header \`Consent: none\` stores nothing: no event, no feedback, no query and no
  receipt. Its answer is that of an unknown user, whatever user and session it names. \`all\` is the default.
- **Partial answers.** If a part of Inkling is unavailable, the header \`Degraded\` names what the answer lacks.
- **Load.** While there is more work than can be done, calls get 503 \`overloaded\` with \`Retry-After\`: first
  maintenance and learning metrics, then search, suggestions and items, and last events and predictions.
  What engineers on call need, such as alerts, errors and traces, is refused last, too. Before that, parts of answers
  step aside, and \`Degraded\` says \`load\`.
- **Lists.** Send \`page.nextCursor\` as \`cursor\` to get the next page.
- **Bulk.** Items, events and feedback may be sent as one object, a JSON array or NDJSON. A line that is not valid is
  rejected alone.
- **Support.** Every answer has an \`X-Request-Id\`. Name it when you ask for help.`
