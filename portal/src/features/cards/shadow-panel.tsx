import { Divider, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { Comparison } from './comparison.tsx'
import { type Controls, RiskFields, sendRules, VelocityFields } from './control-fields.tsx'

/** Candidates that run beside the live rules and decide nothing. */
export function ShadowPanel({ live }: { readonly live: Controls }) {
  const shadow = useRead('GET /cards/account/configuration/shadow', {})
  return (
    <Loaded of={shadow} lines={6}>
      {({ velocity_rules, risk_score }) => {
        const candidates = { rules: velocity_rules ?? live.rules, risk: risk_score ?? live.risk }
        const isRunning = velocity_rules !== null || risk_score !== null
        return (
          <Candidates
            key={JSON.stringify([candidates, isRunning])}
            candidates={candidates}
            isRunning={isRunning}
          />
        )
      }}
    </Loaded>
  )
}

function Candidates({
  candidates,
  isRunning,
}: {
  readonly candidates: Controls
  readonly isRunning: boolean
}) {
  const can = useCan()
  const form = useForm<Controls>({ initialValues: candidates })
  const action = useAction(({ rules, risk }: Controls, idempotencyKey) => {
    const body = { velocity_rules: sendRules(rules), risk_score: risk }
    return call('PUT /cards/account/configuration/shadow', { body }, { idempotencyKey })
  })
  return (
    <SaveForm
      title="In the shadow"
      lead="Try other rules beside the live ones: they judge every purchase and decide nothing."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The candidates run from the next purchase on"
      label={isRunning ? 'Change' : 'Start'}
      isAlwaysReady={!isRunning}
    >
      <VelocityFields form={form} />
      <RiskFields form={form} />
      {isRunning ? <ShadowReport /> : null}
      {isRunning && can('cards', 2) ? (
        <ConfirmButton
          label="Stop"
          question="Stop the candidates?"
          consequence="Purchases are judged by the live rules alone. What was counted so far stays."
          done="The candidates are stopped"
          perform={(idempotencyKey) =>
            call('DELETE /cards/account/configuration/shadow', {}, { idempotencyKey })
          }
        />
      ) : null}
    </SaveForm>
  )
}

function ShadowReport() {
  const report = useRead('GET /cards/account/configuration/shadow/report', {})
  return (
    <Stack gap="xs">
      <Divider />
      <Text fw={600} size="sm">
        So far
      </Text>
      <Loaded of={report}>{(shown) => <Comparison report={shown} />}</Loaded>
    </Stack>
  )
}
