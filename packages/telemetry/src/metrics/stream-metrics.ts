import { metricGroup } from './metric-group.ts'

export const streamMetrics = metricGroup('the gateway', ({ counter, sampledGauge }) => ({
  open: sampledGauge('streams_open', 'Streams that are open, by transport', ['transport']),
  topics: sampledGauge('stream_topics', 'Topics that streams of this gateway follow'),
  waitingReads: sampledGauge('stream_reads_waiting', 'Topics whose state is to be read for streams'),
  frames: counter('stream_frames_total', 'Frames that were sent to streams'),
  messages: counter('stream_messages_total', 'Messages of topics for streams, by what became of them', ['outcome']),
  closed: counter('streams_closed_total', 'Streams that the gateway closed, by reason', ['reason']),
  gaps: counter('stream_gaps_total', 'Gaps that streams were told of'),
  resumed: counter('stream_resumes_total', 'Streams that asked to resume, by outcome', ['outcome']),
}))
