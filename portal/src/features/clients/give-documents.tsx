import { Button, Fieldset, FileInput, Group, Select, Stack, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Plus, Trash2 } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { useCountries } from './address-fields.tsx'
import type { Client } from './client.ts'
import { checkImage, IMAGE_TYPES, readImage } from './read-image.ts'

type Kind =
  Answer<'GET /management/clients/documentation/{checklistId}'>['document_groups'][number]['valid_documents'][number]

interface Paper {
  readonly type: string
  readonly number: string
  readonly country: string
  readonly front: File | null
  readonly back: File | null
}
interface Values {
  readonly papers: Paper[]
}

const NO_PAPER: Paper = { type: '', number: '', country: '', front: null, back: null }

/** The call replaces the whole list, and images are never given back: so all of them are asked for together. */
export function GiveDocuments({ client }: { readonly client: Client }) {
  const [isOpen, { open, close }] = useDisclosure()
  const checklist = useRead(
    'GET /management/clients/documentation/{checklistId}',
    { path: { checklistId: client.type } },
    { enabled: isOpen },
  )
  const kinds = checklist.data?.document_groups.flatMap(({ valid_documents }) => valid_documents) ?? []
  const form = useForm<Values>({
    initialValues: { papers: [NO_PAPER] },
    validate: ({ papers }) => checkPapers(papers, kinds),
  })
  const action = useAction(async ({ papers }: Values, idempotencyKey) => {
    const documents = await Promise.all(papers.map(sendPaper))
    const body = client.type === 'business' ? { business_documents: documents } : { documents }
    await call('PUT /management/clients/{id}', { path: { id: client.id }, body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Give documents
      </Button>
      <FormModal
        title="Give documents"
        lead={
          client.documents.length === 0
            ? 'JPG or PNG, at most 10 MB each.'
            : 'They take the place of the documents that were given before: give all of them together. JPG or PNG, at most 10 MB each.'
        }
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Give"
        done="The documents are given"
      >
        {form.getValues().papers.map((paper, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
          <PaperFields key={row} form={form} row={row} paper={paper} kinds={kinds} />
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => form.insertListItem('papers', NO_PAPER)}
          >
            One more
          </Button>
        </Group>
      </FormModal>
    </>
  )
}

interface PaperFieldsProps {
  readonly form: UseFormReturnType<Values>
  readonly row: number
  readonly paper: Paper
  readonly kinds: readonly Kind[]
}

function PaperFields({ form, row, paper, kinds }: PaperFieldsProps) {
  const { options } = useCountries()
  const kind = kinds.find(({ id }) => id === paper.type)
  const input = (name: keyof Paper) => form.getInputProps(`papers.${row}.${name}`)
  return (
    <Fieldset legend={`Document ${row + 1}`} radius="md">
      <Stack gap="sm">
        <Select
          label="Kind"
          description={kind?.description}
          data={kinds.map(({ id, name }) => ({ value: id, label: name }))}
          {...input('type')}
        />
        {kind === undefined || kind.metadata.length === 0 ? null : (
          <>
            <TextInput label="Number" autoComplete="off" {...input('number')} />
            <Select label="Issued by" searchable data={options} {...input('country')} />
          </>
        )}
        {kind?.require_image === true ? (
          <FileInput
            label={kind.require_back_image ? 'Front' : 'Photograph'}
            placeholder="Choose a file"
            accept={IMAGE_TYPES}
            clearable
            {...input('front')}
          />
        ) : null}
        {kind?.require_back_image === true ? (
          <FileInput
            label="Back"
            placeholder="Choose a file"
            accept={IMAGE_TYPES}
            clearable
            {...input('back')}
          />
        ) : null}
        {row === 0 ? null : (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="default"
              leftSection={<Trash2 size={14} aria-hidden />}
              onClick={() => form.removeListItem('papers', row)}
            >
              Remove document {row + 1}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  )
}

function checkPapers(papers: readonly Paper[], kinds: readonly Kind[]): Record<string, string> {
  const wrong = papers.flatMap((paper, row): [string, string | null][] => {
    const kind = kinds.find(({ id }) => id === paper.type)
    if (kind === undefined) return [[`papers.${row}.type`, 'Which document']]
    return [
      [
        `papers.${row}.number`,
        kind.metadata.length > 0 && paper.number.trim() === '' ? 'This is needed' : null,
      ],
      [`papers.${row}.country`, kind.metadata.length > 0 && paper.country === '' ? 'Which country' : null],
      [`papers.${row}.front`, kind.require_image ? checkImage(paper.front) : null],
      [`papers.${row}.back`, kind.require_back_image ? checkImage(paper.back) : null],
    ]
  })
  return Object.fromEntries(wrong.filter((one): one is [string, string] => one[1] !== null))
}

async function sendPaper({ type, number, country, front, back }: Paper) {
  return {
    id: type,
    ...(number.trim() === '' ? {} : { number: number.trim() }),
    ...(country === '' ? {} : { issuing_country: country }),
    ...(front === null ? {} : { image_front: await readImage(front) }),
    ...(back === null ? {} : { image_back: await readImage(back) }),
  }
}
