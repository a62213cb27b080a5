/** `npm run contracts`: compiles every .sol file here into artefacts/, which are committed so that nothing compiles at run time. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import solc from 'solc'

const FOLDER = new URL('./', import.meta.url)

export interface Artefact {
  readonly contract: string
  readonly compiler: string
  readonly abi: readonly unknown[]
  readonly bytecode: `0x${string}`
  readonly deployedBytecode: `0x${string}`
}

/** Compiles all sources. @returns artefacts by file name (`Sweeper.json`). */
export function compileContracts(): Map<string, Artefact> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sol'))
  const sources = Object.fromEntries(
    files.map((file) => [file, { content: readFileSync(new URL(file, FOLDER), 'utf8') }]),
  )
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      evmVersion: 'prague',
      optimizer: { enabled: true, runs: 1_000_000 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  const failures = (output.errors ?? []).filter((error: { severity: string }) => error.severity === 'error')
  if (failures.length > 0)
    throw new Error(failures.map((error: { formattedMessage: string }) => error.formattedMessage).join('\n'))
  const artefacts = new Map<string, Artefact>()
  for (const contracts of Object.values<Record<string, SolcContract>>(output.contracts)) {
    for (const [contract, compiled] of Object.entries(contracts)) {
      artefacts.set(`${contract}.json`, {
        contract,
        compiler: solc.version(),
        abi: compiled.abi,
        bytecode: `0x${compiled.evm.bytecode.object}`,
        deployedBytecode: `0x${compiled.evm.deployedBytecode.object}`,
      })
    }
  }
  return artefacts
}

interface SolcContract {
  readonly abi: unknown[]
  readonly evm: { bytecode: { object: string }; deployedBytecode: { object: string } }
}

if (import.meta.main) {
  for (const [file, artefact] of compileContracts()) {
    writeFileSync(new URL(`artefacts/${file}`, FOLDER), `${JSON.stringify(artefact, null, 2)}\n`)
    console.log(`artefacts/${file}  ${(artefact.deployedBytecode.length - 2) / 2} bytes`)
  }
}
