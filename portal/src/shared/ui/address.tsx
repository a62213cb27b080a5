import { Anchor, Code, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAbout } from '../api/session.ts'
import { shorten } from '../format/words.ts'
import { CopyButton } from './copy-button.tsx'

interface HexProps {
  readonly value: string | null | undefined
  readonly blockchain?: string | null
  /** The whole text, for a detail page. */
  readonly isWhole?: boolean
}

/** An address on chain: short, to be copied, with a link to the chain's block explorer where there is one. */
export function Address(props: HexProps) {
  return <Hex {...props} kind="address" />
}

/** The sandbox's own chains have no explorer: the portal shows what their node says. */
export function Transaction(props: HexProps) {
  if (props.value === 'internal') return <Text size="sm">Internal</Text>
  return <Hex {...props} kind="transaction" />
}

function Hex({
  value,
  blockchain,
  isWhole = false,
  kind,
}: HexProps & { readonly kind: 'address' | 'transaction' }) {
  const about = useAbout()
  if (!value) return <Text size="sm">–</Text>
  const chain = about?.chains.find((one) => one.blockchain === blockchain?.toUpperCase())
  const template = kind === 'address' ? chain?.address_url : chain?.transaction_url
  const shown = isWhole ? value : shorten(value)
  const isShownHere = kind === 'transaction' && about?.profile === 'sandbox' && chain !== undefined
  return (
    <Group gap={4} wrap="nowrap" display="inline-flex">
      {template ? (
        <Anchor
          href={template.replace(/\{\w+\}/, value)}
          target="_blank"
          rel="noreferrer"
          ff="monospace"
          size="sm"
          title={value}
        >
          {shown}
        </Anchor>
      ) : isShownHere ? (
        <Anchor
          component={Link}
          to={`/chain/${chain.blockchain}/${value}`}
          ff="monospace"
          size="sm"
          title={value}
        >
          {shown}
        </Anchor>
      ) : (
        <Code title={value} style={{ overflowWrap: 'anywhere' }}>
          {shown}
        </Code>
      )}
      <CopyButton value={value} label={`Copy the ${kind}`} />
    </Group>
  )
}
