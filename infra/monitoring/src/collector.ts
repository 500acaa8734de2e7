/** Receives traces over OTLP/HTTP, as `OTEL_EXPORTER_OTLP_ENDPOINT`, and passes them on to a store of your own. */
export const collectorConfig = {
  receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:4318' } } } },
  processors: { memory_limiter: { check_interval: '1s', limit_mib: 256 }, batch: { timeout: '2s' } },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector fills it in.
  exporters: { otlphttp: { endpoint: '${env:TRACES_ENDPOINT}' } },
  service: {
    pipelines: {
      traces: { receivers: ['otlp'], processors: ['memory_limiter', 'batch'], exporters: ['otlphttp'] },
    },
  },
}
