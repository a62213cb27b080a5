import type { Caller } from './route.ts'

/** How rows name who did something: `key:<id>`, `user:<id>`, `operator`. */
export function callerName({ type, id }: Caller): string {
  return type === 'OPERATOR' ? 'operator' : `${type.toLowerCase()}:${id}`
}
