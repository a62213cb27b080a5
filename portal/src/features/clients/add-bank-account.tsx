import { Button, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call, type Input } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import {
  AddressFields,
  type AddressValues,
  checkAddress,
  NO_ADDRESS,
  sendAddress,
  useCountries,
} from './address-fields.tsx'
import type { Client } from './client.ts'
import { RAILS, type Rail, type RailField } from './rails.ts'
import { given } from './send-fields.ts'

const NAMES = {
  bank_holder_name: '',
  bank_holder_first_name: '',
  bank_holder_last_name: '',
  business_name: '',
  bank_name: '',
  account_alias: '',
}
/** Of all rails: each sends its own alone. */
const FIELDS = Object.fromEntries(RAILS.flatMap(({ fields }) => fields.map(({ name }) => [name, ''])))

interface Values extends Readonly<typeof NAMES> {
  readonly segment: string
  readonly isBusiness: boolean
  readonly withAddress: boolean
  readonly address: AddressValues
  readonly [field: string]: string | boolean | AddressValues
}

export function AddBankAccount({ client }: { readonly client: Client }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm<Values>({ initialValues: emptyFor(client), validate: checkValues })
  const rail = railOf(form.getValues())
  const action = useAction((values: Values, idempotencyKey) => {
    const { segment } = railOf(values)
    const call_ = `POST /management/clients/{clientId}/banks/${segment}` as const
    const input: unknown = { path: { clientId: client.id }, body: sendValues(values) }
    return call(call_, input as Input<typeof call_>, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Add a bank account
      </Button>
      <FormModal
        title="Add a bank account"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        hints={Object.fromEntries(rail.fields.map(({ name, hint }) => [name, hint]))}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Add"
        done="The bank account is added"
      >
        <Select
          label="Where it is"
          allowDeselect={false}
          data={RAILS.map(({ segment, label }) => ({ value: segment, label }))}
          {...form.getInputProps('segment')}
        />
        <Owner form={form} rail={rail} />
        {rail.fields.map((field) => (
          <Field key={field.name} field={field} input={form.getInputProps(field.name)} />
        ))}
        <TextInput label="Name for yourself" {...form.getInputProps('account_alias')} />
        {rail.needsAddress === true ? null : (
          <Switch
            label="With the address of the holder"
            {...form.getInputProps('withAddress', { type: 'checkbox' })}
          />
        )}
        {hasAddress(form.getValues()) ? (
          <AddressFields
            input={(name) => form.getInputProps(`address.${name}`)}
            country={form.getValues().address.country}
          />
        ) : null}
      </FormModal>
    </>
  )
}

interface OwnerProps {
  readonly form: UseFormReturnType<Values>
  readonly rail: Rail
}

function Owner({ form, rail }: OwnerProps) {
  const { isBusiness } = form.getValues()
  if (rail.owner === 'holder')
    return <TextInput label="Holder" autoComplete="off" {...form.getInputProps('bank_holder_name')} />
  return (
    <>
      {rail.owner === 'either' ? (
        <SegmentedControl
          aria-label="Whose account"
          data={[
            { value: 'person', label: 'Of a person' },
            { value: 'business', label: 'Of a business' },
          ]}
          value={isBusiness ? 'business' : 'person'}
          onChange={(kind) => form.setFieldValue('isBusiness', kind === 'business')}
        />
      ) : null}
      {rail.owner === 'either' && isBusiness ? (
        <TextInput label="Name of the business" {...form.getInputProps('business_name')} />
      ) : (
        <>
          <TextInput
            label="First name of the holder"
            autoComplete="off"
            {...form.getInputProps('bank_holder_first_name')}
          />
          <TextInput
            label="Last name of the holder"
            autoComplete="off"
            {...form.getInputProps('bank_holder_last_name')}
          />
        </>
      )}
    </>
  )
}

function Field({ field, input }: { readonly field: RailField; readonly input: object }) {
  const { options: countries } = useCountries()
  const isBank = field.options === 'banks'
  const banks = useRead('GET /management/clients/colombian-bank-codes', {}, { enabled: isBank })
  const { label, placeholder, options } = field
  if (options === undefined)
    return <TextInput label={label} placeholder={placeholder ?? ''} autoComplete="off" {...input} />
  const data = isBank
    ? (banks.data ?? []).map(({ code, name }) => ({ value: code, label: name }))
    : options === 'countries'
      ? countries
      : typeof options === 'string'
        ? []
        : options.map(([value, text]) => ({ value, label: text }))
  return <Select label={label} searchable={data.length > 10} data={data} {...input} />
}

/** The client's own names are most often those of the account. */
function emptyFor({ type, first_name, last_name, business_legal_name }: Client): Values {
  const person = [first_name, last_name].filter(Boolean).join(' ')
  return {
    ...NAMES,
    ...FIELDS,
    segment: 'us',
    isBusiness: type === 'business',
    withAddress: false,
    address: NO_ADDRESS,
    bank_holder_name: business_legal_name ?? person,
    bank_holder_first_name: first_name ?? '',
    bank_holder_last_name: last_name ?? '',
    business_name: business_legal_name ?? '',
  }
}

function railOf({ segment }: Values): Rail {
  const found = RAILS.find((rail) => rail.segment === segment)
  if (found === undefined) throw new Error(`there is no rail ${segment}`)
  return found
}

function hasAddress(values: Values): boolean {
  return railOf(values).needsAddress === true || values.withAddress
}

function ownerNames(values: Values): readonly (keyof typeof NAMES)[] {
  const { owner } = railOf(values)
  if (owner === 'holder') return ['bank_holder_name']
  return owner === 'either' && values.isBusiness
    ? ['business_name']
    : ['bank_holder_first_name', 'bank_holder_last_name']
}

function checkValues(values: Values): Record<string, string> {
  const needed = [...ownerNames(values), ...railOf(values).fields.map(({ name }) => name)]
  const missing = needed.filter((name) => String(values[name] ?? '').trim() === '')
  const address = hasAddress(values) ? Object.entries(checkAddress(values.address)) : []
  return {
    ...Object.fromEntries(missing.map((name) => [name, 'This is needed'])),
    ...Object.fromEntries(address.map(([name, text]) => [`address.${name}`, text])),
  }
}

function sendValues(values: Values): object {
  const names = [
    ...ownerNames(values),
    ...railOf(values).fields.map(({ name }) => name),
    'bank_name',
    'account_alias',
  ]
  return {
    ...given(Object.fromEntries(names.map((name) => [name, values[name]]))),
    ...(hasAddress(values) ? { address: sendAddress(values.address) } : {}),
  }
}
