import { endVerification } from './accounts/accounts.ts'
import { decideReview } from './customers/customer.ts'
import type { TaskRecord } from './records.ts'
import { type StepDeps, stepTransfer } from './transfers/step.ts'
import { expireTransfer } from './transfers/transfers.ts'
import { unschedule } from './world.ts'

/** What is due, one after the other, the earliest first; one that cannot be done now holds up no other. */
export async function runTasks(deps: StepDeps): Promise<void> {
  const { world } = deps
  const now = world.now().getTime()
  const due = world.tables.tasks.values().filter(({ at }) => at <= now)
  for (const task of due.toSorted((a, b) => a.at - b.at)) {
    try {
      await runTask(deps, task)
    } catch (error) {
      world.log.warn({ err: error, task }, 'the partner could not do it; it is tried again')
    }
  }
}

function runTask(deps: StepDeps, { kind, object_id: id }: TaskRecord): Promise<void> | void {
  const { world } = deps
  const once = (work: () => void) =>
    world.store.commit(() => {
      unschedule(world, kind, id)
      work()
    })
  switch (kind) {
    case 'review':
      return once(() => decideReview(world, id))
    case 'verification':
      return once(() => endVerification(world, id))
    case 'expiry':
      return once(() => expireTransfer(world, id))
    case 'transfer':
      return stepTransfer(deps, id)
  }
}
