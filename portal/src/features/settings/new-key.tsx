import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import { CopyButton } from '../../shared/ui/copy-button.tsx'

/** The text of a key, shown this one time. */
export function NewKey({ text, onClose }: { readonly text: string | null; readonly onClose: () => void }) {
  if (text === null) return null
  return (
    <Alert
      color="yellow"
      icon={<KeyRound size={18} aria-hidden />}
      title="Copy the key now: it is not shown again"
      role="status"
    >
      <Group gap="xs" mt={4}>
        <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {text}
        </Code>
        <CopyButton value={text} label="Copy the key" />
      </Group>
      <Text size="sm" mt="xs">
        Send it as the header x-api-key.
      </Text>
      <Button size="xs" mt="sm" variant="default" onClick={onClose}>
        I have it
      </Button>
    </Alert>
  )
}
