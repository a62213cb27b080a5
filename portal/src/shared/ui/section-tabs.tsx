import { Tabs } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

interface SectionTabsProps {
  readonly label: string
  readonly tabs: readonly (readonly [to: string, label: string])[]
}

/** The pages of one area; each has its own address. */
export function SectionTabs({ label, tabs }: SectionTabsProps) {
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const here = tabs.map(([to]) => to).filter((to) => pathname === to || pathname.startsWith(`${to}/`))
  const current = here.toSorted((a, b) => b.length - a.length)[0] ?? tabs[0]?.[0] ?? ''
  const list = useRef<HTMLDivElement>(null)
  // On a phone there are more of them than fit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another tab
  useEffect(() => {
    const tab = list.current?.querySelector('[aria-selected=true]')
    tab?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [current])
  return (
    <Tabs value={current} onChange={(to) => to !== null && void navigate({ to })}>
      <Tabs.List ref={list} aria-label={label} style={{ overflowX: 'auto', flexWrap: 'nowrap' }}>
        {tabs.map(([to, text]) => (
          <Tabs.Tab key={to} value={to} style={{ flexShrink: 0 }}>
            {text}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}
