import { Graph, layout } from '@dagrejs/dagre'
import { count, duration } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'

type Edge = Answer<'getServiceMap'>['edges'][number]

const nodeWidth = 128
const nodeHeight = 40
/** A narrower place scrolls, so that its words can still be read. */
const leastScale = 0.8

/** The map, laid out in layers from callers to callees (Sugiyama). */
export default function ServiceGraph({ edges }: { readonly edges: readonly Edge[] }) {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 112, marginx: 8, marginy: 24 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const name of new Set(edges.flatMap(({ from, to }) => [from, to])))
    graph.setNode(name, { width: nodeWidth, height: nodeHeight })
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const most = Math.max(...edges.map(({ calls }) => calls))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="scroller" aria-label="Service map, drawn" tabIndex={0}>
      <svg
        className="service-map"
        viewBox={`0 0 ${width} ${height}`}
        style={{ width, minWidth: width * leastScale }}
        role="img"
        aria-label="The services and who calls whom"
      >
        {edges
          .filter(({ from, to }) => from !== to)
          .map((edge) => (
            <EdgeLine
              key={`${edge.from} ${edge.to}`}
              edge={edge}
              points={graph.edge(edge.from, edge.to).points ?? []}
              most={most}
            />
          ))}
        {graph.nodes().map((name: string) => {
          const { x = 0, y = 0 } = graph.node(name)
          return (
            <g key={name} transform={`translate(${x - nodeWidth / 2} ${y - nodeHeight / 2})`}>
              <rect width={nodeWidth} height={nodeHeight} rx="6" />
              <text x={nodeWidth / 2} y={nodeHeight / 2 + 4}>
                {name}
              </text>
            </g>
          )
        })}
      </svg>
    </section>
  )
}

interface EdgeLineProps {
  readonly edge: Edge
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly most: number
}

function EdgeLine({ edge: { from, to, calls, errors, p95Ms }, points, most }: EdgeLineProps) {
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
  return (
    <g className={errors > 0 ? 'edge failed' : 'edge'}>
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} strokeWidth={1 + (3 * calls) / most}>
        <title>{`${from} to ${to}: ${count(calls)} calls, ${count(errors)} errors, p95 ${duration(p95Ms)}`}</title>
      </polyline>
      <text x={middle.x} y={middle.y - 6}>
        {count(calls)} · {duration(p95Ms)}
      </text>
    </g>
  )
}
