import { sql } from 'kysely'
import type { Chain } from '../../../chains/chain.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

interface AddressListDeps {
  readonly chains: readonly Chain[]
}

const namesOf = ({ chains }: AddressListDeps) => chains.map(({ config }) => config.name)

/** Where policies let payments go. */
export function allowedAddressList(deps: AddressListDeps): List {
  return {
    name: 'allowed-addresses',
    summary: 'The list of addresses that policies know',
    access: { operation: 'management', level: 3 },
    rows: (companyId) =>
      sql`FROM allowed_addresses a WHERE a.company_id = ${companyId} AND a.deleted_at IS NULL`,
    id: sql.ref('a.id'),
    time: sql.ref('a.created_at'),
    columns: {
      id: column.id('a.id'),
      label: column.text('a.label'),
      address: column.text('a.address'),
      blockchain: column.choice('a.chain', namesOf(deps)),
      usable_at: column.time('a.usable_at'),
      created_at: column.written('a.created_at'),
    },
  }
}

/** Where fees of cards may be paid out to. */
export function withdrawalAddressList(deps: AddressListDeps): List {
  return {
    name: 'withdrawal-addresses',
    summary: 'Where fees of cards may be paid out to',
    access: { operation: 'cards', level: 1 },
    rows: (companyId) =>
      sql`FROM withdrawal_addresses a WHERE a.company_id = ${companyId} AND a.deleted_at IS NULL`,
    id: sql.ref('a.id'),
    time: sql.ref('a.created_at'),
    columns: {
      id: column.id('a.id'),
      alias: column.text('a.alias'),
      address: column.text('a.address'),
      blockchain: column.choice('a.chain', namesOf(deps)),
      created_at: column.written('a.created_at'),
    },
  }
}
