/** A number of proxies, or addresses and networks (CIDR). The earlier value `true` trusted every address. */
export const trustProxyPattern = '^\\s*(\\d{1,2}|[0-9a-fA-F]*[.:][0-9a-fA-F.:/,\\s]*)\\s*$'

/** Reads `TRUST_PROXY`: a number of proxies, or the networks that they are in. */
export const trustedProxies = (setting: string): number | string[] =>
  /^\s*\d+\s*$/.test(setting)
    ? Number(setting)
    : setting
        .split(',')
        .map((network) => network.trim())
        .filter((network) => network !== '')
