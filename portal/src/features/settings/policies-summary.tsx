import { List, Text } from '@mantine/core'
import type { Answer } from '../../shared/api/call.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { toWords } from '../../shared/format/words.ts'

export type Policy = Answer<'GET /management/policies'>['policies'][number]

/** Every policy in a line, for who is to judge them. */
export function PoliciesSummary({ policies }: { readonly policies: readonly Policy[] }) {
  if (policies.length === 0) return <Text size="sm">None: everything may leave.</Text>
  return (
    <List size="sm" spacing={4}>
      {policies.map((policy) => (
        <List.Item key={policy.name}>
          <Text span inherit fw={600}>
            {policy.name}
          </Text>
          : {describe(policy)}
        </List.Item>
      ))}
    </List>
  )
}

function describe(policy: Policy): string {
  const { products, wallet_id, max_per_payment, max_per_day, destinations, approval_above, approvals } =
    policy
  const people = approvals === '1' ? 'one person approves' : `${approvals} people approve`
  return [
    products.map(toWords).join(', '),
    wallet_id === null ? null : `wallet ${wallet_id} only`,
    max_per_payment === null ? null : `at most ${formatAmount(max_per_payment)} USD per payment`,
    max_per_day === null ? null : `at most ${formatAmount(max_per_day)} USD per day`,
    destinations === 'ALLOWED' ? 'to listed addresses only' : 'to any address',
    approval_above === null ? 'no approval' : `above ${formatAmount(approval_above)} USD ${people}`,
  ]
    .filter((part) => part !== null)
    .join('; ')
}
