import type { Level, Operation } from './route.ts'

export const ROLES = ['ADMIN', 'OPERATOR', 'READ_ONLY'] as const
export type Role = (typeof ROLES)[number]

/** As people read them. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  ADMIN: 'Admin',
  OPERATOR: 'Operator',
  READ_ONLY: 'Read-only',
}

export type Levels = Readonly<Record<Operation, 0 | Level>>

/** What a person may, in the terms of keys: all; operate the products, without settings, keys and users; read. */
export function levelsOf(role: Role): Levels {
  switch (role) {
    case 'ADMIN':
      return { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 }
    case 'OPERATOR':
      return { treasury: 2, virtual_wallets: 2, cards: 2, management: 1 }
    case 'READ_ONLY':
      return { treasury: 1, virtual_wallets: 1, cards: 1, management: 1 }
  }
}
