import { Group } from '@mantine/core'
import { Landmark } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { textField } from '../../shared/format/field.ts'
import { toWords } from '../../shared/format/words.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { AddBankAccount } from './add-bank-account.tsx'
import type { Client } from './client.ts'

type Bank = Answer<'GET /management/clients/{clientId}/banks'>[number]

/** By what a rail knows an account. */
const NUMBERS = ['iban', 'clabe', 'pix_key', 'bre_b_key', 'account_number'] as const
const CODES = ['routing_number', 'bic', 'sort_code'] as const

/** Where off-ramps of a client pay to. */
export function BankAccounts({ client }: { readonly client: Client }) {
  const can = useCan()
  const banks = useRead('GET /management/clients/{clientId}/banks', { path: { clientId: client.id } })
  const isActive = client.status === 'ACTIVE'
  const add = can('management', 3) && isActive ? <AddBankAccount client={client} /> : undefined
  return (
    <Panel
      title="Bank accounts"
      lead="Where off-ramps pay to."
      actions={(banks.data ?? []).length === 0 ? undefined : add}
    >
      <Loaded of={banks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={Landmark}
              title="No bank accounts yet"
              hint={
                isActive
                  ? 'Add the account of this client: then its wallets can be paid out in fiat.'
                  : 'They can be added once the client is active.'
              }
              action={add}
            />
          ) : (
            <PlainTable
              caption="Bank accounts"
              rows={rows}
              idOf={({ id }: Bank) => id}
              columns={[
                {
                  title: 'Account',
                  cell: ({ account_alias, bank_name, type }: Bank) =>
                    account_alias ?? bank_name ?? toWords(type),
                },
                { title: 'Holder', cell: ({ bank_holder_name }: Bank) => bank_holder_name },
                { title: 'Number', cell: (bank: Bank) => <AccountNumber bank={bank} /> },
                { title: 'Rail', cell: ({ type, currency }: Bank) => `${railOf(type)}, ${currency}` },
                ...(can('management', 3)
                  ? [
                      {
                        title: 'Actions',
                        isRight: true,
                        cell: (bank: Bank) => <Remove client={client} bank={bank} />,
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

function railOf(type: string): string {
  return type.length <= 4 ? type : toWords(type)
}

function AccountNumber({ bank }: { readonly bank: Bank }) {
  const number = NUMBERS.map((name) => textField(bank, name)).find((text) => text !== undefined) ?? '–'
  const code = CODES.map((name) => textField(bank, name)).find((text) => text !== undefined)
  return (
    <Group gap={4} wrap="nowrap">
      {code === undefined ? number : `${number} · ${code}`}
      <CopyButton value={number} label="Copy the number" />
    </Group>
  )
}

function Remove({ client, bank }: { readonly client: Client; readonly bank: Bank }) {
  const path = { clientId: client.id, bankId: bank.id }
  return (
    <Group justify="flex-end">
      <ConfirmButton
        label="Delete"
        question={`Delete the account of ${bank.bank_holder_name}?`}
        consequence="Nothing can be paid to it any more. Refused while a ramp to it is open. This cannot be undone."
        done="The bank account is deleted"
        isDangerous
        button={{ size: 'compact-xs' }}
        perform={(idempotencyKey) =>
          call('DELETE /management/clients/{clientId}/banks/{bankId}', { path }, { idempotencyKey })
        }
      />
    </Group>
  )
}
