import { Anchor, Center, Group, Text } from '@mantine/core'
import { QRCodeSVG } from 'qrcode.react'
import type { Answer } from '../../shared/api/call.ts'
import { useAbout } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { textField } from '../../shared/format/field.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { type Fact, Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Ramp } from './ramp.ts'
import { describeRail } from './states.ts'

type Payment = Answer<'GET /portal/api/ramps/{id}/payment'>

/** What a payer needs, in the order in which a bank asks for it. */
const FIELDS = [
  ['bank_beneficiary_name', 'Paid to'],
  ['bank_number', 'Account number'],
  ['bank_code', 'Bank code'],
  ['deposit_message', 'Reference, to be named in the payment'],
  ['bre_b_key', 'Bre-B key'],
  ['bank_name', 'Bank'],
  ['bank_address', 'Address of the bank'],
  ['bank_beneficiary_address', 'Address of who is paid'],
] as const

/** What its own country calls it. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ACH: { bank_code: 'Routing number' },
  SEPA: { bank_number: 'IBAN', bank_code: 'BIC' },
  SPEI: { bank_number: 'CLABE' },
  PIX: { bank_number: 'Pix key' },
  FASTER_PAYMENTS: { bank_code: 'Sort code' },
}

export function RampPayment({ ramp }: { readonly ramp: Ramp }) {
  const isSandbox = useAbout()?.profile === 'sandbox'
  const payment = useRead('GET /portal/api/ramps/{id}/payment', { path: { id: ramp.id } })
  const lead = isSandbox
    ? 'For the payer. In the sandbox that is you: press Sandbox above, and let the money arrive under Partner: a ramp.'
    : 'For the payer.'
  return (
    <Panel title="How it is paid" lead={lead}>
      <Loaded of={payment} lines={6}>
        {(told) => <Instructions payment={told} />}
      </Loaded>
    </Panel>
  )
}

function Instructions({ payment }: { readonly payment: Payment }) {
  const facts = FIELDS.flatMap(([name, usual]): Fact[] => {
    const text = textField(payment, name)
    const label = NAMES[payment.payment_rail]?.[name] ?? usual
    return text === undefined ? [] : [[label, <Copied key={name} text={text} label={label} />]]
  })
  if (payment.payment_rail === 'CARD')
    return (
      <Text size="sm">
        On the card page, whose address was shown when it was made. It is not shown again: make another page
        if it is lost.
      </Text>
    )
  return (
    <>
      <Facts
        columns={2}
        facts={[
          ['Amount', <Amount key="amount" value={payment.amount} unit={payment.currency} />],
          ['By', describeRail(payment.payment_rail)],
          ...facts,
        ]}
      />
      <Code text={textField(payment, 'br_code')} label="Pix code" />
      <Page url={textField(payment, 'start_url')} />
    </>
  )
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Group gap={4} wrap="nowrap" component="span">
      <span style={{ fontVariantNumeric: 'tabular-nums' }}>{text}</span>
      <CopyButton value={text} label={`Copy: ${label}`} />
    </Group>
  )
}

function Code({ text, label }: { readonly text: string | undefined; readonly label: string }) {
  if (text === undefined) return null
  return (
    <>
      <Picture text={text} title={label} />
      <Group gap={4} wrap="nowrap">
        <Text size="xs" ff="monospace" truncate>
          {text}
        </Text>
        <CopyButton value={text} label={`Copy: ${label}`} />
      </Group>
    </>
  )
}

function Page({ url }: { readonly url: string | undefined }) {
  if (url === undefined) return null
  return (
    <>
      <Picture text={url} title="The payer’s page" />
      <Group gap={4}>
        <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
          The payer’s page
        </Anchor>
        <CopyButton value={url} label="Copy its address" />
      </Group>
    </>
  )
}

function Picture({ text, title }: { readonly text: string; readonly title: string }) {
  return (
    <Center>
      <Center bg="white" p="md" bdrs="md">
        <QRCodeSVG value={text} size={180} title={title} />
      </Center>
    </Center>
  )
}
