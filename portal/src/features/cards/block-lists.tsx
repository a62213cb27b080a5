import { TagsInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'

export function BlockLists() {
  const categories = useRead('GET /cards/account/configuration/blocked-categories', {})
  const countries = useRead('GET /cards/account/configuration/blocked-countries', {})
  return (
    <>
      <Loaded of={categories}>
        {(lists) => (
          <Categories
            key={lists.categories.join()}
            own={lists.categories}
            platform={lists.platform_categories}
          />
        )}
      </Loaded>
      <Loaded of={countries}>
        {({ countries: blocked }) => <Countries key={blocked.join()} blocked={blocked} />}
      </Loaded>
    </>
  )
}

interface CategoriesProps {
  readonly own: readonly string[]
  readonly platform: readonly string[]
}

function Categories({ own, platform }: CategoriesProps) {
  const form = useForm({ initialValues: { categories: [...own] } })
  const action = useAction((body: { categories: string[] }, idempotencyKey) =>
    call('PUT /cards/account/configuration/blocked-categories', { body }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Blocked categories"
      lead="Merchant categories whose purchases are declined."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The categories are saved"
    >
      <TagsInput
        label="Categories"
        description="Four digits (MCC), Enter after each"
        placeholder="7995"
        {...form.getInputProps('categories')}
      />
      <Text size="sm" c="dimmed">
        {platform.length === 0
          ? 'The platform blocks none besides.'
          : `The platform blocks besides: ${platform.join(', ')}`}
      </Text>
    </SaveForm>
  )
}

function Countries({ blocked }: { readonly blocked: readonly string[] }) {
  const form = useForm({ initialValues: { countries: [...blocked] } })
  const action = useAction((body: { countries: string[] }, idempotencyKey) =>
    call('PUT /cards/account/configuration/blocked-countries', { body }, { idempotencyKey }),
  )
  return (
    <SaveForm
      title="Blocked countries"
      lead="Countries of merchants whose purchases are declined."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The countries are saved"
    >
      <TagsInput
        label="Countries"
        description="Two or three letters, Enter after each"
        placeholder="PRK"
        {...form.getInputProps('countries')}
      />
    </SaveForm>
  )
}
