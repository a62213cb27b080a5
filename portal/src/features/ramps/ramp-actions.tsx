import { Button } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Ramp } from './ramp.ts'

/** While nobody has paid. */
export function RampActions({ ramp }: { readonly ramp: Ramp }) {
  return (
    <>
      <ChangeAmount ramp={ramp} />
      <ConfirmButton
        label="Cancel the ramp"
        question="Cancel this ramp?"
        consequence="Nobody can pay it any more. Money that is on its way to the partner already is credited all the same."
        done="The ramp is cancelled"
        isDangerous
        perform={(idempotencyKey) =>
          call(
            'DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}',
            { path: { id: ramp.id } },
            { idempotencyKey },
          )
        }
      />
    </>
  )
}

function ChangeAmount({ ramp }: { readonly ramp: Ramp }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { amount: ramp.origin_amount ?? '' },
    validate: { amount: (amount) => checkAmount(amount, 2) },
  })
  const action = useAction((amount: string, idempotencyKey) =>
    call(
      'PATCH /virtual-wallets/ramps/transfer/{id}',
      { path: { id: ramp.id }, body: { amount } },
      { idempotencyKey },
    ),
  )
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={open}>
        Change the amount
      </Button>
      <FormModal
        title="Change the amount"
        lead="Tell the payer: what arrives is what is credited."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues().amount.trim())}
        label="Change"
        done="The amount is changed"
      >
        <AmountInput
          label="Amount"
          description={ramp.origin_currency}
          data-autofocus
          {...form.getInputProps('amount')}
        />
      </FormModal>
    </>
  )
}
