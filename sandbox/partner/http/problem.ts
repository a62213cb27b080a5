/** An answer that refuses: thrown by a handler, before or after it has changed anything (its commit is undone). */
export class Problem extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
    this.headers = headers
  }
}

type Wrong = Readonly<Record<string, string>>

/** Of a body: the fields and what is wrong with each. */
export function invalidParameters(wrong: Wrong): Problem {
  return new Problem(400, {
    code: 'invalid_parameters',
    message: 'Please resubmit the following parameters that are either missing or invalid',
    source: { location: 'body', key: wrong },
  })
}

/** Of a query: the names in one text, which is the other form that the partner uses. */
export function invalidQuery(names: readonly string[]): Problem {
  return new Problem(400, {
    code: 'invalid_parameters',
    message: 'Please resubmit the following parameters that are either missing or invalid',
    source: { location: 'query', key: names.join(',') },
  })
}

/** What customers are refused with. */
export function badCustomer(wrong: Wrong): Problem {
  const reasons = Object.entries(wrong).map(([name, why]) => `${name} ${why}`)
  return new Problem(400, {
    code: 'bad_customer_request',
    message: `fields missing or invalid: ${reasons.join(', ')}`,
    name: Object.keys(wrong).join(','),
  })
}

export function notFound(what: string): Problem {
  return new Problem(404, { code: 'not_found', message: `${what} not found` })
}

export function notAllowed(message: string): Problem {
  return new Problem(403, { code: 'not_allowed', message })
}

export function conflict(message: string): Problem {
  return new Problem(409, { code: 'resource_state_conflict', message })
}

/** In words, one for each field that is wrong. */
export function notesOf({ body }: Problem): string[] {
  const { source, message } = body as { message?: string; source?: { key?: string | Wrong } }
  const key = source?.key ?? {}
  const notes = typeof key === 'string' ? [key] : Object.entries(key).map(([name, why]) => `${name} ${why}`)
  return notes.length > 0 ? notes : [message ?? 'refused']
}
