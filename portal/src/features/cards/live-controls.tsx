import { useForm } from '@mantine/form'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { type Controls, RiskFields, sendRules, VelocityFields } from './control-fields.tsx'

interface LiveProps {
  readonly live: Controls
}

export function VelocityPanel({ live }: LiveProps) {
  const form = useForm<Controls>({ initialValues: live })
  const action = useAction(({ rules }: Controls, idempotencyKey) =>
    call(
      'PUT /cards/account/configuration/velocity-rules',
      { body: { rules: sendRules(rules) } },
      { idempotencyKey },
    ),
  )
  return (
    <SaveForm
      title="Velocity rules"
      lead="A card that goes beyond one is blocked until somebody unblocks it."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The velocity rules are saved"
    >
      <VelocityFields form={form} />
    </SaveForm>
  )
}

export function RiskPanel({ live }: LiveProps) {
  const form = useForm<Controls>({ initialValues: live })
  const action = useAction(({ risk }: Controls, idempotencyKey) =>
    call('PUT /cards/account/configuration/risk-score', { body: risk }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Risk score"
      lead="Each signal that is true adds its weight. All weights zero: off."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The risk score is saved"
    >
      <RiskFields form={form} />
    </SaveForm>
  )
}
