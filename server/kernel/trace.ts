import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { newTraceId } from './ids.ts'

/** What is done under one trace id: the request that began it, and what its rows make others do later, on any node. */
interface Trace {
  readonly traceId: string
  /** Null while nothing is exported. */
  readonly span: Span | null
}

const current = new AsyncLocalStorage<Trace>()
let tracer: Tracer | null = null

/** From here on spans are made (export-traces.ts); null: no more. */
export function exportSpansTo(to: Tracer | null): void {
  tracer = to
}

/** The trace under which this is done; for rows that others go on with, and their events. Null: nobody's. */
export function currentTraceId(): string | null {
  return current.getStore()?.traceId ?? null
}

/**
 * The span of a request has an id that follows from its trace id: so what goes on later, on another node, hangs below it, and a
 * row needs to keep the trace id alone.
 */
function rootSpanId(traceId: string): string {
  return traceId.slice(16)
}

/** Set while the span of a request is started, which is at once. */
let requested: string | null = null

/** Makes the ids of spans: a request has the trace id that its answer shows. */
export const spanIds = {
  generateSpanId: () => (requested === null ? randomBytes(8).toString('hex') : rootSpanId(requested)),
  generateTraceId: () => requested ?? newTraceId(),
}

export interface RequestTrace {
  run<T>(work: () => T): T
  end(name: string, attributes: Attributes, failed: boolean): void
}

/** The trace of a call that has come in, with the id that its answer will show. What callers say of their own traces is not taken over: they are strangers. */
export function traceRequest(traceId: string): RequestTrace {
  requested = traceId
  const span = tracer?.startSpan('call', { kind: SpanKind.SERVER }, ROOT_CONTEXT) ?? null
  requested = null
  const own: Trace = { traceId, span }
  return {
    run: (work) => current.run(own, work),
    end(name, attributes, failed) {
      if (span === null) return
      span.updateName(name)
      span.setAttributes(attributes)
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

/** Work of nobody in particular, although somebody's call may have woken it. */
export function outsideTraces<T>(work: () => T): T {
  return current.exit(work)
}

/** A step of what is under way. Attributes are ids, names and counts: never a secret, nor what belongs to people. */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  const within = current.getStore()
  if (tracer === null || within === undefined || within.span === null) return work()
  return runSpan(tracer, name, attributes, within.traceId, within.span, work)
}

/** A step of what a request began earlier: its rows kept the trace id. Null: nobody's trace. */
export function inTrace<T>(
  traceId: string | null,
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (traceId === null) return outsideTraces(work)
  if (tracer === null) return current.run({ traceId, span: null }, work)
  const root = trace.wrapSpanContext({ traceId, spanId: rootSpanId(traceId), traceFlags: 1, isRemote: true })
  return runSpan(tracer, name, attributes, traceId, root, work)
}

async function runSpan<T>(
  by: Tracer,
  name: string,
  attributes: Attributes,
  traceId: string,
  parent: Span,
  work: () => Promise<T>,
): Promise<T> {
  const span = by.startSpan(name, { attributes }, trace.setSpan(ROOT_CONTEXT, parent))
  try {
    return await current.run({ traceId, span }, work)
  } catch (error) {
    // its name alone: texts of errors may hold what was sent
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'thrown' })
    throw error
  } finally {
    span.end()
  }
}
