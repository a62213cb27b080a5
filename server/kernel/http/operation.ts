import type { Operation, Route } from './route.ts'

const OPERATIONS: Readonly<Record<string, Operation>> = {
  mpc: 'treasury',
  'virtual-wallets': 'virtual_wallets',
  cards: 'cards',
  management: 'management',
}

/**
 * The operation whose level a call needs: it follows from the path unless the route names another.
 * @throws for a route that says neither, which is a mistake of its author: found when the server is made.
 */
export function operationOf(route: Route): Operation {
  if ('operation' in route.access && route.access.operation !== undefined) return route.access.operation
  const [first, second] = route.path.split('/').filter((segment) => segment !== '')
  const operation = OPERATIONS[(first === 'api' ? second : first) ?? '']
  if (operation === undefined) throw new Error(`${route.method} ${route.path} names no operation`)
  return operation
}
