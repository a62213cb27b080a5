import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import '../server/app.ts'
import { metrics } from '../server/kernel/metrics.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const SUFFIX = /_(bucket|sum|count)$/

/** Names of figures in queries, without what Prometheus makes of histograms. */
function figuresIn(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/\b(?:holdfast|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name.replace(SUFFIX, '')),
  )
}

const shown = new Set(metrics.getMetricsAsArray().map(({ name }) => name))
const ours = [...shown].filter((name) => name.startsWith('holdfast_'))
const dashboard = read('deploy/grafana-dashboard.json')

test('the dashboard asks for figures that exist, and leaves none of ours out', () => {
  const queries = JSON.parse(dashboard)
    .panels.flatMap((panel: { targets?: { expr: string }[] }) => panel.targets ?? [])
    .map(({ expr }: { expr: string }) => expr)
  const asked = figuresIn(queries.join('\n'))
  expect([...asked].filter((name) => !shown.has(name))).toEqual([])
  expect(ours.filter((name) => !asked.has(name))).toEqual([])
})

test('the rules for alerts ask for figures that exist', () => {
  const asked = figuresIn(read('deploy/prometheus-alerts.yml'))
  expect(asked.size).toBeGreaterThan(5)
  expect([...asked].filter((name) => !shown.has(name))).toEqual([])
})

test('the example of settings, the unit and the compose file name settings that exist', () => {
  const documented = read('docs/settings.md')
  for (const file of ['holdfast.env.example', 'holdfast.service', 'compose.yaml', 'Dockerfile'])
    for (const [name] of read(`deploy/${file}`).matchAll(/\bHOLDFAST_[A-Z_]+/g))
      expect(documented).toContain(`\`${name}\``)
})
