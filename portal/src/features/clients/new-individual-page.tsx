import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { Page } from '../../shared/ui/page.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { sendAddress } from './address-fields.tsx'
import {
  checkPerson,
  IndividualFields,
  NO_PERSON,
  PERSON_HINTS,
  type PersonValues,
} from './individual-form.tsx'
import { given } from './send-fields.ts'

export function NewIndividualPage() {
  const navigate = useNavigate()
  const form = useForm<PersonValues>({ initialValues: NO_PERSON, validate: checkPerson })
  const action = useAction(async ({ address, ...person }: PersonValues, idempotencyKey) => {
    const { first_name, last_name, email, birth_date } = person
    const named = { first_name, last_name, email, birth_date, address: sendAddress(address) }
    const body = { ...given(person), ...named }
    const { id } = await call('POST /management/clients/individuals', { body }, { idempotencyKey })
    await navigate({ to: `/clients/${id}` })
  })
  return (
    <Page title="New individual" back={{ to: '/clients', label: 'All clients' }}>
      <SaveForm
        title="Who it is"
        lead="Names, e-mail, birth date and address are needed; the partner wants a document’s number as well before it looks at it. Documents follow on the next page."
        needs={['virtual_wallets', 2]}
        form={form}
        action={action}
        hints={PERSON_HINTS}
        done="The client is entered"
        label="Create client"
        isAlwaysReady
      >
        <IndividualFields form={form} />
      </SaveForm>
    </Page>
  )
}
