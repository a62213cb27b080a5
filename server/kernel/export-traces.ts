import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { Logger } from './log.ts'
import { exportSpansTo, spanIds } from './trace.ts'

/** For one batch, repetitions included: so long a stop waits at most for a collector that is away. */
const EXPORT_MS_MAX = 2_000

/**
 * Sends spans to an OpenTelemetry collector (OTLP over HTTP, JSON), in batches, beside the work. A collector that is away
 * costs the spans, nothing else. @returns what sends the rest and ends it.
 */
export function exportTraces(url: string, log: Logger): () => Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, timeoutMillis: EXPORT_MS_MAX })
  const provider = new BasicTracerProvider({
    idGenerator: spanIds,
    resource: resourceFromAttributes({ 'service.name': 'holdfast' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  exportSpansTo(provider.getTracer('holdfast'))
  return async () => {
    exportSpansTo(null)
    await provider.shutdown().catch((err: unknown) => log.warn({ err }, 'the last spans were not sent'))
  }
}
