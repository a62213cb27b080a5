import { Alert, Anchor, AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core'
import { useDisclosure, useNetwork } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { followEvents } from '../shared/api/live.ts'
import { sessionQuery, useCan, useSession } from '../shared/api/session.ts'
import { DESTINATIONS } from './navigation.ts'
import { PersonMenu } from './person-menu.tsx'
import { ProfileBadge } from './profile-badge.tsx'
import { SchemeButton } from './scheme-button.tsx'

/** Nothing of the company is shown, nor drawn once more, when nobody is signed in any more. */
export function Shell() {
  const { data: session } = useQuery(sessionQuery)
  return session ? <Frame /> : <Leave />
}

/** To the sign-in page, once: while that one is loaded, the address is its own already. */
function Leave() {
  const { href } = useLocation()
  const [next] = useState(href)
  const navigate = useNavigate()
  useEffect(() => {
    void navigate({ to: '/sign-in', search: next.startsWith('/sign-in') ? {} : { next }, replace: true })
  }, [navigate, next])
  return null
}

/** The frame around every page of somebody who has signed in. */
function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure()
  const isReached = useLiveUpdates()
  const { company } = useSession()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <AppShell.Header>
        <a className="skip-link" href="#content">
          Skip to the content
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            />
            <Anchor component={Link} to="/" underline="never" c="inherit" fw={700} visibleFrom="xs">
              Holdfast
            </Anchor>
            <Text size="sm" truncate>
              {company.name}
            </Text>
            <ProfileBadge />
          </Group>
          <Group gap={6} wrap="nowrap">
            <SchemeButton />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        <ScrollArea>
          <Destinations onGo={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {isReached ? null : (
          <Alert role="status" color="yellow" title="The connection is lost" mb="md">
            What is shown may be old. It goes on by itself when the platform can be reached again.
          </Alert>
        )}
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

function Destinations({ onGo }: { readonly onGo: () => void }) {
  const can = useCan()
  const { pathname } = useLocation()
  const isHere = (to: string) =>
    to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
  return DESTINATIONS.filter(({ needs }) => needs === undefined || can(...needs)).map(
    ({ to, label, icon: Icon }) => (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={label}
        leftSection={<Icon size={18} strokeWidth={1.7} aria-hidden />}
        active={isHere(to)}
        {...(isHere(to) ? { 'aria-current': 'page' } : {})}
        onClick={onGo}
        bdrs="md"
        mb={2}
      />
    ),
  )
}

/** @returns whether the platform can be reached. */
function useLiveUpdates(): boolean {
  const client = useQueryClient()
  const { online } = useNetwork()
  const [isReached, setReached] = useState(true)
  useEffect(() => {
    const controller = new AbortController()
    void followEvents(client, controller.signal, setReached)
    return () => controller.abort()
  }, [client])
  return isReached && online
}
