/** The built bytes do not do what was asked, or cannot. Nothing was signed. The text names the difference. */
export class IntentMismatch extends Error {}
