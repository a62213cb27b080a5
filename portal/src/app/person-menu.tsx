import { ActionIcon, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleUserRound, LogOut, UserCog } from 'lucide-react'
import { call } from '../shared/api/call.ts'
import { forgetSession, useSession } from '../shared/api/session.ts'
import { toWords } from '../shared/format/words.ts'

export function PersonMenu() {
  const { user } = useSession()
  const client = useQueryClient()
  const signOut = async () => {
    // Also when the platform is not reached: what is on the screen goes away.
    await call('POST /portal/api/sign-out', {}).catch(() => undefined)
    forgetSession(client)
  }
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Your account">
          <CircleUserRound size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.email} · {toWords(user.role)}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<UserCog size={16} aria-hidden />}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
