import { Badge, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { FlaskConical } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useAbout, useCan } from '../shared/api/session.ts'

const SandboxDrawer = lazy(async () => {
  const { SandboxDrawer: found } = await import('../features/sandbox/sandbox-drawer.tsx')
  return { default: found }
})

/** Nobody should take play money for real money, nor the other way round. In the sandbox it opens what plays the world outside, for who may. */
export function ProfileBadge() {
  const about = useAbout()
  const can = useCan()
  const [isOpen, { open, close }] = useDisclosure()
  if (about === undefined) return null
  if (about.profile === 'production')
    return (
      <Badge variant="light" color="kelp" tt="none" style={{ flexShrink: 0 }}>
        Production
      </Badge>
    )
  if (!can('virtual_wallets', 2))
    return (
      <Badge variant="light" color="yellow" tt="none" style={{ flexShrink: 0 }}>
        Sandbox
      </Badge>
    )
  return (
    <>
      <Button
        variant="light"
        color="yellow"
        size="compact-sm"
        leftSection={<FlaskConical size={14} aria-hidden />}
        style={{ flexShrink: 0 }}
        aria-haspopup="dialog"
        onClick={open}
      >
        Sandbox
      </Button>
      {isOpen ? (
        <Suspense>
          <SandboxDrawer isOpen onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}
