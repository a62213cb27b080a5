import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { exportSpansTo, spanIds } from './trace.ts'

/**
 * Sends spans to an OpenTelemetry collector (OTLP over HTTP, JSON), in batches, beside the work. A collector that is away
 * costs the spans, nothing else. @returns what sends the rest and ends it.
 */
export function exportTraces(url: string): () => Promise<void> {
  const provider = new BasicTracerProvider({
    idGenerator: spanIds,
    resource: resourceFromAttributes({ 'service.name': 'holdfast' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
  })
  exportSpansTo(provider.getTracer('holdfast'))
  return async () => {
    exportSpansTo(null)
    await provider.shutdown()
  }
}
