/** A row of docs/settings.md. */
export interface SettingRow {
  readonly name: string
  /** What it takes: `text`, `on or off`, `0 to 65535`, … */
  readonly takes: string
  /** As written in the environment; null = must be set. */
  readonly fallback: string | null
  readonly what: string
}

/**
 * Reads settings from an environment and notes each: what it is called, takes and means. So a setting is written down in one
 * place only, where it is read, and the docs follow.
 */
export interface SettingsReader {
  readonly rows: readonly SettingRow[]
  /** Each setting that is missing or wrong, in words that begin with its name. */
  readonly problems: string[]
  text(name: string, fallback: string, what: string): string
  /** May be left out: then it is the empty text. */
  optional(name: string, what: string): string
  required(name: string, what: string): string
  integer(name: string, fallback: number, range: readonly [min: number, max: number], what: string): number
  choice<const V extends string>(name: string, allowed: readonly V[], fallback: V, what: string): V
  flag(name: string, fallback: boolean, what: string): boolean
}

export function createSettingsReader(env: Readonly<Record<string, string | undefined>>): SettingsReader {
  const rows: SettingRow[] = []
  const problems: string[] = []
  const read = (name: string, takes: string, fallback: string | null, what: string): string => {
    rows.push({ name, takes, fallback, what })
    return env[name]?.trim() || (fallback ?? '')
  }
  return {
    rows,
    problems,
    text: (name, fallback, what) => read(name, 'text', fallback, what),
    optional: (name, what) => read(name, 'text', '', what),
    required(name, what) {
      const value = read(name, 'text', null, what)
      if (value === '') problems.push(`${name} is missing: ${what}`)
      return value
    },
    integer(name, fallback, [min, max], what) {
      const value = Number(read(name, `${min} to ${max}`, String(fallback), what))
      if (Number.isInteger(value) && value >= min && value <= max) return value
      problems.push(`${name} must be a whole number from ${min} to ${max}`)
      return fallback
    },
    choice(name, allowed, fallback, what) {
      const text = read(name, allowed.join(', '), fallback, what)
      const value = allowed.find((one) => one === text)
      if (value === undefined) problems.push(`${name} must be one of ${allowed.join(', ')}`)
      return value ?? fallback
    },
    flag(name, fallback, what) {
      const value = read(name, 'on or off', fallback ? 'on' : 'off', what)
      if (value !== 'on' && value !== 'off') problems.push(`${name} must be on or off`)
      return value === 'on'
    },
  }
}
