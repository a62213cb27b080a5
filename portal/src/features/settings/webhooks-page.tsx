import { Alert, Button, Code, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { EVENTS } from './events.ts'
import { SettingsFrame } from './settings-frame.tsx'

export function WebhooksPage() {
  const company = useRead('GET /management/companies', {})
  const settings = useRead('GET /management/webhooks/settings', {})
  return (
    <SettingsFrame lead="Where your system is told what happens, at least once each.">
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Loaded of={company}>
          {({ webhook_url, webhook_key }) => (
            <Endpoint
              key={`${webhook_url} ${webhook_key}`}
              url={webhook_url ?? ''}
              webhookKey={webhook_key ?? ''}
            />
          )}
        </Loaded>
        <Loaded of={settings}>{(found) => <Format key={JSON.stringify(found)} settings={found} />}</Loaded>
        <TestEvent />
      </SimpleGrid>
    </SettingsFrame>
  )
}

function Endpoint({ url, webhookKey }: { readonly url: string; readonly webhookKey: string }) {
  const form = useForm({
    initialValues: { url, webhook_key: webhookKey },
    validate: {
      url: (text) => (URL.canParse(text) ? null : 'The whole address, with https://'),
      webhook_key: (text) => (text.length >= 10 ? null : 'At least 10 characters'),
    },
  })
  const action = useAction((body: typeof form.values, idempotencyKey) =>
    call('POST /management/companies/webhook/subscribe', { body }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Endpoint"
      lead="Every event is posted there. Without an address nothing is sent."
      needs={['management', 3]}
      form={form}
      action={action}
      done="The endpoint is saved"
    >
      <TextInput
        label="Address"
        type="url"
        placeholder="https://example.com/holdfast"
        {...form.getInputProps('url')}
      />
      <TextInput
        label="Key"
        description="Sent in the header X-Webhook-Key"
        autoComplete="off"
        {...form.getInputProps('webhook_key')}
      />
    </SaveForm>
  )
}

type WebhookSettings = Answer<'GET /management/webhooks/settings'>

function Format({ settings }: { readonly settings: WebhookSettings }) {
  const { format, ladder, signing_secret } = settings
  const form = useForm<Pick<WebhookSettings, 'format' | 'ladder'>>({ initialValues: { format, ladder } })
  const action = useAction((body: Pick<WebhookSettings, 'format' | 'ladder'>, idempotencyKey) =>
    call('PUT /management/webhooks/settings', { body }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Format and signature"
      needs={['management', 3]}
      form={form}
      action={action}
      done="The settings are saved"
    >
      <Select
        label="Format"
        allowDeselect={false}
        data={[
          { value: 'current', label: 'Current: amounts as text, lower case' },
          { value: 'legacy', label: 'Legacy: amounts as numbers, upper case' },
        ]}
        {...form.getInputProps('format')}
      />
      <Select
        label="When your system does not answer"
        allowDeselect={false}
        data={[
          { value: 'long', label: 'Try for three days' },
          { value: 'short', label: 'Try ten times, some nine minutes' },
        ]}
        {...form.getInputProps('ladder')}
      />
      <div>
        <Text size="sm" fw={600}>
          Signing secret
        </Text>
        <Group gap={4} wrap="nowrap">
          <Code style={{ overflowWrap: 'anywhere' }}>{signing_secret}</Code>
          <CopyButton value={signing_secret} label="Copy the signing secret" />
        </Group>
      </div>
      <Group>
        <ConfirmButton
          label="New signing secret"
          question="Make a new signing secret?"
          consequence="Every delivery is signed under the new one from now on: change it in your system at once."
          done="There is a new signing secret"
          button={{ size: 'xs' }}
          perform={(idempotencyKey) =>
            call(
              'PUT /management/webhooks/settings',
              { body: { rotate_signing_secret: true } },
              { idempotencyKey },
            )
          }
        />
      </Group>
    </SaveForm>
  )
}

type Outcome = Answer<'POST /management/webhooks/test'>

/** An invented event, sent now. */
function TestEvent() {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const form = useForm({ initialValues: { event: 'virtual_wallets deposit' } })
  const action = useAction(async (event: string, idempotencyKey) => {
    const found = EVENTS.find(({ product, event_type }) => `${product} ${event_type}` === event)
    if (found !== undefined)
      setOutcome(await call('POST /management/webhooks/test', { body: found }, { idempotencyKey }))
  })
  return (
    <Panel title="Test" lead="Sends an invented event now, and shows what your system answers.">
      <Stack gap="sm">
        <Select
          label="Event"
          allowDeselect={false}
          data={EVENTS.map(({ product, event_type }) => ({
            value: `${product} ${event_type}`,
            label: `${product} / ${event_type}`,
          }))}
          {...form.getInputProps('event')}
        />
        <Group>
          <Button
            variant="default"
            loading={action.isRunning}
            onClick={() => void action.run(form.getValues().event)}
          >
            Send a test
          </Button>
        </Group>
        {action.problem === null ? null : <Alert color="red">{action.problem.message}</Alert>}
        {outcome === null ? null : (
          <Alert
            role="status"
            color={outcome.status_code?.startsWith('2') === true ? 'kelp' : 'red'}
            title={
              outcome.status_code === null
                ? 'No answer'
                : `Answered ${outcome.status_code} in ${outcome.latency_ms} ms`
            }
          >
            <Code block>{outcome.error ?? outcome.body ?? ''}</Code>
          </Alert>
        )}
      </Stack>
    </Panel>
  )
}
