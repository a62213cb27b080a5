import { writeFile } from 'node:fs/promises'
import { pages } from './pages.ts'

// Command: writes the generated pages of docs/.
for (const { file, text } of pages()) await writeFile(file, text)
