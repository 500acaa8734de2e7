import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calls } from '@inkling/contracts'
import { loadDemo } from '@inkling/demo'
import { afterAll, describe, expect, it } from 'vitest'
import { bearer, newTenant } from '../support/callers.ts'
import { examplesOf } from '../support/document-examples.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey } = sharedStack()
const demo = await newTenant()
const dataDir = await mkdtemp(join(tmpdir(), 'inkling-examples-'))
await loadDemo({ url, apiKey: demo.key, dataDir }, () => {})
afterAll(() => rm(dataDir, { recursive: true }))

const items = async () => (await demo.call(calls.listItems, { query: { limit: 200 } })).body.data
const before = await items()
const documented = examplesOf(JSON.parse((await get('/openapi.json')).text))
/** A stream does not end. */
const examples = documented.filter(({ id }) => id !== 'stream')
/** These examples need the id of an earlier answer, so they have a placeholder and are answered with 404 or 422. */
const placeholders = [
  ...['postFeedback', 'getOperation', 'cancelOperation', 'patchKey', 'rotateKey', 'revokeKey'],
  ...['patchOwnKey', 'rotateOwnKey', 'revokeOwnKey'],
  ...['listChanges', 'applyChanges', 'undoChanges', 'getSchedule', 'setScheduleState', 'deleteSchedule'],
  ...['restoreWeights', 'getReceipt', 'getExportPart', 'putImportPart', 'importTenant', 'getUserExportPart'],
  ...['restoreWeights', 'getReceipt', 'getExperiment', 'stopExperiment', 'deleteExperiment'],
  ...['getTrace', 'jaegerTrace', 'getError', 'resolveError', 'acknowledgeAlert', 'deleteSilence'],
  ...['resendAlertDelivery', 'applyIndexAdvice', 'restoreArchive', 'clearRobot'],
]
/** The time of these examples is in the past, or nothing is wrong. */
const empty = [
  ...['listErrors', 'listTraces', 'listSlowestOperations', 'getRouteTime', 'getTraceLog'],
  ...['listAlerts', 'alerts', 'listAlertDeliveries', 'listSilences', 'listDeadLetters', 'listIndexAdvice'],
  ...['listArchives', 'listAuditLog', 'listExperiments', 'listPatterns', 'listScenarios', 'listWeights'],
  ...['listRobots', 'listSecurityEvents'],
]
/** The demo stores the ids of its users as they are sent. */
const withoutPseudonyms = ['putPseudonymKey', 'getPseudonymKey', 'deletePseudonymKey']
/** These need services that run with FAULT_INJECTION or BACKUP_FOLDER. */
const notSetUp = ['injectFault', 'listFaults', 'endFaults', 'createBackup']

const ofOperators: ReadonlySet<string> = new Set(['Administration', 'Performance', 'Security'])

/** An answer that tells something: a list that is not empty, or an object that is not. */
function tells(text: string): boolean {
  const body = JSON.parse(text)
  return (body.data ?? body.prefetch ?? Object.keys(body)).length > 0
}

describe('the examples of /openapi.json, on the demo tenant', () => {
  it.each(examples)('$id by $mediaType is answered', async ({ id, method, path, mediaType, body, tags, statuses }) => {
    const key = tags.some((tag) => ofOperators.has(tag)) ? adminKey : demo.key
    const headers = { ...bearer(key), ...(body !== undefined && { 'content-type': mediaType }) }
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) })
    const text = await response.text()
    expect(notSetUp.includes(id) ? ['409'] : statuses, text).toContain(String(response.status))
    const isRefused = [...placeholders, ...withoutPseudonyms, ...notSetUp].includes(id)
    expect(response.ok || isRefused, `${response.status} ${text}`).toBe(true)
    const isJson = response.headers.get('content-type')?.includes('json')
    expect(!isJson || text === '' || empty.includes(id) || tells(text), text).toBe(true)
  })

  it('the examples leave the items of the demo as they were', async () => {
    const named = (list: typeof before) => list.map(({ updatedAt: _, ...item }) => item)
    expect(named(await items())).toEqual(named(before))
  })
})
