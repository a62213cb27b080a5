/** Cards live on one chain: their deposit wallets, and the holding wallet that backs them. */
export const CARD_CHAIN = 'POLYGON'
