/** The colours of the theme as a canvas wants them. */
export function coloursOf(root: HTMLElement) {
  const probe = root.appendChild(document.createElement('span'))
  const { fontFamily: font } = getComputedStyle(probe)
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const series = [1, 2, 3, 4, 5, 6, 7].map((n) => colour(`series-${n}`))
  const colours = { series, ink: colour('ink-soft'), line: colour('line'), warn: colour('warn'), font }
  probe.remove()
  return colours
}

export type Colours = ReturnType<typeof coloursOf>
