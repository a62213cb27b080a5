import { readFileSync } from 'node:fs'

/** The rows of a file in data/: cells between tabs; lines that begin with # say where the data comes from. */
export function readTable(file: string): readonly (readonly string[])[] {
  return readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
}

/** A table of codes and what they mean, in the order of the file. */
export function readCodes(file: string): ReadonlyMap<string, string> {
  return new Map(readTable(file).map(([code = '', text = '']) => [code, text]))
}
