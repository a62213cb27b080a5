import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasEnded } from '../../sandbox/processes.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const CURL = new URL('curl.mjs', import.meta.url).pathname

/** Commands of a page that stand in one block, and what the page says they print: `…` stands for anything. */
export interface Block {
  /** The heading above. */
  readonly section: string
  readonly commands: string
  readonly prints: readonly string[]
}

export function readPage(name: string): string {
  return readFileSync(new URL(name, DOCS), 'utf8')
}

/** The `sh` blocks of a page in their order, each with the block under it. */
export function blocksOf(page: string): Block[] {
  const found = page.matchAll(/^## (.+)$|^```sh\n([\s\S]*?)^```$(?:\n```\n([\s\S]*?)^```$)?/gm)
  let section = ''
  return [...found].flatMap(([, heading, commands, printed = '']) => {
    section = heading ?? section
    if (commands === undefined) return []
    return [{ section, commands, prints: printed.split('\n').slice(0, -1) }]
  })
}

/** The code of a page in a language: the first block of it. */
export function codeOf(page: string, language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page) ?? []
  if (code === undefined) throw new Error(`the page has no block of ${language}`)
  return code
}

/** The reader's terminal. */
export interface Terminal {
  /** What the commands have printed, standard error too. @throws when the last of them failed. */
  run(commands: string): Promise<string[]>
  close(): void
}

/** A POSIX shell that stays, so that variables live on. Its curl is ours: a clean machine need not have one. */
export function openTerminal(folder: string): Terminal {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'curl'), `#!/bin/sh\nexec '${process.execPath}' '${CURL}' "$@"\n`)
  chmodSync(join(bin, 'curl'), 0o755)
  const path = [bin, dirname(process.execPath), process.env.PATH].join(':')
  const shell = spawn('sh', [], { cwd: folder, env: { ...process.env, PATH: path }, detached: true })
  let printed = ''
  let step = 0
  let underWay = ''
  let heard = () => {}
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text
      heard()
    })
  return {
    async run(commands) {
      if (underWay !== '') throw new Error(`it still runs\n${underWay}`)
      underWay = commands
      step += 1
      const file = `step-${step}.sh`
      const end = new RegExp(`^== end of ${file}: (\\d+)\n`, 'm')
      writeFileSync(join(folder, file), commands)
      printed = ''
      const ended = new Promise<RegExpExecArray>((resolve) => {
        heard = () => {
          const match = end.exec(printed)
          if (match !== null) resolve(match)
        }
      })
      // From a file: what a command reads must not be the commands that follow.
      shell.stdin.write(`. ./${file} 2>&1 </dev/null\necho "== end of ${file}: $?"\n`)
      const { index, 1: status } = await ended
      underWay = ''
      const lines = printed.slice(0, index).split('\n').slice(0, -1)
      if (status !== '0') throw new Error(`ended with ${status}:\n${lines.join('\n')}`)
      return lines
    },
    /** With what it may still be running: a question that is repeated, say. */
    close() {
      if (shell.pid !== undefined && !hasEnded(shell)) process.kill(-shell.pid, 'SIGKILL')
    },
  }
}

/** A line of a page as a pattern. */
export function printedAs(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
