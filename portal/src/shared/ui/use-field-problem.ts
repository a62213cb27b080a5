import type { UseFormReturnType } from '@mantine/form'
import { useEffect } from 'react'
import type { Problem } from '../api/problem.ts'

/** What a refusal says of one field, by the platform's name of it: `address.country is not valid`. */
const ABOUT_FIELD = /^(\S+) (is not valid|is required|must be .+)$/

/** Shows what was refused at its field as well; `hints` say what is right there. */
export function useFieldProblem<Values extends object>(
  { setFieldError, getValues }: UseFormReturnType<Values>,
  problem: Problem | null,
  hints: Readonly<Record<string, string>> = {},
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another problem alone is news
  useEffect(() => {
    const found = problem === null ? null : readField(problem.message)
    if (found === null) return
    const [root = ''] = found.path.split('.')
    if (root in getValues()) setFieldError(found.path, hints[found.path] ?? found.text)
  }, [problem])
}

/** `persons[0].email` is the form's `persons.0.email`. */
function readField(message: string): { readonly path: string; readonly text: string } | null {
  if (message.startsWith('State ')) return { path: 'address.state', text: message }
  const [, field, what = ''] = ABOUT_FIELD.exec(message) ?? []
  if (field === undefined) return null
  return { path: field.replace(/\[(\d+)\]/g, '.$1'), text: `This ${what}` }
}
