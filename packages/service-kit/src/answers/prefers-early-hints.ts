/** Whether a request asks for `103 Early Hints` (RFC 8297), by the preference `early-hints` in `Prefer` (RFC 7240). */
export const prefersEarlyHints = ({ prefer }: Readonly<Record<string, unknown>>): boolean =>
  /(^|[,;])\s*early-hints\s*($|[,;])/i.test(String(prefer ?? ''))
