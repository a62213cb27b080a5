import type { Reporter, TestModule } from 'vitest/node'

/** Prints `N passed, M failed` as the very last line of a run, for CI. What is not a test but fails (a file that cannot be loaded, a leaked error) counts as failed too. */
export class ClosingLine implements Reporter {
  #passed = 0
  #failed = 0

  constructor() {
    process.once('exit', (code) => {
      const failed = code === 0 ? this.#failed : Math.max(this.#failed, 1)
      console.log(`${this.#passed} passed, ${failed} failed`)
    })
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    this.#failed = errors.length
    for (const module of modules) {
      this.#failed += module.errors().length
      for (const suite of module.children.allSuites()) this.#failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') this.#passed += 1
        if (state === 'failed') this.#failed += 1
      }
    }
  }
}
