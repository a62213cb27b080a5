import { Button, Divider, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import type { ListRow } from '../../shared/ui/use-list.ts'
import { PoliciesSummary } from './policies-summary.tsx'

export type Approval = ListRow<'approvals'>

const DECISIONS = ['APPROVE', 'REJECT'] as const

/** Shows all that is judged before anything can be said to it; nothing is chosen beforehand. */
export function DecideApproval({ approval, asker }: { readonly approval: Approval; readonly asker: string }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { decision: '', comment: '' },
    validate: { decision: (chosen) => (chosen === '' ? 'Approve or reject' : null) },
  })
  const action = useAction(
    ({ decision, comment }: { decision: 'APPROVE' | 'REJECT'; comment: string }, idempotencyKey) => {
      const body = { decision, comment: comment.trim() === '' ? null : comment.trim() }
      return call(
        'POST /management/approvals/{approvalId}',
        { path: { approvalId: approval.id }, body },
        { idempotencyKey },
      )
    },
  )
  const read = () => {
    const { decision, comment } = form.getValues()
    const chosen = DECISIONS.find((one) => one === decision)
    return form.validate().hasErrors || chosen === undefined ? null : { decision: chosen, comment }
  }
  return (
    <>
      <Button size="compact-xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Decide
      </Button>
      <FormModal
        title={toWords(approval.operation ?? '')}
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={read}
        label="Decide"
        done="Your decision counts"
      >
        {approval.amount === null ? <Draft of={approval} /> : <Payment of={approval} />}
        <Facts
          columns={2}
          facts={[
            ['Asked by', asker],
            ['Asked', formatTime(approval.created_at)],
            ['Until', formatTime(approval.expires_at)],
          ]}
        />
        <Divider />
        <Radio.Group label="Decision" withAsterisk {...form.getInputProps('decision')}>
          <Stack gap={6} mt={6}>
            <Radio value="APPROVE" label="Approve" />
            <Radio value="REJECT" label="Reject" />
          </Stack>
        </Radio.Group>
        <Textarea label="Comment" autosize minRows={2} {...form.getInputProps('comment')} />
      </FormModal>
    </>
  )
}

function Payment({ of }: { readonly of: Approval }) {
  return (
    <Facts
      columns={2}
      facts={[
        ['Amount', <Amount key="amount" value={of.amount} unit={of.token_symbol} />],
        ['Product', of.product === null ? '–' : toWords(of.product)],
        ['To', of.to_address ?? '–'],
        ['Token', of.token_address ?? '–'],
        ['From wallet', of.wallet_id ?? '–'],
      ]}
    />
  )
}

/** The policies as they would be, and as they are. */
function Draft({ of }: { readonly of: Approval }) {
  const policies = useRead('GET /management/policies', {})
  return (
    <Loaded of={policies} lines={4}>
      {({ policies: present, draft }) =>
        draft === null || draft.approval_id !== of.id ? (
          <Text size="sm">Another draft has taken its place, or it is in force.</Text>
        ) : (
          <Stack gap="xs">
            <Text size="sm" fw={600}>
              As they would be
            </Text>
            <PoliciesSummary policies={draft.policies} />
            <Text size="sm" fw={600}>
              As they are
            </Text>
            <PoliciesSummary policies={present} />
          </Stack>
        )
      }
    </Loaded>
  )
}
