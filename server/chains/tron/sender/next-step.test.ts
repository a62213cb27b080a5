import { expect, test } from 'vitest'
import { ATTEMPTS_MAX, type NextStep, nextStep, type Sight, type Standing } from './next-step.ts'

const sight = (headTime: bigint, finalTime: bigint, found: Sight['found'] = null): Sight => ({
  head: { number: 100n, timestamp: headTime },
  final: { number: 90n, timestamp: finalTime },
  found,
})
const standing = (state: Standing['state'], more: Partial<Standing> = {}): Standing => ({
  state,
  block: null,
  attempts: [{ expiresAt: 1000n, isDead: false }],
  cancelRequested: false,
  ...more,
})
const alive = { expiresAt: 1000n, isDead: false }
const dead = { expiresAt: 500n, isDead: true }
const [at95, at90] = [
  { number: 95n, hash: 'a' },
  { number: 90n, hash: 'b' },
]

const CASES: readonly [string, Standing, Sight, NextStep][] = [
  ['nothing is signed yet', standing('QUEUED', { attempts: [] }), sight(900n, 800n), 'PREPARE'],
  ['signed, unseen, not expired', standing('SENT'), sight(999n, 800n), 'BROADCAST'],
  ['the newest block is as late as the expiry', standing('SENT'), sight(1000n, 999n), 'WAIT'],
  ['a final block is as late as the expiry', standing('SENT'), sight(1500n, 1000n), 'PROVE_DEAD'],
  ['expired long ago, but no final block says so', standing('SENT'), sight(9000n, 999n), 'WAIT'],
  ['seen in a block after its expiry', standing('SENT'), sight(9000n, 8000n, at95), 'RECORD_MINED'],
  ['seen in a block', standing('SENT'), sight(900n, 800n, at95), 'RECORD_MINED'],
  ['dead', standing('SENT', { attempts: [dead] }), sight(1500n, 1200n), 'SIGN_AGAIN'],
  ['one dead, one alive', standing('SENT', { attempts: [dead, alive] }), sight(900n, 800n), 'BROADCAST'],
  ['a dead one alive after all', standing('SENT', { attempts: [dead] }), sight(1n, 1n, at95), 'RECORD_MINED'],
  [
    'dead and given up',
    standing('SENT', { attempts: [dead], cancelRequested: true }),
    sight(2n, 1n),
    'GIVE_UP',
  ],
  ['given up, and alive', standing('SENT', { cancelRequested: true }), sight(999n, 1n), 'BROADCAST'],
  ['given up, and mined', standing('SENT', { cancelRequested: true }), sight(9n, 1n, at95), 'RECORD_MINED'],
  [
    'dead as often as may be',
    standing('SENT', { attempts: Array(ATTEMPTS_MAX).fill(dead) }),
    sight(1500n, 1200n),
    'CALL_OPERATOR',
  ],
  ['an operator has it, dead', standing('MANUAL_CHECK', { attempts: [dead] }), sight(1500n, 1200n), 'WAIT'],
  ['an operator has it, alive', standing('MANUAL_CHECK'), sight(900n, 800n), 'BROADCAST'],
  ['mined, not final', standing('MINED', { block: at95 }), sight(900n, 800n, at95), 'WAIT'],
  ['mined and final', standing('MINED', { block: at90 }), sight(900n, 800n, at90), 'SETTLE'],
  ['its block was replaced', standing('MINED', { block: at95 }), sight(900n, 800n), 'RETURN_TO_SENT'],
  ['it moved to another block', standing('MINED', { block: at95 }), sight(900n, 800n, at90), 'RECORD_MINED'],
  [
    'the node lags behind its block',
    standing('MINED', { block: { number: 101n, hash: 'c' } }),
    sight(900n, 800n),
    'WAIT',
  ],
  ['it has ended', standing('SUCCEEDED', { block: at90 }), sight(900n, 800n), 'WAIT'],
]

test.for(CASES)('%s', ([, from, seen, step]) => {
  expect(nextStep(from, seen)).toBe(step)
})

test('nothing is ever signed while an attempt may still be mined, whatever else is so', () => {
  for (const state of ['SENT', 'MANUAL_CHECK', 'MINED'] as const)
    for (const cancelRequested of [true, false])
      for (const found of [null, at95])
        for (const time of [0n, 999n, 1000n, 5000n])
          for (const attempts of [[alive], [dead, alive], [alive, dead]])
            expect(['SIGN_AGAIN', 'PREPARE', 'GIVE_UP', 'CALL_OPERATOR']).not.toContain(
              nextStep(standing(state, { cancelRequested, attempts }), sight(time, time, found)),
            )
})
