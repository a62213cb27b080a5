import { Button, FileInput, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { Problem } from '../../shared/api/problem.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { useCountries } from './address-fields.tsx'
import type { Client } from './client.ts'
import type { ProductRequest } from './client-products.tsx'
import { checkImage, IMAGE_TYPES, readImage } from './read-image.ts'

interface Values {
  readonly type: string
  readonly number: string
  readonly country: string
  readonly front: File | null
  readonly back: File | null
}

const EMPTY: Values = { type: '', number: '', country: '', front: null, back: null }

interface GiveProductDocumentProps {
  readonly client: Client
  readonly request: ProductRequest
}

/** One document that a product wants. */
export function GiveProductDocument({ client, request }: GiveProductDocumentProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const { options } = useCountries()
  const kinds = request.missing_requirements.documents.flatMap(({ valid_documents }) => valid_documents)
  const kindOf = ({ type }: Values) => kinds.find(({ id }) => id === type)
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      type: (type) => (type === '' ? 'Which document' : null),
      number: (number, values) =>
        (kindOf(values)?.metadata.length ?? 0) > 0 && number.trim() === '' ? 'This is needed' : null,
      country: (country, values) =>
        (kindOf(values)?.metadata.length ?? 0) > 0 && country === '' ? 'Which country' : null,
      front: checkImage,
      back: (back, values) => (kindOf(values)?.require_back_image === true ? checkImage(back) : null),
    },
  })
  const action = useAction(async (values: Values, idempotencyKey) => {
    const { rejected_items: rejected } = await give(client, request, values, idempotencyKey)
    const [first] = rejected
    if (first !== undefined) throw refused(`${first.key}: ${first.reason}`)
  }, form.reset)
  const kind = kindOf(form.getValues())
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Give a document
      </Button>
      <FormModal
        title="Give a document"
        lead="JPG or PNG, at most 10 MB each."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Give"
        done="The document is given"
      >
        <Select
          label="Kind"
          description={kind?.description}
          data={kinds.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('type')}
        />
        {kind !== undefined && kind.metadata.length > 0 ? (
          <>
            <TextInput label="Number" autoComplete="off" {...form.getInputProps('number')} />
            <Select label="Issued by" searchable data={options} {...form.getInputProps('country')} />
          </>
        ) : null}
        <FileInput
          label={kind?.require_back_image === true ? 'Front' : 'Photograph'}
          placeholder="Choose a file"
          accept={IMAGE_TYPES}
          clearable
          {...form.getInputProps('front')}
        />
        {kind?.require_back_image === true ? (
          <FileInput
            label="Back"
            placeholder="Choose a file"
            accept={IMAGE_TYPES}
            clearable
            {...form.getInputProps('back')}
          />
        ) : null}
      </FormModal>
    </>
  )
}

async function give(
  client: Client,
  request: ProductRequest,
  { type, number, country, front, back }: Values,
  idempotencyKey: string,
) {
  const images = {
    image_front: front === null ? '' : await readImage(front),
    ...(back === null ? {} : { image_back: await readImage(back) }),
  }
  const metadata = number.trim() === '' ? {} : { number: number.trim(), issuing_country: country }
  return call(
    'POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation',
    {
      path: { clientId: client.id, productRequestId: request.id },
      body: { document_type: type, ...images, replace: true, metadata },
    },
    { idempotencyKey },
  )
}

/** The call succeeds and says what it did not take. */
function refused(message: string): Problem {
  return new Problem({
    status: 412,
    code: 'VAL',
    message,
    nextStep: 'Choose another file, and look at what you typed.',
  })
}
