/** One request, as every web server logs it in its own way. */
export interface PageView {
  /** After 10:00 UTC on 6 May 2024. */
  readonly minute: number
  readonly address: string
  readonly page: string
  readonly status: number
}

const [guest, other] = ['203.0.113.7', '198.51.100.23']
export const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0'
const startMs = Date.UTC(2024, 4, 6, 10)

/** Views of two visitors, among what is no view. */
export const requests: readonly PageView[] = [
  { minute: 1, address: guest, page: '/teas/green', status: 200 },
  { minute: 1, address: guest, page: '/teas/leaf.png', status: 200 },
  { minute: 2, address: other, page: '/teas/black', status: 200 },
  { minute: 3, address: guest, page: '/mugs', status: 200 },
  { minute: 4, address: other, page: '/absent', status: 404 },
]

const iso = (minute: number) => new Date(startMs + minute * 60_000).toISOString().replace('.000Z', '')
const two = (value: number) => String(value).padStart(2, '0')
const clock = (minute: number, hour = 10) => `${two(hour + Math.floor(minute / 60))}:${two(minute % 60)}:00`
export const clf = (minute: number, hour = 10, zone = '+0000') => `06/May/2024:${clock(minute, hour)} ${zone}`
const port = ({ minute }: PageView) => 40_000 + minute

const common = (view: PageView) =>
  `${view.address} - - [${clf(view.minute)}] "GET ${view.page} HTTP/1.1" ${view.status} 512`
export const combined = (view: PageView) => `${common(view)} "-" "${agent}"`
const unquoted = (view: PageView) => common(view).replaceAll('"', '')
const abroad = (view: PageView) => combined(view).replace(clf(view.minute), clf(view.minute, 12, '+0200'))
const isoInBrackets = (view: PageView) => combined(view).replace(clf(view.minute), `${iso(view.minute)}+00:00`)
const syslogTime = (view: PageView) => `May  6 ${clock(view.minute)}`

const traefikJson = (view: PageView) => ({
  ClientAddr: `${view.address}:${port(view)}`,
  ClientHost: view.address,
  DownstreamStatus: view.status,
  RequestHost: 'tea.example',
  RequestMethod: 'GET',
  RequestPath: view.page,
  StartUTC: `${iso(view.minute)}.000000345Z`,
  'request_User-Agent': agent,
  time: `${iso(view.minute)}Z`,
})

const caddyJson = (view: PageView, from: object) => ({
  level: 'info',
  ts: startMs / 1000 + view.minute * 60,
  logger: 'http.log.access',
  msg: 'handled request',
  request: { ...from, proto: 'HTTP/2.0', method: 'GET', uri: view.page, headers: { 'User-Agent': [agent] } },
  status: view.status,
  size: 512,
})

const balanced = (view: PageView) =>
  `${iso(view.minute)}.000000Z app/tea/50dc6c495c0c9188 ${view.address}:${port(view)} 10.0.0.9:80 0.001 0.002 0.000 ` +
  `${view.status} ${view.status} 34 512 "GET https://tea.example:443${view.page} HTTP/2.0" ` +
  `"${agent}" TLS_AES_128 TLSv1.3`

const haproxy = (view: PageView) =>
  `haproxy[17]: ${view.address}:${port(view)} [${clf(view.minute).replace(' +0000', '.250')}] web~ pool/s2 ` +
  `0/0/1/2/3 ${view.status} 512 - - ---- 2/2/0/0/0 0/0 "GET ${view.page} HTTP/1.1"`

const each = (write: (view: PageView) => string | object) => (views: readonly PageView[]) =>
  views.map((view) => {
    const line = write(view)
    return typeof line === 'string' ? line : JSON.stringify(line)
  })
const after = (head: readonly string[], write: (view: PageView) => string) => (views: readonly PageView[]) => [
  ...head,
  ...views.map(write),
]

