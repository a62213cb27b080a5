import type { Config } from '../../kernel/config.ts'

export interface ControlsDeps {
  readonly config: Pick<Config, 'cards' | 'profile'>
}
