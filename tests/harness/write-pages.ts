/** `npm run docs`: writes the generated pages of docs/, and llms.txt. */
import { writeFile } from 'node:fs/promises'
import { committedLlmsText } from '../../server/docs/llms-text.ts'
import { readManual } from '../../server/docs/manual.ts'
import { pages } from './pages.ts'

for (const { file, text } of pages()) await writeFile(file, text)
await writeFile(new URL('../../llms.txt', import.meta.url), committedLlmsText(await readManual()))
