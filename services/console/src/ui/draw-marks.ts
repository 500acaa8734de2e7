import type UPlot from 'uplot'
import type { Colours } from './chart-colours.ts'

/** A moment at which something happened. */
export interface Mark {
  readonly at: string
  readonly label: string
}

/** Draws a line with a word for each mark that is in sight. */
export function drawMarks(chart: UPlot, marks: readonly Mark[], { warn, font }: Colours): void {
  const { ctx, bbox } = chart
  ctx.save()
  ctx.strokeStyle = warn
  ctx.fillStyle = warn
  ctx.lineWidth = devicePixelRatio
  ctx.font = `${11 * devicePixelRatio}px ${font}`
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const { at, label } of marks) {
    const x = chart.valToPos(Date.parse(at) / 1_000, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.fillText(label, x + 4 * devicePixelRatio, bbox.top + 12 * devicePixelRatio)
  }
  ctx.restore()
}
