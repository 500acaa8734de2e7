const element = (id) => document.getElementById(id)
const { key } = document.body.dataset
const shown = 8
const typingPauseMs = 150

/** What was clicked, oldest first, as `{ id, title }`. */
let recent = []

function showError(text) {
  element('error').textContent = text
  element('error').hidden = text === ''
}

/** Calls the API of this gateway. Throws an Error that a person can read. */
async function call(path, { body, signal } = {}) {
  const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) }
  const options = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  const response = await fetch(`api/v1/${path}`, { ...options, headers, signal }).catch((cause) => {
    if (cause.name === 'AbortError') throw cause
    throw new Error('The gateway does not answer. Is Inkling still running? Start it with: npx -y pnpm@12 start')
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  throw new Error(`The gateway refused the request (${response.status}): ${answer.detail ?? 'it gave no reason'}`)
}

/** Each function cancels its own former request, so that a late answer replaces no newer one. */
function latest(work) {
  let running
  return async (...given) => {
    running?.abort()
    running = new AbortController()
    try {
      await work(running.signal, ...given)
      showError('')
    } catch (error) {
      if (error.name !== 'AbortError') showError(error.message)
    }
  }
}

function percent(probability) {
  const part = document.createElement('b')
  part.textContent = `${(probability * 100).toFixed(1)} %`
  return part
}

function showItems(list, found, emptyText) {
  const rows = found.map(({ itemId, item, probability }) => {
    const button = document.createElement('button')
    const title = item?.title ?? itemId
    button.type = 'button'
    button.dataset.id = itemId
    button.append(title, ...(probability === undefined ? [] : [percent(probability)]))
    button.addEventListener('click', () => open({ id: itemId, title }))
    const row = document.createElement('li')
    row.append(button)
    return row
  })
  const empty = document.createElement('li')
  empty.textContent = emptyText
  list.replaceChildren(...(rows.length > 0 ? rows : [empty]))
}

const search = latest(async (signal) => {
  const q = element('query').value.trim()
  const query = new URLSearchParams({ q, limit: shown, prefix: true })
  const { data } = q === '' ? { data: [] } : await call(`search?${query}`, { signal })
  showItems(element('results'), data, q === '' ? '' : 'Nothing matches these words.')
})

const predict = latest(async (signal) => {
  const body = { recent: recent.map(({ id }) => id), limit: shown }
  const { data } = await call('predictions', { body, signal })
  showItems(element('predictions'), data, 'Nothing to predict yet.')
})

function open(item) {
  recent = [...recent, item].slice(-20)
  show()
}

function show() {
  element('recent').textContent = recent.map(({ title }) => title).join(' → ') || 'nothing yet'
  element('forget').hidden = recent.length === 0
  void predict()
}

let pause
element('query').addEventListener('input', () => {
  clearTimeout(pause)
  pause = setTimeout(search, typingPauseMs)
})
element('search-form').addEventListener('submit', (event) => {
  event.preventDefault()
  void search()
})
element('forget').addEventListener('click', () => {
  recent = []
  show()
})
addEventListener('error', ({ message }) => showError(`This page has a fault: ${message}`))
addEventListener('unhandledrejection', ({ reason }) => showError(`This page has a fault: ${reason?.message ?? reason}`))

element(key ? 'demo' : 'keyless').hidden = false
if (key) show()
