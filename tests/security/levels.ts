import { readFileSync } from 'node:fs'
import { type Levels, levelsOf, type Role } from '../../server/kernel/http/role.ts'
import type { Level, Operation as Product } from '../../server/kernel/http/route.ts'

/** One way in: so much of this product. */
export interface Needs {
  readonly product: Product
  readonly level: Level
}

/** Who may call, as levels.txt has it from the contract. */
export interface Rule {
  readonly kind: 'key' | 'person' | 'operator' | 'any key' | 'network' | 'public'
  /** Of key and person: one of these. Of a person none: whoever has signed in. */
  readonly needs: readonly Needs[]
}

const LINE = /^(\S+ \S+) {2}(.+)$/
const NEEDS = /(treasury|virtual_wallets|cards|management) ([123])/g

export function readRules(): ReadonlyMap<string, Rule> {
  const lines = readFileSync(new URL('levels.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  return new Map(lines.map(readLine))
}

function readLine(line: string): [string, Rule] {
  const [, name = '', who = ''] = LINE.exec(line) ?? []
  const needs = [...who.matchAll(NEEDS)].map(([, product, level]) => ({
    product: product as Product,
    level: Number(level) as Level,
  }))
  const [kind = ''] =
    /^(person|operator|any key|network|public)/.exec(who) ?? (needs.length > 0 ? ['key'] : [])
  if (kind === '') throw new Error(`levels.txt: ${line}`)
  return [name, { kind: kind as Rule['kind'], needs }]
}

const ALL: Levels = levelsOf('ADMIN')
const NONE: Levels = { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 }

/** Just what it takes, and nothing else; everything where that is another credential. */
export function enough({ kind, needs: [first] }: Rule): Levels {
  if (kind !== 'key' || first === undefined) return ALL
  return { ...NONE, [first.product]: first.level }
}

/** Everything else, and one too little of what it takes. */
export function tooLittle({ kind, needs }: Rule): Levels {
  if (kind === 'any key') return NONE
  return { ...ALL, ...Object.fromEntries(needs.map(({ product, level }) => [product, level - 1])) }
}

export function roleMay({ kind, needs }: Rule, role: Role, method: string): boolean {
  const levels = levelsOf(role)
  const has = needs.some(({ product, level }) => levels[product] >= level)
  switch (kind) {
    case 'operator':
      return false
    case 'person':
      return needs.length === 0 || has
    case 'key':
      return has && (role !== 'READ_ONLY' || method === 'GET')
    default:
      return true
  }
}
