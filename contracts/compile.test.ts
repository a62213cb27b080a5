import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileContracts } from './compile.ts'

const FOLDER = new URL('./artefacts/', import.meta.url)

test('the committed artefacts are what the sources compile to', () => {
  const compiled = compileContracts()
  expect(readdirSync(FOLDER).sort()).toEqual([...compiled.keys()].sort())
  for (const [file, artefact] of compiled) {
    expect(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')), `${file}: run npm run contracts`).toEqual(
      artefact,
    )
  }
})
