import { Type } from 'typebox'
import { type Operation, readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'

const DESCRIPTIONS: Readonly<Record<Operation, string>> = {
  treasury: 'Treasury: accounts, on-chain wallets and transfers',
  virtual_wallets: 'Active Management: virtual wallets, holding wallets and ramps',
  cards: 'Cards: company cards, transactions and controls',
  management: 'Management: company, keys, clients and catalogues',
}

export const OperationAnswer = Type.Object({ id: Type.String(), description: Type.String() })

export function describeOperation(id: Operation) {
  return { id, description: DESCRIPTIONS[id] }
}

const OPERATIONS = (Object.keys(DESCRIPTIONS) as Operation[]).map(describeOperation)

export const listOperationsRoute = readRoute({
  method: 'GET',
  path: '/management/operations/list',
  access: { level: 3 },
  summary: 'List the operations that keys have levels of',
  tag: 'Catalogues',
  answer: Type.Array(OperationAnswer),
  read: async () => OPERATIONS,
})

export const getOperationRoute = readRoute({
  method: 'GET',
  path: '/management/operations/{operationId}',
  access: { level: 3 },
  summary: 'Get one operation',
  refusals: ['OPERATION_NOT_FOUND'],
  tag: 'Catalogues',
  answer: OperationAnswer,
  read: async (_db, { params }) =>
    OPERATIONS.find(({ id }) => id === params.operationId) ?? refuse('OPERATION_NOT_FOUND'),
})
