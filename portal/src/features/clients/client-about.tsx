import { formatDay } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { type Fact, Facts } from '../../shared/ui/facts.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Client } from './client.ts'

export function ClientAbout({ client }: { readonly client: Client }) {
  return (
    <Panel title={client.type === 'business' ? 'The business' : 'The person'}>
      <Facts
        columns={2}
        facts={[
          ['E-mail', client.email ?? 'Not given'],
          ['Phone', phoneOf(client)],
          ...(client.type === 'business' ? businessFacts(client) : personFacts(client)),
          ['Since', formatDay(client.created_at)],
          ['Id', <Address key="id" value={client.id} />],
        ]}
      />
    </Panel>
  )
}

function personFacts(client: Client): readonly Fact[] {
  return [
    ['Birth date', formatDay(client.birth_date)],
    ['Address', lineOf(client.address)],
    ['Document', client.individual_identification ?? client.document_number ?? 'Not given'],
    ['Purpose of the account', client.account_purpose ?? 'Not given'],
  ]
}

function businessFacts(client: Client): readonly Fact[] {
  return [
    ['Trade name', client.business_trade_name ?? 'None'],
    ['Form', client.business_type === null ? 'Not given' : toWords(client.business_type)],
    ['Industries', client.business_industry?.join(', ') ?? 'Not given'],
    ['Registered address', lineOf(client.registered_address)],
    ['Website', client.primary_website ?? 'Not given'],
    ['What it does', client.business_description ?? 'Not given'],
  ]
}

function phoneOf({ phone_country_code: code, phone_number: number }: Client): string {
  return number === null ? 'Not given' : `+${code ?? ''} ${number}`
}

function lineOf(address: Client['address']): string {
  if (address === null) return 'Not given'
  const { street_line1, street_line2, postal_code, city, state_code, state, country } = address
  const lines = [
    street_line1,
    street_line2,
    [postal_code, city].filter(Boolean).join(' '),
    state === country ? null : state_code,
    country,
  ]
  return lines.filter(Boolean).join(', ')
}
