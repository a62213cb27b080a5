import { expect, test } from 'vitest'
import { DECLINES, declineReason } from './decline-codes.ts'

/** As in the contract, cards §10. `…` stands for the words that the row above begins with. */
const CONTRACT = `
| M000 | 05 | Declined, cause unknown | No cause was recorded. | Try again; report the trace id if it repeats. |
| M101 | 51 | Declined due to insufficient holding balance | The company's holding wallet does not cover this purchase. | Fund the holding wallet. |
| M102 | 51 | Declined due to insufficient card balance | The card's balance does not cover amount and fees. | Top up the card. |
| M201 | 61 | Declined due to daily limit | The purchase would pass the card's daily limit. | Raise the limit or wait for the next day. |
| M202 | 61 | Declined due to weekly limit | … weekly limit. | Raise the limit or wait for Monday. |
| M203 | 61 | Declined due to monthly limit | … monthly limit. | Raise the limit or wait for the next month. |
| M204 | 61 | Declined due to the maximum per operation | The purchase is above the platform's ceiling per operation. | Split the purchase. |
| M210 † | 65 | Declined by a velocity rule, card blocked | More approvals in the window than the rule allows. | Check the card's activity, then unblock it. |
| M211 | 59 | Declined by fraud risk evaluation | The risk score reached the threshold. | If the cardholder is genuine, arm the fuse and retry. |
| M212 | 05 | Authorization data could not be verified | Cryptogram or 3DS result failed. | Retry with chip or 3DS. |
| M213 | 65 | Declined by a velocity rule | Too many attempts in a short time. | Wait a minute. |
| M214 | 61 | Declined due to the per-transaction limit | Amount and fees pass the card's per-transaction limit. | Raise the limit. |
| M301 | 62 | Card is frozen | The card is FROZEN. | Unfreeze it. |
| M302 | 62 | Card is blocked | The card is BLOCKED. | Unblock it. |
| M303 | 14 / 54 | Card is deleted or expired | The card is no longer valid (54 = expired). | Reissue or create a card. |
| M401 | company's, else 05 | Declined by the company | The company's system refused. | Ask the company. |
| M402 | 05 | Company did not answer in time | No complete answer within 1,200 ms. | Check the webhook endpoint; retry. |
| M403 | 05 | Company's answer could not be read | Status or body of the answer is not valid. | Correct the endpoint's answer. |
| C010 | 91 | Not answered in time | The decision took longer than the network waits; nothing was held. | Retry. |
| C011 | 57 | Merchant category not allowed | The company blocks this category. | Change the list or the merchant. |
| C012 | 55 | Wrong PIN | The PIN typed at the terminal is wrong. | Retry or set a new PIN. |
| C014 | 57 | Merchant country blocked | The company blocks this country. | Change the list. |
| C020 | 96 | Transaction could not be processed. Please try again or contact support. | Processing failed. | Retry; report the trace id. |
| C101 † | 82 | Too many wrong CVVs, card blocked | The CVV was wrong several times in a row. | Unblock the card or reissue it. |
| C102 | N7 | Wrong CVV | The CVV does not match. | Retry with the right CVV. |
| C103 | 57 | High-risk merchant category | The platform blocks this category. | Use another merchant. |
| C104 | 54 | Card data mismatch | The expiry date does not match. | Retry with the right data. |
`

/** Where the contract names two answers, the table has the one that no special case decides. */
const ISO: Readonly<Record<string, string>> = { '14 / 54': '14', "company's, else 05": '05' }

test("the table of declines is the contract's, row by row", () => {
  const rows = CONTRACT.trim()
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '))
    .map(([name = '', iso = '', label = '', detail = '', nextStep = '']) => ({
      code: name.replace(' †', ''),
      iso: ISO[iso] ?? iso,
      label,
      detail: detail.replace('…', "The purchase would pass the card's"),
      nextStep,
      blocksCard: name.endsWith('†'),
    }))
  expect(Object.entries(DECLINES).map(([code, reason]) => ({ code, ...reason }))).toEqual(rows)
})

test('a code that is not in the table reads as cause unknown', () => {
  for (const code of ['', 'X999', 'toString', '__proto__'])
    expect(declineReason(code)).toMatchObject({ code: 'M000', label: 'Declined, cause unknown' })
})
