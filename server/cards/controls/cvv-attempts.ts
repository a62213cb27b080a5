const WRONG_CVV_MS = 24 * 3_600_000

export interface CvvJudgement {
  readonly code: 'C101' | 'C102' | null
  /** What `cards.wrong_cvvs` holds from now on. */
  readonly wrongCvvs: readonly Date[]
}

/**
 * The `attempts`-th wrong CVV in a row within 24 hours is C101, earlier ones are C102. A right one resets; none given (P) says
 * nothing.
 */
export function judgeCvv(
  result: 'M' | 'N' | 'P',
  wrongCvvs: readonly Date[],
  attempts: number,
  now: Date,
): CvvJudgement {
  switch (result) {
    case 'P':
      return { code: null, wrongCvvs }
    case 'M':
      return { code: null, wrongCvvs: [] }
    case 'N': {
      const recent = wrongCvvs.filter((at) => now.getTime() - at.getTime() < WRONG_CVV_MS)
      const after = [...recent, now].slice(-attempts)
      return { code: after.length >= attempts ? 'C101' : 'C102', wrongCvvs: after }
    }
  }
}
