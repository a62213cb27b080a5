/** Questions asked together at most. */
const TOGETHER_MAX = 256
/** So that one slow answer does not keep everybody waiting. */
const UNDER_WAY_MAX = 2

interface Asked<Q, A> {
  readonly question: Q
  readonly resolve: (answer: A) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads in groups: what is asked while answers are under way is asked together next. One statement then serves many messages,
 * and the busier it is the more. `load` answers in the order of its questions; its failure is that of all of them.
 */
export function gather<Q, A>(
  load: (questions: readonly Q[]) => Promise<readonly A[]>,
): (question: Q) => Promise<A> {
  let waiting: Asked<Q, A>[] = []
  let underWay = 0

  function next(): void {
    if (underWay >= UNDER_WAY_MAX || waiting.length === 0) return
    const group = waiting.slice(0, TOGETHER_MAX)
    waiting = waiting.slice(TOGETHER_MAX)
    underWay += 1
    void answer(group).finally(() => {
      underWay -= 1
      next()
    })
  }

  async function answer(group: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const answers = await load(group.map(({ question }) => question))
      if (answers.length !== group.length) throw new Error('a question of a group was not answered')
      group.forEach(({ resolve }, index) => {
        resolve(answers[index] as A)
      })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      next()
    })
}
