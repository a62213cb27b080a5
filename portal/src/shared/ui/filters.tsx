import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useAbout } from '../api/session.ts'
import { toWords } from '../format/words.ts'
import type { ListSearch } from './use-list-search.ts'

const TYPING_MS = 300

/** On a phone as many beside each other as fit, and the whole width together. */
const widthOf = (pixels: number) => ({ flex: `1 1 ${pixels}px`, maw: { base: '100%', sm: pixels + 30 } })

/** What stands above a list. */
export function Filters({ children }: { readonly children: ReactNode }) {
  return (
    <Group gap="xs" role="search" align="flex-end">
      {children}
    </Group>
  )
}

interface FilterProps {
  readonly search: ListSearch
  /** In the address of the page. */
  readonly name: string
  readonly label: string
}

/** A text, asked for when somebody stops typing. */
export function TextFilter({ search, name, label }: FilterProps) {
  const asked = search.text(name) ?? ''
  const [typed, setTyped] = useState(asked)
  const [known, setKnown] = useState(asked)
  const find = useDebouncedCallback((text: string) => {
    setKnown(text)
    search.set({ [name]: text })
  }, TYPING_MS)
  // Taken away or set by another way than typing.
  if (asked !== known) {
    setKnown(asked)
    setTyped(asked)
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<Search size={16} aria-hidden />}
      {...widthOf(220)}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        find(value.trim())
      }}
    />
  )
}

interface ChoiceFilterProps extends FilterProps {
  /** When nothing is chosen. */
  readonly every: string
  readonly values: readonly string[]
  readonly labelOf?: (value: string) => string
}

/** One of few values. */
export function ChoiceFilter({ search, name, label, every, values, labelOf = toWords }: ChoiceFilterProps) {
  return (
    <Select
      aria-label={label}
      placeholder={every}
      clearable
      clearButtonProps={{ 'aria-label': every }}
      searchable={values.length > 10}
      {...widthOf(150)}
      value={search.text(name) ?? null}
      data={values.map((value) => ({ value, label: labelOf(value) }))}
      onChange={(value) => search.set({ [name]: value })}
    />
  )
}

/** Nothing to choose where there is one chain alone. */
export function ChainFilter({ search }: { readonly search: ListSearch }) {
  const chains = useAbout()?.chains.map(({ blockchain }) => blockchain) ?? []
  if (chains.length < 2) return null
  return (
    <ChoiceFilter
      search={search}
      name="chain"
      label="Chain"
      every="Every chain"
      values={chains}
      labelOf={(chain) => chain}
    />
  )
}

/** From a day, to a day. */
export function DayFilters({
  search,
  from = search.text('from') ?? '',
}: {
  readonly search: ListSearch
  /** What is shown when nothing was chosen. */
  readonly from?: string
}) {
  const days = [
    ['from', 'From', from],
    ['to', 'To', search.text('to') ?? ''],
  ] as const
  return (
    <Group gap="xs" wrap="nowrap" {...widthOf(330)}>
      {days.map(([name, label, value]) => (
        <TextInput
          key={name}
          type="date"
          aria-label={label}
          leftSection={label}
          leftSectionWidth={44}
          leftSectionProps={{ style: { fontSize: 'var(--mantine-font-size-xs)' }, 'aria-hidden': true }}
          flex={1}
          miw={0}
          value={value}
          onChange={({ currentTarget }) => search.set({ [name]: currentTarget.value })}
        />
      ))}
    </Group>
  )
}

/** One of them when it was chosen in the address; whatever else stands there filters nothing. */
export function chosen<T extends string>(
  search: ListSearch,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = search.text(name)
  return values.find((value) => value === text)
}
