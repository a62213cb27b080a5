import { Divider, MultiSelect, Select, SimpleGrid, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useRead } from '../../shared/api/use-read.ts'
import { toWords } from '../../shared/format/words.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { AddressFields, checkAddress, NO_ADDRESS } from './address-fields.tsx'

export const NO_BUSINESS = {
  business_legal_name: '',
  business_trade_name: '',
  business_type: '',
  business_industry: [] as string[],
  business_description: '',
  primary_website: '',
  email: '',
  phone_country_code: '',
  phone_number: '',
  registered_address: NO_ADDRESS,
  account_purpose: '',
  source_of_funds: '',
  estimated_annual_revenue_usd: '',
  high_risk_activities: [] as string[],
}
export type BusinessValues = typeof NO_BUSINESS

const TYPES = ['corporation', 'llc', 'partnership', 'sole_proprietorship', 'non_profit', 'trust', 'other']
const SHOWN_MAX = 40

/** Said at the fields before the platform is asked. */
export function checkBusiness(values: BusinessValues): Record<string, string> {
  const needed = [
    'business_legal_name',
    'business_type',
    'business_description',
    'primary_website',
    'email',
  ] as const
  const missing: string[] = needed.filter((name) => values[name].trim() === '')
  if (values.business_industry.length === 0) missing.push('business_industry')
  const address = Object.entries(checkAddress(values.registered_address))
  return {
    ...Object.fromEntries(missing.map((name) => [name, 'This is needed'])),
    ...Object.fromEntries(address.map(([name, text]) => [`registered_address.${name}`, text])),
  }
}

export function BusinessFields({ form }: { readonly form: UseFormReturnType<BusinessValues> }) {
  const industries = useRead('GET /management/clients/business-industries', {}).data ?? []
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label="Legal name" {...form.getInputProps('business_legal_name')} />
        <TextInput label="Trade name" {...form.getInputProps('business_trade_name')} />
        <Select
          label="Form"
          data={TYPES.map((value) => ({ value, label: value === 'llc' ? 'LLC' : toWords(value) }))}
          {...form.getInputProps('business_type')}
        />
        <MultiSelect
          label="Industries"
          placeholder="Find by name or NAICS code"
          searchable
          limit={SHOWN_MAX}
          data={industries.map(({ code, description }) => ({
            value: code,
            label: `${code} ${description}`,
          }))}
          {...form.getInputProps('business_industry')}
        />
        <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
        <TextInput
          label="Website"
          type="url"
          placeholder="https://example.org"
          {...form.getInputProps('primary_website')}
        />
        <TextInput
          label="Phone code"
          placeholder="1"
          inputMode="tel"
          {...form.getInputProps('phone_country_code')}
        />
        <TextInput label="Phone" inputMode="tel" {...form.getInputProps('phone_number')} />
      </SimpleGrid>
      <Textarea label="What it does" autosize minRows={2} {...form.getInputProps('business_description')} />
      <Divider label="Registered address" labelPosition="left" />
      <AddressFields
        input={(name) => form.getInputProps(`registered_address.${name}`)}
        country={form.getValues().registered_address.country}
      />
      <Divider label="Money and risk" labelPosition="left" />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput label="Purpose of the account" {...form.getInputProps('account_purpose')} />
        <TextInput label="Source of funds" {...form.getInputProps('source_of_funds')} />
        <AmountInput
          label="Annual revenue"
          description="USD, estimated"
          placeholder="1000000"
          {...form.getInputProps('estimated_annual_revenue_usd')}
        />
        <TagsInput
          label="High-risk activities"
          description="Enter after each; empty: there are none"
          {...form.getInputProps('high_risk_activities')}
        />
      </SimpleGrid>
    </>
  )
}
