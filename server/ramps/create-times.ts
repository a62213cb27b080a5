/** Wall clock. An on-ramp shows where to pay, so its call waits for the partner; without an answer nothing is left of it. */
export const CREATE_IN_MS = 30_000
/** So long the call itself waits. */
export const ANSWER_IN_MS = 20_000

/** An off-ramp shows nothing that the partner must name: its call waits a moment, and it goes on without. */
export const CREATE_OUT_MS = 3_600_000
export const ANSWER_OUT_MS = 10_000

/** An on-ramp that nobody has paid is looked at so seldom: the partner tells when somebody does. */
export const WHILE_WAITING_MS = 3_600_000

/** Waits for work that goes on by itself, and no longer. Where it fails, or ends later, the rows say where it stands. */
export async function waitAtMost(
  ms: number,
  work: Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(failed), late])
  clearTimeout(timer)
}
