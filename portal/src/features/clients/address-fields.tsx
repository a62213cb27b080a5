import { Select, SimpleGrid, TextInput } from '@mantine/core'
import type { GetInputPropsReturnType } from '@mantine/form'
import { useEffect } from 'react'
import { useRead } from '../../shared/api/use-read.ts'

export const NO_ADDRESS = {
  street_line1: '',
  street_line2: '',
  city: '',
  postal_code: '',
  state: '',
  country: '',
}
export type AddressValues = typeof NO_ADDRESS

interface Stored extends Readonly<Partial<Record<keyof AddressValues, string | null>>> {}

export function readStoredAddress(address: Stored | null | undefined): AddressValues {
  const names = Object.keys(NO_ADDRESS) as (keyof AddressValues)[]
  return { ...NO_ADDRESS, ...Object.fromEntries(names.map((name) => [name, address?.[name] ?? ''])) }
}

/** As a body has it. */
export function sendAddress(values: AddressValues) {
  return Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== ''))
}

/** What a form says of an address before the platform is asked. */
export function checkAddress(values: AddressValues): Record<string, string> {
  const missing = (['street_line1', 'city', 'country'] as const).filter((name) => values[name].trim() === '')
  return Object.fromEntries(missing.map((name) => [name, 'This is needed']))
}

export function useCountries() {
  const countries = useRead('GET /management/clients/countries', {}).data?.data ?? []
  const options = countries.map(({ alpha3, name }) => ({ value: alpha3, label: name }))
  return { countries, options }
}

interface AddressFieldsProps {
  readonly input: (name: keyof AddressValues) => GetInputPropsReturnType
  readonly country: string
}

export function AddressFields({ input, country }: AddressFieldsProps) {
  const { countries, options } = useCountries()
  const here = countries.find(({ alpha3 }) => alpha3 === country)
  const states = here?.subdivisions ?? []
  const format = here?.postal_code_format
  const { value: state, onChange: setState } = input('state')
  // A country without states stands for its only one; a state of the country that was chosen before is none of this one.
  const fitting =
    here === undefined ? state : states.length === 0 ? country : state.startsWith(country) ? state : ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another country changes the state
  useEffect(() => {
    if (fitting !== state) setState(fitting)
  }, [fitting])
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
      <Select label="Country" searchable data={options} {...input('country')} />
      <Select
        label="State or province"
        placeholder={country !== '' && states.length === 0 ? 'None in this country' : ''}
        searchable
        disabled={states.length === 0}
        data={states.map(({ code, name }) => ({ value: code, label: name }))}
        {...input('state')}
      />
      <TextInput label="Street and number" {...input('street_line1')} />
      <TextInput label="Second line" {...input('street_line2')} />
      <TextInput label="City" {...input('city')} />
      <TextInput
        label="Postal code"
        placeholder={format === null || format === undefined ? '' : format}
        {...input('postal_code')}
      />
    </SimpleGrid>
  )
}
