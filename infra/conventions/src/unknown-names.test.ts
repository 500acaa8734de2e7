import { expect, it } from 'vitest'
import { unknownNames } from './unknown-names.ts'

const code = `
  counter('jobs_total', 'Jobs'), mean('hit_rate_at_20', 'Hits'), histogram('job_seconds', 'Time')
  env.POLL_MS; logger.warn('cannot load; it\\'s tried again')`

it('unknownNames accepts metrics, settings and log lines that are in the code', () => {
  const runbook = [
    '`inkling_jobs_total{kind="x"}`, `inkling_prequential_hit_rate_at_20`, inkling_job_seconds_sum, `POLL_MS`',
    "```log\ncannot load; it's tried again\n```",
  ].join('\n')
  expect(unknownNames(runbook, code)).toEqual([])
})

it('unknownNames returns a metric that the code does not have', () => {
  expect(unknownNames('inkling_jobs_lost_total rises', code)).toEqual(['inkling_jobs_lost_total'])
})

it('unknownNames returns a setting that the code does not have', () => {
  expect(unknownNames('raise `POLL_SECONDS`', code)).toEqual(['POLL_SECONDS'])
})

it('unknownNames returns each log line that the code does not have, in a list item too', () => {
  const runbook = "1. Look:\n\n   ```log\n   cannot load; it's tried again\n   cannot store\n   ```"
  expect(unknownNames(runbook, code)).toEqual(['cannot store'])
})
