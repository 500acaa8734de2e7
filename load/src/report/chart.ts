export interface Chart {
  readonly title: string
  /** Values by name, one for each step of time. */
  readonly lines: Readonly<Record<string, readonly number[]>>
}

const [width, height, left, bottom] = [900, 200, 60, 40]
const colours = [
  '#0969da',
  '#bf3989',
  '#1a7f37',
  '#bc4c00',
  '#8250df',
  '#57606a',
  '#0a7ea4',
  '#9a6700',
  '#cf222e',
  '#4d7c0f',
]

/** Draws lines over time as SVG. An empty chart is nothing. */
export function drawChart({ title, lines }: Chart): string {
  const entries = Object.entries(lines).filter(([, values]) => values.length > 1)
  if (entries.length === 0) return ''
  const most = Math.max(...entries.map(([, values]) => values.reduce((top, value) => Math.max(top, value), 0)), 1e-9)
  const drawn = entries.map(([name, values], n) => {
    const colour = colours[n % colours.length]
    const points = values.map((value, at) => {
      const x = left + (at / (values.length - 1)) * (width - left)
      return `${x.toFixed(1)},${(height - (value / most) * (height - 20)).toFixed(1)}`
    })
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.3" points="${points.join(' ')}"/>
<text x="${left + (n % 6) * 140}" y="${height + 16 + 16 * Math.floor(n / 6)}" fill="${colour}">${name}</text>`
  })
  return `<h3>${title}</h3>
<svg viewBox="0 0 ${width} ${height + bottom}" font-size="12" role="img" aria-label="${title}">
<text x="0" y="24" fill="currentColor">${most >= 10 ? most.toFixed(0) : most.toFixed(2)}</text>
<text x="0" y="${height}" fill="currentColor">0</text>
<line x1="${left}" y1="${height}" x2="${width}" y2="${height}" stroke="#8c959f"/>
${drawn.join('\n')}</svg>`
}
