/** The introduction of the API documentation, in Markdown: rules that hold for every call. */
export const apiDescription = `Inkling predicts what each user of an application needs next. Send items and events;
ask for predictions, suggestions and search results.

- **Keys.** Send \`Authorization: Bearer ink_…\`. Each call names the scope that the key needs.
- **Errors.** Every answer of 400 and above is a problem document (RFC 9457) with a \`code\` for programs.
  \`retryable\` says whether the same request may succeed later.
- **Deadlines.** \`Request-Timeout-Ms\` sets how long the answer may take: 50 to 30000 ms, 10000 by default.
- **Limits.** \`RateLimit\` and \`RateLimit-Policy\` say how many requests are left. Answers of 429 and 503 carry
  \`Retry-After\`, in seconds.
- **Consistency.** A write answers with a \`Consistency-Token\`. A read that sends it back waits until it can see the
  write.
- **Consent.** A request with the header \`Consent: none\` stores nothing: no event, no feedback, no query and no
  receipt. Its answer is that of an unknown user, whatever user and session it names. \`all\` is the default.
- **Partial answers.** If a part of Inkling is unavailable, the header \`Degraded\` names what the answer lacks.
- **Lists.** Send \`page.nextCursor\` as \`cursor\` to get the next page.
- **Bulk.** Items, events and feedback may be sent as one object, a JSON array or NDJSON. A line that is not valid is
  rejected alone.
- **Support.** Every answer has an \`X-Request-Id\`. Name it when you ask for help.`
