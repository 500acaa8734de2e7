/**
 * Receives traces over OTLP/HTTP, as `OTEL_EXPORTER_OTLP_ENDPOINT`, and reads the log files of a local stack. It passes
 * both on to stores of your own.
 *
 * A service copies its full file to `.log.1` and empties it, so both are read: the collector knows a copy by its first
 * bytes and reads only what it has not read yet.
 */
export const collectorConfig = {
  receivers: {
    otlp: { protocols: { http: { endpoint: '127.0.0.1:4318' } } },
    filelog: {
      include: ['log', 'log.1'].map((ending) => `\${env:INKLING_LOGS:-.inkling/logs}/*.${ending}`),
      start_at: 'beginning',
      operators: [
        {
          type: 'json_parser',
          // What Node writes when it crashes is no JSON, and passes as it is.
          if: 'body startsWith "{"',
          on_error: 'send_quiet',
          timestamp: { parse_from: 'attributes.time', layout_type: 'gotime', layout: '2006-01-02T15:04:05.000Z07:00' },
          severity: { parse_from: 'attributes.level' },
        },
        {
          type: 'trace_parser',
          if: 'attributes.traceId != nil',
          trace_id: { parse_from: 'attributes.traceId' },
          span_id: { parse_from: 'attributes.spanId' },
        },
        {
          type: 'move',
          if: 'attributes.service != nil',
          from: 'attributes.service',
          to: 'resource["service.name"]',
        },
        { type: 'move', if: 'attributes.msg != nil', from: 'attributes.msg', to: 'body' },
      ],
    },
  },
  processors: { memory_limiter: { check_interval: '1s', limit_mib: 256 }, batch: { timeout: '2s' } },
  exporters: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector fills it in.
    otlphttp: { endpoint: '${env:TRACES_ENDPOINT}' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector fills it in.
    'otlphttp/logs': { endpoint: '${env:LOGS_ENDPOINT}' },
  },
  service: {
    pipelines: {
      traces: { receivers: ['otlp'], processors: ['memory_limiter', 'batch'], exporters: ['otlphttp'] },
      logs: { receivers: ['filelog'], processors: ['memory_limiter', 'batch'], exporters: ['otlphttp/logs'] },
    },
  },
}
