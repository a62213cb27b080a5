import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** One sentence that says what this page is for. */
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly back?: { readonly to: string; readonly label: string }
  readonly badge?: ReactNode
  readonly children: ReactNode
}

/** The frame of every page: its title also names the tab of the browser. */
export function Page({ title, lead, actions, back, badge, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Holdfast`
  }, [title])
  return (
    <Stack gap="lg">
      <Box>
        {back === undefined ? null : (
          <Anchor component={Link} to={back.to} size="sm">
            ← {back.label}
          </Anchor>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Box maw="48rem" flex="1 1 20rem">
            <Group gap="sm">
              <Title order={1} size="h2">
                {title}
              </Title>
              {badge}
            </Group>
            {lead === undefined ? null : (
              <Text c="dimmed" size="sm" mt={2}>
                {lead}
              </Text>
            )}
          </Box>
          {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
        </Group>
      </Box>
      {children}
    </Stack>
  )
}
