import { Progress, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Answer, call } from '../../shared/api/call.ts'
import { toCount } from '../../shared/api/exact-json.ts'
import { useSession } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { SettingsFrame } from './settings-frame.tsx'

export function CompanyPage() {
  const { company } = useSession()
  const shown = useRead('GET /management/companies', {})
  const information = useRead('GET /management/companies/{companyId}/information', {
    path: { companyId: company.id },
  })
  return (
    <SettingsFrame lead="Who you are, and how much of your contract is used.">
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          <Loaded of={shown}>
            {({ name, email }) => <CompanyForm key={`${name} ${email}`} name={name} email={email ?? ''} />}
          </Loaded>
          <Contract />
        </Stack>
        <Loaded of={information} lines={6}>
          {(found) => (
            <InformationForm key={JSON.stringify(found)} companyId={company.id} information={found} />
          )}
        </Loaded>
      </SimpleGrid>
    </SettingsFrame>
  )
}

function CompanyForm({ name, email }: { readonly name: string; readonly email: string }) {
  const form = useForm({ initialValues: { name, email } })
  const action = useAction((body: { name: string; email: string }, idempotencyKey) =>
    call(
      'PUT /management/companies',
      { body: body.email === '' ? { name: body.name } : body },
      { idempotencyKey },
    ),
  )
  return (
    <SaveForm
      title="Company"
      needs={['management', 3]}
      form={form}
      action={action}
      done="The company is saved"
    >
      <TextInput label="Name" {...form.getInputProps('name')} />
      <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
    </SaveForm>
  )
}

const FIELDS = [
  ['business_name', 'Legal name'],
  ['business_email', 'Business e-mail'],
  ['address', 'Address'],
  ['address2', 'Address, second line'],
  ['city', 'City'],
  ['state', 'State'],
  ['zip', 'Post code'],
  ['country', 'Country'],
] as const

interface InformationFormProps {
  readonly companyId: string
  readonly information: Answer<'GET /management/companies/{companyId}/information'>
}

function InformationForm({ companyId, information }: InformationFormProps) {
  const form = useForm({
    initialValues: Object.fromEntries(FIELDS.map(([field]) => [field, information[field] ?? ''])),
  })
  const action = useAction((fields: Record<string, string>, idempotencyKey) => {
    const body = Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''))
    return call(
      'PUT /management/companies/{companyId}/information',
      { path: { companyId }, body },
      { idempotencyKey },
    )
  })
  return (
    <SaveForm
      title="Business"
      needs={['management', 3]}
      form={form}
      action={action}
      done="The business is saved"
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {FIELDS.map(([field, label]) => (
          <TextInput key={field} label={label} {...form.getInputProps(field)} />
        ))}
      </SimpleGrid>
    </SaveForm>
  )
}

const PLACES = [
  ['virtual_wallets', 'Virtual wallets'],
  ['virtual_cards', 'Cards'],
  ['treasury_wallets', 'Treasury wallets'],
] as const

function Contract() {
  const used = useRead('GET /management/contracted-product/used', {})
  return (
    <Panel title="Contract" lead="Your operator raises it.">
      <Loaded of={used}>
        {(counts) => (
          <Stack gap="sm">
            {PLACES.map(([field, label]) => {
              const { used: taken, total } = counts[field]
              return (
                <div key={field}>
                  <Text size="sm" mb={4}>
                    {label}: {formatAmount(taken, 0)} of {formatAmount(total, 0)}
                  </Text>
                  <Progress
                    value={(100 * toCount(taken)) / Math.max(1, toCount(total))}
                    aria-label={`${label}: used`}
                  />
                </div>
              )
            })}
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}