/** What each server, load balancer or logger writes for the same requests. */
export const dialects: Readonly<Record<string, (views: readonly PageView[]) => string[]>> = {
  'Apache (Common)': each(common),
  'nginx (Combined)': each(combined),
  'nginx with further fields': each((view) => `${combined(view)} 0.004 0.003 "-"`),
  'nginx with the host first': each((view) => `tea.example ${combined(view)}`),
  'Apache with the host and port first': each((view) => `tea.example:8443 ${combined(view)}`),
  'a server in another zone': each(abroad),
  'nginx with ISO times': each(isoInBrackets),
  'Tomcat without sizes': each((view) => common(view).replace(/ 512$/, ' -')),
  'a proxy that quotes no request': each(unquoted),
  'Caddy as JSON': each((view) => caddyJson(view, { remote_ip: view.address, client_ip: view.address })),
  'an old Caddy as JSON': each((view) => caddyJson(view, { remote_addr: `${view.address}:${port(view)}` })),
  'Traefik as JSON': each(traefikJson),
  'Traefik in Common format': each((view) => `${common(view)} "-" "-" 9 "web@docker" "http://10.0.0.2:80" 4ms`),
  'nginx as JSON with its own names': each((view) => ({
    time_iso8601: `${iso(view.minute)}+00:00`,
    remote_addr: view.address,
    request: `GET ${view.page} HTTP/1.1`,
    status: view.status,
    http_user_agent: agent,
  })),
  'nginx as JSON with short names': each((view) => ({
    ip: view.address,
    host: 'tea.example',
    path: view.page,
    status: String(view.status),
    user_agent: agent,
    date: `${iso(view.minute)}+00:00`,
  })),
  'nginx as JSON with a local time': each((view) => ({
    time_local: clf(view.minute),
    client: view.address,
    method: 'GET',
    uri: view.page,
    status: view.status,
  })),
  'an AWS application load balancer': each((view) => `h2 ${balanced(view)} arn:aws:x "Root=1-2" "tea.example" "-" 0`),
  'an AWS classic load balancer': each((view) => balanced(view).replace('app/tea/50dc6c495c0c9188', 'tea-balancer')),
  IIS: after(
    [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Date: 2024-05-06 10:00:00',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status',
    ],
    (view) =>
      `2024-05-06 ${clock(view.minute)} 10.0.0.5 GET ${view.page} - 443 - ${view.address} ` +
      `${agent.replaceAll(' ', '+')} ${view.status}`,
  ),
  CloudFront: after(
    [
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)',
    ],
    (view) =>
      ['2024-05-06', clock(view.minute), 'FRA2', '512', view.address, 'GET', 'd1.cloudfront.net', view.page]
        .concat(String(view.status), '-', agent.replaceAll(' ', '%20'))
        .join('\t'),
  ),
  HAProxy: each((view) => `${syslogTime(view)} edge ${haproxy(view)}`),
  'HAProxy with ISO times': each((view) => `${iso(view.minute)}+00:00 edge ${haproxy(view)}`),
  'syslog with a priority': each((view) => `<190>${syslogTime(view)} web2 nginx: ${combined(view)}`),
  'syslog with an address as host': each((view) => `${syslogTime(view)} 10.1.2.3 nginx[88]: ${combined(view)}`),
  'syslog as RFC 5424 has it': each((view) => `<190>1 ${iso(view.minute)}Z web2 nginx 88 - - ${combined(view)}`),
  journald: each((view) => `${iso(view.minute)}+0000 web2 nginx[88]: ${combined(view)}`),
  Docker: each((view) => ({ log: `${combined(view)}\n`, stream: 'stdout', time: `${iso(view.minute)}.1Z` })),
  'Docker Compose': each((view) => `proxy-1  | ${combined(view)}`),
  Kubernetes: each((view) => `${iso(view.minute)}.123456789Z stdout F ${combined(view)}`),
}
