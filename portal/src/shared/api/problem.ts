import { toWords } from '../format/words.ts'

/** What is wrong with one field. */
export interface FieldProblem {
  /** As forms name it: `persons.0.email`. */
  readonly path: string
  /** `must have 1 to 100 characters` */
  readonly text: string
}

/** A call that did not succeed: what the person is told, what to do, and what support asks for. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly nextStep: string | null
  readonly traceId: string | null
  readonly field: FieldProblem | null

  constructor(fields: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly nextStep?: string | null
    readonly traceId?: string | null
  }) {
    const field = readField(fields.message)
    super(
      field === null || ABOUT_STATE.test(fields.message)
        ? fields.message
        : `${describePath(field.path)} ${field.text}`,
    )
    this.field = field
    this.name = 'Problem'
    this.status = fields.status
    this.code = fields.code
    this.nextStep = fields.nextStep ?? null
    this.traceId = fields.traceId ?? null
  }
}

/** How a refusal speaks of one field, by the platform's name of it: `address.country is not valid`. */
const ABOUT_FIELD = /^([a-z][\w.[\]]*) ((?:is|must|cannot|has|needs) .+)$/
const ABOUT_STATE = / is no state of /

function readField(message: string): FieldProblem | null {
  if (ABOUT_STATE.test(message)) return { path: 'address.state', text: message }
  const [, name, text = ''] = ABOUT_FIELD.exec(message) ?? []
  return name === undefined ? null : { path: name.replace(/\[(\d+)\]/g, '.$1'), text }
}

/** `persons.0.email` as people count: `Persons 1, email`. */
function describePath(path: string): string {
  const [first = '', ...rest] = path.split('.').map((part) => toWords(part))
  return rest.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text} ${Number(part) + 1}` : `${text}, ${part.toLowerCase()}`),
    first,
  )
}

/** The server was not reached: whether the call had its effect is not known. */
export function unreachable(): Problem {
  return new Problem({
    status: 0,
    code: 'UNREACHABLE',
    message: 'The platform cannot be reached.',
    nextStep: 'Check your connection and try again: a repeated try never has its effect twice.',
  })
}

/** The file of a page did not come. */
export function missingPage(): Problem {
  return new Problem({
    status: 0,
    code: 'PAGE_UNREACHABLE',
    message: 'This page could not be loaded.',
    nextStep: 'Check your connection and try again. After an update of the platform, reload.',
  })
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({
    status: 0,
    code: 'PORTAL_ERROR',
    message: 'The portal made a mistake.',
    nextStep: `Reload the page. If it happens again, tell your operator: ${String(error)}`,
  })
}

/** Of an answer that is no success. */
export function readProblem(status: number, body: unknown, traceId: string | null): Problem {
  const field = (name: string): string | null => {
    const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null
    return typeof value === 'string' ? value : null
  }
  return new Problem({
    status,
    code: field('code') ?? 'UNREADABLE',
    message: field('message') ?? `The platform answered with status ${status}.`,
    nextStep: field('next_step') || null,
    traceId: field('trace_id') ?? traceId,
  })
}
