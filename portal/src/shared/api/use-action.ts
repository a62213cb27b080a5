import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type Problem, toProblem } from './problem.ts'

export interface Action<Input> {
  /** @returns whether it succeeded. */
  run(input: Input): Promise<boolean>
  readonly isRunning: boolean
  readonly problem: Problem | null
  forget(): void
}

/**
 * A write by a person. When the answer was lost, the same input again goes out under the same idempotency key, so nothing happens
 * twice; whatever else is clicked has a key of its own.
 */
export function useAction<Input>(
  perform: (input: Input, idempotencyKey: string) => Promise<unknown>,
  onDone?: () => void,
): Action<Input> {
  const client = useQueryClient()
  const unanswered = useRef<{ readonly text: string; readonly key: string } | null>(null)
  const [isRunning, setRunning] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  return {
    isRunning,
    problem,
    forget: () => setProblem(null),
    async run(input) {
      const text = JSON.stringify(input) ?? ''
      const key = unanswered.current?.text === text ? unanswered.current.key : newKey()
      unanswered.current = { text, key }
      setRunning(true)
      setProblem(null)
      try {
        await perform(input, key)
        unanswered.current = null
        await client.invalidateQueries()
        onDone?.()
        return true
      } catch (error) {
        const found = toProblem(error)
        if (found.status !== 0) unanswered.current = null
        setProblem(found)
        return false
      } finally {
        setRunning(false)
      }
    },
  }
}

/** `crypto.randomUUID` is missing where the page came over plain http from another machine. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}
