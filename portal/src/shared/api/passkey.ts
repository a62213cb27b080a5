import { Problem } from './problem.ts'

/** Browsers that do not speak the JSON of passkeys are offered none: their people sign in with password and code. */
export function knowsPasskeys(): boolean {
  return (
    typeof PublicKeyCredential !== 'undefined' &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  )
}

/** Has the device make a passkey. Numbers of the options have come as their text, which the browser reads as numbers again. */
export function makePasskey(options: { readonly challenge: string }): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  return answerOf(navigator.credentials.create({ publicKey }))
}

/** Has the device prove that one of its passkeys is there, and its owner. */
export function showPasskey(options: { readonly challenge: string }): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return answerOf(navigator.credentials.get({ publicKey }))
}

async function answerOf(asked: Promise<Credential | null>): Promise<Record<string, unknown>> {
  try {
    const credential = await asked
    if (credential instanceof PublicKeyCredential) return { ...credential.toJSON() }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') throw alreadyThere()
    if (!(error instanceof DOMException)) throw error
  }
  throw notUsed()
}

/** Cancelled, too late, or no passkey there: a browser does not tell a page which. */
function notUsed(): Problem {
  return new Problem({
    status: 0,
    code: 'PASSKEY_NOT_USED',
    message: 'No passkey was used.',
    nextStep: 'Try again and follow what your device asks. Without a passkey, use your password and a code.',
  })
}

function alreadyThere(): Problem {
  return new Problem({
    status: 0,
    code: 'PASSKEY_THERE',
    message: 'This device has a passkey for you already.',
    nextStep: 'Use that one, or take another device.',
  })
}
