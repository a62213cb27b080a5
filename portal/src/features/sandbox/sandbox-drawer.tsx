import { Drawer, Stack, Text } from '@mantine/core'
import { useCan } from '../../shared/api/session.ts'
import { ClientVerdict } from './client-verdict.tsx'
import { Clock } from './clock.tsx'
import { Faucet } from './faucet.tsx'
import { ProductVerdict } from './product-verdict.tsx'
import { Purchase } from './purchase.tsx'
import { RampStep } from './ramp-step.tsx'

/** The world outside, moved by hand. In production there is none of it. */
export function SandboxDrawer({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const can = useCan()
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="sm"
      title="Sandbox"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          Play the world outside: the platform sees it the usual way.
        </Text>
        <Faucet />
        <Purchase />
        {can('management', 2) ? (
          <>
            <ClientVerdict />
            <ProductVerdict />
          </>
        ) : null}
        <RampStep />
        <Clock />
      </Stack>
    </Drawer>
  )
}
