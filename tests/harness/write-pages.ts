/** `npm run docs`: writes the generated pages of docs/. */
import { writeFile } from 'node:fs/promises'
import { pages } from './pages.ts'

for (const { file, text } of pages()) await writeFile(file, text)
