import { Button, Center, Stack, Title } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Empty } from '../shared/ui/empty.tsx'
import { ProblemAlert } from '../shared/ui/problem-alert.tsx'

/** A page that cannot be shown: what happened, what to do, the trace id. */
export function RouteProblem({ error }: { readonly error: unknown }) {
  const router = useRouter()
  return (
    <Center p="xl">
      <Stack maw="36rem" w="100%">
        <Title order={1} size="h3">
          This page cannot be shown
        </Title>
        <ProblemAlert error={error} onRetry={() => void router.invalidate()} />
      </Stack>
    </Center>
  )
}

export function NotFound() {
  return (
    <Center p="xl">
      <Empty
        icon={Compass}
        title="There is no such page"
        hint="The address may be of an earlier version, or cut short."
        action={
          <Button component={Link} to="/">
            To the overview
          </Button>
        }
      />
    </Center>
  )
}
