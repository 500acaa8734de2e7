const element = (id) => document.getElementById(id)
const rowHeight = 22
/** Rows beyond the visible ones that are drawn, so that scrolling shows no gaps. */
const spareRows = 10
const pageSize = 100

function showError(text) {
  element('error').textContent = text
  element('error').hidden = text === ''
}

/** Calls the API with the key in the form, which is kept nowhere else. Throws an Error that a person can read. */
async function call(path) {
  const headers = { authorization: `Bearer ${element('key').value.trim()}` }
  const response = await fetch(`../api/v1/performance/${path}`, { headers }).catch(() => {
    throw new Error('The gateway does not answer. Is Inkling still running?')
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  throw new Error(`The gateway refused the request (${response.status}): ${answer.detail ?? 'it gave no reason'}`)
}

/** Runs `work`, and shows why it failed. A later run makes the result of an earlier one worth nothing. */
function latest(work) {
  let run = 0
  return async (...given) => {
    const own = ++run
    try {
      const show = await work(...given)
      if (own !== run) return
      showError('')
      show()
    } catch (error) {
      if (own === run) showError(error.message)
    }
  }
}

function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${Math.round(ms * 1000)} µs`
}

const find = latest(async () => {
  const filters = [...new FormData(element('filters'))].filter(([, value]) => value !== '')
  const { data } = await call(`traces?${new URLSearchParams([...filters, ['limit', pageSize]])}`)
  return () => {
    element('list').hidden = data.length === 0
    element('count').textContent = data.length === 0 ? 'No trace matches.' : `${data.length} traces, newest first`
    element('list').tBodies[0].replaceChildren(...data.map(listRow))
  }
})

function listRow({ traceId, startedAt, durationMs, spans, errors, service, route, name }) {
  const row = document.createElement('tr')
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = startedAt
  button.dataset.id = traceId
  button.addEventListener('click', () => open(traceId))
  for (const content of [button, duration(durationMs), spans, errors || '', service, route ?? name]) {
    row.insertCell().append(content)
  }
  row.className = errors > 0 ? 'error' : ''
  return row
}

/** The trace that is shown: its rows in order, which of them are closed, the rows that are not hidden, the selected. */
let shown = { rows: [], closed: new Set(), visible: [], selected: 0, durationMs: 0 }

const open = latest(async (id) => {
  const trace = await call(`traces/${id}`)
  return () => {
    shown = { rows: inOrder(trace.spans), closed: new Set(), visible: [], selected: 0, durationMs: trace.durationMs }
    element('title').textContent = `${id}: ${trace.spans.length} spans, ${duration(trace.durationMs)}`
    element('trace').hidden = false
    element('rows').scrollTop = 0
    layOut()
    element('rows').focus()
  }
})

/** Parents before their children. `end` is the place after the last descendant. */
function inOrder(spans) {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const childrenOf = Map.groupBy(spans, ({ parentId }) => (known.has(parentId) ? parentId : null))
  const rows = []
  const stack = (childrenOf.get(null) ?? []).toReversed().map((span) => ({ span, depth: 0 }))
  while (stack.length > 0) {
    const { span, depth } = stack.pop()
    rows.push({ span, depth, end: rows.length + 1 })
    for (const child of (childrenOf.get(span.spanId) ?? []).toReversed()) stack.push({ span: child, depth: depth + 1 })
  }
  const ancestors = []
  for (const [place, row] of rows.entries()) {
    while (ancestors.length > 0 && ancestors.at(-1).depth >= row.depth) ancestors.pop().end = place
    ancestors.push(row)
  }
  for (const row of ancestors) row.end = rows.length
  return rows
}

function layOut() {
  const { rows, closed } = shown
  shown.visible = []
  for (let place = 0; place < rows.length; place = closed.has(place) ? rows[place].end : place + 1) {
    shown.visible.push(place)
  }
  element('space').style.height = `${shown.visible.length * rowHeight}px`
  draw()
}

/** Draws only the rows that the window shows, so that a trace may have many thousands. */
function draw() {
  const { scrollTop, clientHeight } = element('rows')
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spareRows)
  const last = Math.ceil((scrollTop + clientHeight) / rowHeight) + spareRows
  const drawn = shown.visible.slice(first, last).map((place, i) => drawRow(place, first + i))
  element('rows').replaceChildren(element('space'), ...drawn)
  element('rows').setAttribute('aria-activedescendant', `row-${shown.visible[shown.selected]}`)
  element('details').textContent = detailsOf(shown.rows[shown.visible[shown.selected]]?.span)
}

function drawRow(place, at) {
  const { span, depth, end } = shown.rows[place]
  const hasChildren = end > place + 1
  const row = document.createElement('div')
  row.id = `row-${place}`
  row.role = 'treeitem'
  row.ariaLevel = depth + 1
  row.ariaSelected = at === shown.selected
  if (hasChildren) row.ariaExpanded = !shown.closed.has(place)
  row.className = span.status
  row.style.top = `${at * rowHeight}px`
  const mark = hasChildren ? (shown.closed.has(place) ? '▸ ' : '▾ ') : '  '
  const name = document.createElement('span')
  name.textContent = `${'  '.repeat(Math.min(depth, 40))}${mark}${span.name} (${span.service})`
  row.append(name, bar(span), ...[span.durationMs, span.selfMs].map(duration))
  row.addEventListener('click', () => {
    if (at === shown.selected) toggle(!shown.closed.has(place))
    else select(at)
  })
  return row
}

function bar({ startMs, durationMs }) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  const whole = shown.durationMs || 1
  const sizes = { x: `${(startMs / whole) * 100}%`, width: `${Math.max(0.2, (durationMs / whole) * 100)}%`, height: 14 }
  for (const [name, value] of Object.entries(sizes)) rect.setAttribute(name, value)
  svg.append(rect)
  return svg
}

function detailsOf(span) {
  if (!span) return ''
  const { name, service, kind, message, durationMs, selfMs, attributes, events } = span
  const facts = { name, service, kind, message, took: duration(durationMs), self: duration(selfMs), attributes, events }
  return JSON.stringify(facts, null, 2)
}

function select(at) {
  const window = element('rows')
  shown.selected = Math.max(0, Math.min(at, shown.visible.length - 1))
  const top = shown.selected * rowHeight
  if (top < window.scrollTop) window.scrollTop = top
  if (top + rowHeight > window.scrollTop + window.clientHeight) window.scrollTop = top + rowHeight - window.clientHeight
  draw()
}

function toggle(isClosed) {
  const place = shown.visible[shown.selected]
  if (isClosed) shown.closed.add(place)
  else shown.closed.delete(place)
  layOut()
}

const keys = {
  ArrowDown: () => select(shown.selected + 1),
  ArrowUp: () => select(shown.selected - 1),
  PageDown: () => select(shown.selected + 20),
  PageUp: () => select(shown.selected - 20),
  Home: () => select(0),
  End: () => select(shown.visible.length - 1),
  ArrowLeft: () => toggle(true),
  ArrowRight: () => toggle(false),
}

element('rows').addEventListener('scroll', draw)
element('rows').addEventListener('keydown', (event) => {
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
element('filters').addEventListener('submit', (event) => {
  event.preventDefault()
  void find()
})
addEventListener('error', ({ message }) => showError(`This page has a fault: ${message}`))
