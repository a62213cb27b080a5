/** The message tells the operator what to correct; nothing is wrong with the program. */
export class ChainSetupError extends Error {}

/** No node gave an answer that can be used. Ask again later; ask-chain.ts makes it a refusal. */
export class NodeUnavailable extends Error {}

/**
 * The node's answer cannot be used: null, of another shape, of another block than asked, or contradicting its other answers.
 * Nodes lag, restart, sit behind balancers; the caller asks again later and never skips.
 */
export class NodeAnswerError extends NodeUnavailable {}
