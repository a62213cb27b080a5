import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Signer, SignerUnavailable, type SigningOutcome } from '../../server/custody/signer.ts'
import { decodeSigningOutcome, encodeSigningRequest } from '../../server/custody/signing-wire.ts'

const PROCESS = fileURLToPath(new URL('./second-share-process.ts', import.meta.url))

/** A signer in another process, which judges what it is asked to sign (second-share-process.ts). */
export interface SecondShare {
  readonly signer: Signer
  /** kill -9. From then on it is unavailable. */
  kill(): Promise<void>
}

/** `receivers`: whom it pays. `approval`: by whom, and under which policies, it must have been approved. */
export async function startSecondShare(
  privateKey: string,
  receivers: readonly string[],
  approval?: { readonly policyVersion: string; readonly people: readonly string[] },
): Promise<SecondShare> {
  const demands = approval === undefined ? [] : [approval.policyVersion, approval.people.join(',')]
  const child = spawn(process.execPath, [PROCESS, privateKey, receivers.join(','), ...demands], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: PromiseWithResolvers<SigningOutcome>[] = []
  let isGone = false
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.resolve(decodeSigningOutcome(line)),
  )
  child.once('exit', () => {
    isGone = true
    for (const one of waiting.splice(0)) one.reject(new SignerUnavailable('the second share is away'))
  })
  return {
    signer: {
      async sign(request) {
        if (isGone) throw new SignerUnavailable('the second share is away')
        const answer = Promise.withResolvers<SigningOutcome>()
        waiting.push(answer)
        child.stdin.write(`${encodeSigningRequest(request)}\n`)
        return answer.promise
      },
    },
    async kill() {
      if (isGone) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
