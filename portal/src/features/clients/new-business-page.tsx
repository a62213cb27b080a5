import { Divider, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Page } from '../../shared/ui/page.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { useFieldProblem } from '../../shared/ui/use-field-problem.ts'
import { sendAddress } from './address-fields.tsx'
import { BusinessFields, type BusinessValues, checkBusiness, NO_BUSINESS } from './business-form.tsx'
import {
  checkDirector,
  type DirectorValues,
  NO_DIRECTOR,
  PersonsFields,
  sendDirector,
} from './persons-fields.tsx'
import { given } from './send-fields.ts'

interface Values {
  readonly business: BusinessValues
  readonly paper: string
  readonly number: string
  readonly associated_persons: DirectorValues[]
}

const EMPTY: Values = { business: NO_BUSINESS, paper: '', number: '', associated_persons: [NO_DIRECTOR] }

export function NewBusinessPage() {
  const navigate = useNavigate()
  const business = useForm<BusinessValues>({ initialValues: NO_BUSINESS, validate: checkBusiness })
  const form = useForm<Values>({ initialValues: EMPTY, validate: checkRest })
  const action = useAction(async (values: Values, idempotencyKey) => {
    const body = sendBusiness(values)
    const { id } = await call('POST /management/clients/business', { body }, { idempotencyKey })
    await navigate({ to: `/clients/${id}` })
  })
  useFieldProblem(business, action.problem)
  const { country } = business.getValues().registered_address
  return (
    <Page title="New business" back={{ to: '/clients', label: 'All clients' }}>
      <SaveForm
        title="The business and its people"
        lead="One person at least controls it, and one signs for it."
        needs={['management', 3]}
        form={form}
        action={{
          ...action,
          async run(values) {
            if (business.validate().hasErrors) return false
            return action.run({ ...values, business: business.getValues() })
          },
        }}
        done="The client is entered"
        label="Create client"
        isAlwaysReady
      >
        <BusinessFields form={business} />
        <Divider label="Registration" labelPosition="left" />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
          <RegistrationKind country={country} input={form.getInputProps('paper')} />
          <TextInput label="Its number" autoComplete="off" {...form.getInputProps('number')} />
        </SimpleGrid>
        <Divider label="People" labelPosition="left" />
        <PersonsFields
          persons={form.getValues().associated_persons}
          input={(row, name, isCheckbox = false) =>
            form.getInputProps(`associated_persons.${row}.${name}`, isCheckbox ? { type: 'checkbox' } : {})
          }
          onAdd={() => form.insertListItem('associated_persons', NO_DIRECTOR)}
          onRemove={(row) => form.removeListItem('associated_persons', row)}
        />
      </SaveForm>
    </Page>
  )
}

interface RegistrationKindProps {
  readonly country: string
  readonly input: object
}

function RegistrationKind({ country, input }: RegistrationKindProps) {
  const kinds = useRead(
    'GET /management/clients/business-identifications/{countryCode}',
    { path: { countryCode: country } },
    { enabled: country !== '' },
  )
  return (
    <Select
      label="Kind of number"
      placeholder={country === '' ? 'Choose the country first' : ''}
      disabled={country === ''}
      data={(kinds.data ?? []).map(({ type, description }) => ({ value: type, label: description }))}
      {...input}
    />
  )
}

function checkRest({ paper, number, associated_persons }: Values): Record<string, string> {
  const persons = associated_persons.flatMap((person, row) =>
    Object.entries(checkDirector(person)).map(([name, text]) => [`associated_persons.${row}.${name}`, text]),
  )
  return {
    ...(paper === '' ? { paper: 'Which number' } : {}),
    ...(number.trim() === '' ? { number: 'This is needed' } : {}),
    ...Object.fromEntries(persons),
  }
}

function sendBusiness({ business, paper, number, associated_persons }: Values) {
  const { registered_address: address, ...rest } = business
  const { email, business_type, business_description, primary_website } = rest
  return {
    ...given(rest),
    ...{ email, business_type, business_description, primary_website },
    registered_address: sendAddress(address),
    identifying_information: [{ type: paper, issuing_country: address.country, number: number.trim() }],
    associated_persons: associated_persons.map(sendDirector),
  }
}
