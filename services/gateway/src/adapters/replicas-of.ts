/** Every replica of these services, whose URLs are separated by commas. The second one of a service is `<name> 2`. */
export const replicasOf = (urls: Readonly<Record<string, string>>) =>
  Object.entries(urls).flatMap(([name, all]) =>
    all.split(',').map((url, n) => ({ name: n === 0 ? name : `${name} ${n + 1}`, url: url.trim() })),
  )
