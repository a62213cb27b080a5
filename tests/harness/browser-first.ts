import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files with a browser come first: they are the longest, and the sandbox that they share ends with the last of them. */
export class BrowserFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isBrowser = ({ moduleId }: TestSpecification) => moduleId.includes('/tests/browser/')
    return [...sorted.filter(isBrowser), ...sorted.filter((file) => !isBrowser(file))]
  }
}
