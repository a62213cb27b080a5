import { useForm } from '@mantine/form'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Body, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { readStoredAddress, sendAddress } from './address-fields.tsx'
import { BusinessFields, type BusinessValues, checkBusiness } from './business-form.tsx'
import { type Client, nameOf } from './client.ts'
import { checkPerson, IndividualFields, PERSON_HINTS, type PersonValues } from './individual-form.tsx'
import { cleared, given } from './send-fields.ts'

const LEAD = 'A change goes to the partner as well; a client that was rejected is in review again afterwards.'
const UPDATED = 'The client is changed'

export function EditClientPage() {
  const { clientId = '' } = useParams({ strict: false })
  const client = useRead('GET /management/clients/{id}', { path: { id: clientId } })
  const title = client.data === undefined ? 'Edit the client' : `Edit ${nameOf(client.data)}`
  return (
    <Page title={title} back={{ to: `/clients/${clientId}`, label: 'The client' }}>
      <Loaded of={client} lines={8}>
        {(found) => (found.type === 'business' ? <Business client={found} /> : <Person client={found} />)}
      </Loaded>
    </Page>
  )
}

function useChange(client: Client) {
  const navigate = useNavigate()
  return async (body: Body<'PUT /management/clients/{id}'>, idempotencyKey: string) => {
    await call('PUT /management/clients/{id}', { path: { id: client.id }, body }, { idempotencyKey })
    await navigate({ to: `/clients/${client.id}` })
  }
}

function Person({ client }: { readonly client: Client }) {
  const change = useChange(client)
  const form = useForm<PersonValues>({ initialValues: readPerson(client), validate: checkPerson })
  const action = useAction(({ address, ...values }: PersonValues, idempotencyKey) => {
    // These three are never told again: what stays empty is kept.
    const { occupation, annual_salary, expected_monthly_volume, ...shown } = values
    const untold = given({ occupation, annual_salary, expected_monthly_volume })
    return change({ ...cleared(shown), ...untold, address: sendAddress(address) }, idempotencyKey)
  })
  return (
    <SaveForm
      title="Who it is"
      lead={`${LEAD} Occupation, salary and volume stay as they are where you leave them empty.`}
      needs={['management', 3]}
      form={form}
      action={action}
      hints={PERSON_HINTS}
      done={UPDATED}
    >
      <IndividualFields form={form} />
    </SaveForm>
  )
}

function Business({ client }: { readonly client: Client }) {
  const change = useChange(client)
  const form = useForm<BusinessValues>({ initialValues: readBusiness(client), validate: checkBusiness })
  const action = useAction(({ registered_address: address, ...values }: BusinessValues, idempotencyKey) =>
    change({ ...cleared(values), registered_address: sendAddress(address) }, idempotencyKey),
  )
  return (
    <SaveForm
      title="The business"
      lead={LEAD}
      needs={['management', 3]}
      form={form}
      action={action}
      done={UPDATED}
    >
      <BusinessFields form={form} />
    </SaveForm>
  )
}

function readPerson(client: Client): PersonValues {
  return {
    first_name: client.first_name ?? '',
    second_name: client.second_name ?? '',
    last_name: client.last_name ?? '',
    email: client.email ?? '',
    birth_date: client.birth_date ?? '',
    phone_country_code: client.phone_country_code ?? '',
    phone_number: client.phone_number ?? '',
    address: readStoredAddress(client.address),
    individual_identification_type: client.individual_identification_type ?? '',
    individual_identification: client.individual_identification ?? '',
    account_purpose: client.account_purpose ?? '',
    occupation: '',
    annual_salary: '',
    expected_monthly_volume: '',
  }
}

function readBusiness(client: Client): BusinessValues {
  return {
    business_legal_name: client.business_legal_name ?? '',
    business_trade_name: client.business_trade_name ?? '',
    business_type: client.business_type ?? '',
    business_industry: [...(client.business_industry ?? [])],
    business_description: client.business_description ?? '',
    primary_website: client.primary_website ?? '',
    email: client.email ?? '',
    phone_country_code: client.phone_country_code ?? '',
    phone_number: client.phone_number ?? '',
    registered_address: readStoredAddress(client.registered_address),
    account_purpose: client.account_purpose ?? '',
    source_of_funds: client.source_of_funds ?? '',
    estimated_annual_revenue_usd: client.estimated_annual_revenue_usd ?? '',
    high_risk_activities: [...(client.high_risk_activities ?? [])],
  }
}
