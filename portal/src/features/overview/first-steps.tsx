import { Anchor, List } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAbout, useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Panel } from '../../shared/ui/panel.tsx'

/** Until there is a deposit: what to do first. */
export function FirstSteps() {
  const can = useCan()
  const deposits = useRead('GET /management/deposits', { query: { size: '5' } })
  const isSandbox = useAbout()?.profile === 'sandbox'
  if (deposits.data === undefined || deposits.data.items.length > 0 || !can('virtual_wallets', 2)) return null
  return (
    <Panel title="First steps">
      <List type="ordered" size="sm" spacing={4}>
        <List.Item>
          <Anchor component={Link} to="/wallets" size="sm" underline="always">
            Create a wallet
          </Anchor>
          : it has a deposit address of its own.
        </List.Item>
        <List.Item>
          {isSandbox
            ? 'Send tokens to that address: the faucet is behind the button Sandbox above.'
            : 'Send tokens to that address.'}
        </List.Item>
        <List.Item>
          <Anchor component={Link} to="/cards" size="sm" underline="always">
            Issue a card
          </Anchor>
          , top it up, and buy something.
        </List.Item>
      </List>
    </Panel>
  )
}
