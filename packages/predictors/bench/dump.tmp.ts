import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { NextItemModel, tune, type UsageEvent } from '../src/index.ts'
import { Scores } from '../src/scores.ts'
import { tailOf, usageOf } from '../src/tail.ts'
const [folder, out, tailEvents = '40000', testCases = '6000'] = process.argv.slice(2)
const NC = 120
function read(file: string): UsageEvent[] {
  return gunzipSync(readFileSync(`${folder}/${file}`)).toString('utf8').trimEnd().split('\n').slice(1).map((line) => {
    const [sessionId = '', userId = '', itemId = '', t = ''] = line.split(',')
    return { sessionId, userId, itemId, atMs: Number(t) * 1000 }
  })
}
const train = read('train.csv.gz')
// head/tail by sessions that end last
const bySession = new Map<string, number>()
train.forEach((e, i) => bySession.set(e.sessionId!, i))
const cut = train.length - Math.min(Number(tailEvents), train.length / 5)
const head = train.filter((e) => (bySession.get(e.sessionId!) as number) < cut)
const tail = train.filter((e) => (bySession.get(e.sessionId!) as number) >= cut)
const model = new NextItemModel()
for (const e of head) model.apply(e)
const steps = tune(model, { budgetMs: 40000, clock: () => performance.now() })
let st = steps.next(); while (!st.done) st = steps.next()
console.log(JSON.stringify(st.value.parameters), JSON.stringify(st.value.weights))
const P = model.blend.predictors
const F = 8 + 2 * P.length
const chunks: Float32Array[] = []
const sc = P.map(() => new Scores())
function dump(context: any, next: number) {
  const top = model.blend.predict(context, NC)
  const log = model.log
  const seen = new Set<number>(context.items)
  const n = top.size
  const buf = new Float32Array(3 + P.length + n * F)
  buf[0] = n; buf[1] = top.placeOf(next); buf[2] = context.items.length
  P.forEach((p, c) => { sc[c]!.clear(); p.score(context, sc[c]!); })
  const mx = [P.map(() => 0), P.map(() => 0)], sum = [P.map(() => 0), P.map(() => 0)]
  P.forEach((_, c) => { const s = sc[c]!; for (let i = 0; i < s.size; i++) { const it = s.item(i); const k = seen.has(it) ? 1 : 0; const v = s.of(it); mx[k]![c] = Math.max(mx[k]![c]!, v); sum[k]![c]! += v } ; buf[3 + c] = Math.log(sum[0]![c]! + sum[1]![c]! + 1e-9) })
  for (let j = 0; j < n; j++) {
    const it = top.key(j), o = 3 + P.length + j * F, k = seen.has(it) ? 1 : 0
    buf[o] = Math.log(top.score(j)); buf[o + 1] = k
    const lastAt = context.items.lastIndexOf(it)
    buf[o + 2] = lastAt < 0 ? 0 : context.items.length - lastAt
    buf[o + 3] = context.items.filter((x: number) => x === it).length
    buf[o + 4] = Math.log(1 + log.items.size(it))
    buf[o + 5] = Math.log(1 + log.length - log.items.last(it))
    buf[o + 6] = context.atMs > 0 ? Math.log(1 + Math.max(0, context.atMs - log.atMs(log.items.last(it))) / 1000) : 0
    buf[o + 7] = 0
    P.forEach((_, c) => { const v = sc[c]!.of(it); buf[o + 8 + 2 * c] = v > 0 ? Math.log(v / mx[k]![c]!) : -99; buf[o + 9 + 2 * c] = v > 0 ? Math.log(v / sum[k]![c]!) : -99 })
  }
  chunks.push(buf)
}
let ntrain = 0
for (const e of tail) {
  const context = model.contextOf(e)
  if (context.items.length > 0) { dump(context, model.log.items.names.find(e.itemId)); ntrain++ }
  model.observe(e)
}
const sessions = Map.groupBy(read('test.csv.gz'), (e) => e.sessionId!)
const cases = [...sessions.values()].flatMap((s) => s.slice(1).map((e, n) => ({ recent: s.slice(0, n + 1).map((x) => x.itemId), userId: e.userId, next: e.itemId, atMs: s[n]!.atMs })))
const stride = Math.max(1, cases.length / Number(testCases))
const thinned = cases.filter((_, n) => Math.floor(n / stride) !== Math.floor((n - 1) / stride))
for (const c of thinned) dump(model.contextOf(c as any), model.log.items.names.find(c.next))
let size = 0; for (const c of chunks) size += c.length
const all = new Float32Array(size + 4); all.set([ntrain, thinned.length, P.length, F])
let o = 4; for (const c of chunks) { all.set(c, o); o += c.length }
writeFileSync(out!, all)
console.log(P.map((p) => p.name), ntrain, thinned.length, size * 4 / 1e6, 'MB')
