import { expect, test } from 'vitest'
import { assignOperationIds } from './operation-id.ts'

const H = '0xabc'

test('the first log of a transaction is named by its hash, further ones by their log index', () => {
  expect(assignOperationIds(H, [3, 5, 9], [])).toEqual([H, `${H}:5`, `${H}:9`])
})

test('a log found later than its neighbours does not take their name', () => {
  expect(assignOperationIds(H, [1], [{ operationId: H, orphaned: false }])).toEqual([`${H}:1`])
})

test('a transaction mined again counts how often it was mined, whatever its place', () => {
  const once = [
    { operationId: H, orphaned: true },
    { operationId: `${H}:5`, orphaned: true },
  ]
  expect(assignOperationIds(H, [7, 8], once)).toEqual([`${H}:7:2`, `${H}:8:2`])
  const twice = [...once, { operationId: `${H}:7:2`, orphaned: true }]
  expect(assignOperationIds(H, [3], twice)).toEqual([`${H}:3:3`])
  expect(assignOperationIds(H, [4], [...twice, { operationId: `${H}:3:3`, orphaned: false }])).toEqual([
    `${H}:4:3`,
  ])
})

test('the same signed transaction on a second chain gets names of its own', () => {
  const other = [
    { operationId: H, orphaned: false },
    { operationId: `${H}:2`, orphaned: false },
  ]
  expect(assignOperationIds(H, [1, 2], other)).toEqual([`${H}:1`, `${H}:2:2`])
})
