import { expect, test } from 'vitest'
import { CLIENT_STATUSES } from '../client.ts'
import { afterPartner } from './life.ts'

test.each([
  ['active', ['active', 'active', 'active', 'active']],
  ['rejected', ['rejected', 'rejected', 'rejected', 'rejected']],
  ['paused', ['rejected', 'rejected', 'rejected', 'rejected']],
  ['offboarded', ['rejected', 'rejected', 'rejected', 'rejected']],
  ['under_review', ['in_review', 'in_review', 'active', 'in_review']],
  ['incomplete', ['in_review', 'in_review', 'active', 'in_review']],
  ['deposits_restricted', ['pending', 'in_review', 'active', 'rejected']],
  ['a word of tomorrow', ['pending', 'in_review', 'active', 'rejected']],
])('the partner says %s: what becomes of each status', (word, after) => {
  expect(CLIENT_STATUSES.map((status) => afterPartner(status, word))).toEqual(after)
})
