import { Button, Checkbox, Fieldset, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { GetInputPropsReturnType } from '@mantine/form'
import { Plus, Trash2 } from 'lucide-react'
import { useRead } from '../../shared/api/use-read.ts'
import { AddressFields, checkAddress, NO_ADDRESS, sendAddress } from './address-fields.tsx'
import { given } from './send-fields.ts'

export const NO_DIRECTOR = {
  first_name: '',
  last_name: '',
  email: '',
  birth_date: '',
  residential_address: NO_ADDRESS,
  has_ownership: false,
  has_control: true,
  is_signer: true,
  is_director: false,
  title: '',
  paper: '',
  number: '',
}
export type DirectorValues = typeof NO_DIRECTOR

const ROLES = [
  ['has_control', 'Controls it'],
  ['is_signer', 'Signs for it'],
  ['has_ownership', 'Owns a part'],
  ['is_director', 'Directs it'],
] as const

export function checkDirector(values: DirectorValues): Record<string, string> {
  const needed = ['first_name', 'last_name', 'email', 'birth_date'] as const
  const missing = needed.filter((name) => values[name].trim() === '')
  const address = Object.entries(checkAddress(values.residential_address))
  return {
    ...Object.fromEntries(missing.map((name) => [name, 'This is needed'])),
    ...Object.fromEntries(address.map(([name, text]) => [`residential_address.${name}`, text])),
  }
}

export function sendDirector({ paper, number, residential_address: home, ...person }: DirectorValues) {
  const { first_name, last_name, email, birth_date } = person
  return {
    ...given(person),
    ...{ first_name, last_name, email, birth_date },
    residential_address: sendAddress(home),
    ...(number.trim() === ''
      ? {}
      : {
          identifying_information: [
            { type: paper === '' ? 'other' : paper, issuing_country: home.country, number: number.trim() },
          ],
        }),
  }
}

interface PersonsFieldsProps {
  readonly persons: readonly DirectorValues[]
  readonly input: (row: number, name: string, isCheckbox?: boolean) => GetInputPropsReturnType
  readonly onAdd: () => void
  readonly onRemove: (row: number) => void
}

/** Who owns, controls and signs for a business. */
export function PersonsFields({ persons, input, onAdd, onRemove }: PersonsFieldsProps) {
  return (
    <Stack gap="md">
      {persons.map((person, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
        <Fieldset key={row} legend={`Person ${row + 1}`} radius="md">
          <Stack gap="sm">
            <PersonFields person={person} input={(name, isCheckbox) => input(row, name, isCheckbox)} />
            {persons.length === 1 ? null : (
              <Group justify="flex-end">
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<Trash2 size={14} aria-hidden />}
                  onClick={() => onRemove(row)}
                >
                  Remove person {row + 1}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      ))}
      <Group>
        <Button size="xs" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={onAdd}>
          Add a person
        </Button>
      </Group>
    </Stack>
  )
}

interface PersonFieldsProps {
  readonly person: DirectorValues
  readonly input: (name: string, isCheckbox?: boolean) => GetInputPropsReturnType
}

function PersonFields({ person, input }: PersonFieldsProps) {
  const { country } = person.residential_address
  const papers = useRead(
    'GET /management/clients/identifications/{countryCode}',
    { path: { countryCode: country } },
    { enabled: country !== '' },
  )
  const kinds = [...new Map((papers.data ?? []).map((one) => [one.type, one])).values()]
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label="First name" autoComplete="off" {...input('first_name')} />
        <TextInput label="Last name" autoComplete="off" {...input('last_name')} />
        <TextInput label="E-mail" type="email" autoComplete="off" {...input('email')} />
        <TextInput label="Birth date" type="date" {...input('birth_date')} />
      </SimpleGrid>
      <Group gap="lg" role="group" aria-label="What this person is">
        {ROLES.map(([name, label]) => (
          <Checkbox key={name} label={label} {...input(name, true)} />
        ))}
      </Group>
      <AddressFields input={(name) => input(`residential_address.${name}`)} country={country} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <Select
          label="Kind of document"
          placeholder={country === '' ? 'Choose the country first' : ''}
          disabled={country === ''}
          data={kinds.map(({ type, description }) => ({ value: type, label: description }))}
          {...input('paper')}
        />
        <TextInput label="Its number" autoComplete="off" {...input('number')} />
      </SimpleGrid>
    </>
  )
}
