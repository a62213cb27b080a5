import { Divider, Select, SimpleGrid, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useRead } from '../../shared/api/use-read.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { AddressFields, checkAddress, NO_ADDRESS } from './address-fields.tsx'

export const NO_PERSON = {
  first_name: '',
  second_name: '',
  last_name: '',
  email: '',
  birth_date: '',
  phone_country_code: '',
  phone_number: '',
  address: NO_ADDRESS,
  individual_identification_type: '',
  individual_identification: '',
  account_purpose: '',
  occupation: '',
  annual_salary: '',
  expected_monthly_volume: '',
}
export type PersonValues = typeof NO_PERSON

/** Said at the fields before the platform is asked. */
export function checkPerson(values: PersonValues): Record<string, string> {
  const needed = ['first_name', 'last_name', 'email', 'birth_date'] as const
  const missing = needed.filter((name) => values[name].trim() === '')
  const address = Object.entries(checkAddress(values.address))
  return {
    ...Object.fromEntries(missing.map((name) => [name, 'This is needed'])),
    ...Object.fromEntries(address.map(([name, text]) => [`address.${name}`, text])),
  }
}

export const PERSON_HINTS: Readonly<Record<string, string>> = {
  email: 'Such as ana@example.org',
  birth_date: 'A day at least 18 years ago',
}

export function IndividualFields({ form }: { readonly form: UseFormReturnType<PersonValues> }) {
  const { country } = form.getValues().address
  const papers = useRead(
    'GET /management/clients/identifications/{countryCode}',
    { path: { countryCode: country } },
    { enabled: country !== '' },
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label="First name" autoComplete="off" {...form.getInputProps('first_name')} />
        <TextInput label="Second name" autoComplete="off" {...form.getInputProps('second_name')} />
        <TextInput label="Last name" autoComplete="off" {...form.getInputProps('last_name')} />
        <TextInput label="Birth date" type="date" {...form.getInputProps('birth_date')} />
        <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
        <PhoneFields form={form} />
      </SimpleGrid>
      <Divider label="Address" labelPosition="left" />
      <AddressFields input={(name) => form.getInputProps(`address.${name}`)} country={country} />
      <Divider label="Identity" labelPosition="left" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <Select
          label="Kind of document"
          placeholder={country === '' ? 'Choose the country first' : ''}
          disabled={country === ''}
          clearable
          clearButtonProps={{ 'aria-label': 'No kind of document' }}
          data={[...new Map((papers.data ?? []).map((one) => [one.type, one])).values()].map(
            ({ type, description }) => ({ value: type, label: description }),
          )}
          {...form.getInputProps('individual_identification_type')}
        />
        <TextInput
          label="Its number"
          autoComplete="off"
          {...form.getInputProps('individual_identification')}
        />
      </SimpleGrid>
      <Divider label="What the account is for" labelPosition="left" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label="Purpose" {...form.getInputProps('account_purpose')} />
        <TextInput label="Occupation" {...form.getInputProps('occupation')} />
        <AmountInput
          label="Annual salary"
          description="USD"
          placeholder="60000"
          {...form.getInputProps('annual_salary')}
        />
        <AmountInput
          label="Expected monthly volume"
          description="USD"
          placeholder="2000"
          {...form.getInputProps('expected_monthly_volume')}
        />
      </SimpleGrid>
    </>
  )
}

function PhoneFields({ form }: { readonly form: UseFormReturnType<PersonValues> }) {
  return (
    <SimpleGrid cols={2} spacing="xs">
      <TextInput
        label="Phone code"
        placeholder="54"
        inputMode="tel"
        {...form.getInputProps('phone_country_code')}
      />
      <TextInput
        label="Phone"
        placeholder="1100000000"
        inputMode="tel"
        {...form.getInputProps('phone_number')}
      />
    </SimpleGrid>
  )
}
