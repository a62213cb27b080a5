import { useEffect, useState } from 'react'
import type { Problem } from '../api/problem.ts'

/** As much of a form as it takes to mark a field. */
export interface MarkedForm {
  getValues(): object
  setFieldError(path: string, error: string): void
}

/**
 * Marks the field that was refused; `hints` say what is right there.
 * @returns whether a field is marked: what was refused then stands under its label
 */
export function useFieldProblem(
  form: MarkedForm | undefined,
  problem: Problem | null,
  hints: Readonly<Record<string, string | undefined>> = {},
): boolean {
  const [marked, setMarked] = useState<Problem | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another problem alone is news
  useEffect(() => {
    const path = form === undefined ? null : findField(form, problem)
    if (form === undefined || path === null || problem?.field == null) return
    const { text } = problem.field
    form.setFieldError(path, hints[problem.field.path] ?? `${text.charAt(0).toUpperCase()}${text.slice(1)}`)
    setMarked(problem)
  }, [problem])
  return problem !== null && marked === problem
}

/** Forms have the platform's names; one that asks for a single thing has that alone. */
function findField(form: MarkedForm, problem: Problem | null): string | null {
  if (problem?.field == null) return null
  const names = Object.keys(form.getValues())
  const [root = ''] = problem.field.path.split('.')
  if (names.includes(root)) return problem.field.path
  const [only, ...others] = names
  return only !== undefined && others.length === 0 ? only : null
}
