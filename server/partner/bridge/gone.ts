import { PartnerError } from '../partner.ts'

/** What shall be deleted and is not there has been deleted: the answer to an earlier try was lost. */
export async function goneIsDone(deletion: Promise<void>): Promise<void> {
  try {
    await deletion
  } catch (error) {
    if (!(error instanceof PartnerError && error.kind === 'NOT_FOUND')) throw error
  }
}
