import { Select, type SelectProps } from '@mantine/core'
import { useAbout } from '../api/session.ts'

/** The chains of this platform. */
export function ChainSelect(props: Omit<SelectProps, 'data'>) {
  const about = useAbout()
  return (
    <Select
      label="Chain"
      allowDeselect={false}
      data={about?.chains.map(({ blockchain }) => blockchain) ?? []}
      comboboxProps={{ withinPortal: true }}
      {...props}
    />
  )
}
