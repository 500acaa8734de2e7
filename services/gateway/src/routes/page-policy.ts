/**
 * The Content-Security-Policy of our pages: only files of this server, and no script or style in the page itself.
 * Nothing upgrades requests to HTTPS: pages also work over plain HTTP.
 */
export const pagePolicy = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "script-src 'self'",
  "style-src 'self'",
].join('; ')
