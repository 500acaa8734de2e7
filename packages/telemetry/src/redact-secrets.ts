/**
 * Hides the secrets in a line of JSON: API keys, bearer and basic credentials, passwords in URLs, and the values of
 * fields, headers and parameters that are secret by their name. Texts within texts, such as a JSON body that an error
 * quotes, are searched, too. The line stays valid JSON.
 */
export function redactSecrets(line: string): string {
  return line.replace(secrets, (_found, scheme?: string, user?: string, name?: string) => {
    if (scheme !== undefined) return `${scheme} ${redacted}`
    if (user !== undefined) return `${user}:${redacted}@`
    if (name === undefined) return redacted
    // The value of a field must stay a value. A quote with a backslash belongs to a text within a text.
    return /[^\\]"\s*:\s*$/.test(name) ? `${name}"${redacted}"` : name + redacted
  })
}

const redacted = '[redacted]'

const apiKey = String.raw`ink_\w+`
const credential = String.raw`\b(bearer|basic)\s+[\w.~+/=-]+`
// The lengths are bounded, so that the time is linear in the length of the line.
const urlPassword = String.raw`(:\/\/[^\s:@/"\\]{0,128}):[^\s"\\]{0,512}@`
/** Their values hold spaces and semicolons. */
const headers = 'authorization|cookie|signature|inkling-context'
const names = `${headers}|api[-_]?key|admin[-_]?key|private[-_]?key|passw(?:or)?d|passphrase|secret|token`
const nested = String.raw`\[[^\]]{0,4096}\]|\{[^{}]{0,4096}\}`
const quoted = String.raw`"(?:[^"\\]|\\.)*"|\\+"[^"]*?\\+"`
const value = String.raw`${nested}|${quoted}|(?<=(?:${headers}):\s*)[^"\\]+|[^\s"\\&,;{}[\]]+`
const named = String.raw`((?:${names})(?:\\*")?\s*[:=]\s*)(?:${value})`

const secrets = new RegExp([credential, urlPassword, named, apiKey].join('|'), 'gi')
