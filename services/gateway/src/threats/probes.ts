/**
 * Texts that requests to this API hold only if somebody looks for a hole in it, by what they look for. They are
 * compared in lower case: in the decoded URL, in headers and in small bodies.
 */
const probeTexts: Readonly<Record<string, readonly string[]>> = {
  sql: [
    ...["' or '1'='1", "' or 1=1", '" or 1=1', "'; drop table", 'union select', 'union all select'],
    ...['information_schema.', 'pg_sleep(', 'sleep(5)--', 'waitfor delay', 'xp_cmdshell', 'benchmark('],
  ],
  script: ['<script', 'javascript:', 'onerror=', 'onload=', '<svg/'],
  traversal: ['../../', '..\\..\\', '/etc/passwd', '/etc/shadow', '/proc/self/', 'win.ini', '.git/config', '/.env'],
  command: ['$(curl', '$(wget', '`id`', ';cat /', '|cat /', '/bin/sh', 'cmd.exe', 'powershell -'],
  template: ['${jndi:', '{{7*7}}', '#{7*7}', '<%= 7'],
  object: ['__proto__', 'constructor[prototype]', '[$ne]', '[$gt]', '<!entity', 'php://', 'wp-login.php', 'phpmyadmin'],
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
const kinds = Object.keys(probeTexts)
/** An alternative of plain texts, one group per kind: nothing in it repeats, so that it takes linear time. */
const anyProbe = new RegExp(
  Object.values(probeTexts)
    .map((texts) => `(${texts.map(escaped).join('|')})`)
    .join('|'),
)

/** What a text in lower case looks for; undefined if nothing. */
export function probeIn(text: string): string | undefined {
  const found = anyProbe.exec(text)
  return found ? kinds[found.slice(1).findIndex((group) => group !== undefined)] : undefined
}

/** A URL without its escapes, also if they are no UTF-8. */
export function decodedUrl(url: string): string {
  if (!url.includes('%') && !url.includes('+')) return url
  const spaced = url.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return unescapeBytes(spaced)
  }
}

const unescapeBytes = (text: string) =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
