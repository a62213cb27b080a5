import { Type } from 'typebox'
import { findCompany } from '../../companies/company.ts'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { checkOrder, readOrder } from '../../holdings/order.ts'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { amountField, malformed, readEnum, readText } from '../../kernel/http/fields.ts'
import { type Call, writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { requestedBy } from '../../payments/payment.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { firstCardToken, onlyCardTokens } from './card-tokens.ts'
import type { FundingDeps } from './deps.ts'
import { payFromHolding } from './pay-from-holding.ts'
import { receiveSettlement } from './receive-settlement.ts'
import { readSettlements, SettlementShape, showSettlement } from './settlement.ts'

const Body = Type.Object({
  direction: Type.Optional(Type.Enum(['paid', 'received'])),
  amount: Type.Optional(amountField()),
  token_address: Type.Optional(Type.String({ description: 'Default: USDC' })),
  to_address: Type.Optional(Type.String()),
  deposit_id: Type.Optional(Type.String()),
})

interface Started {
  readonly settlementId: string
  readonly onChain: boolean
}

/** `paid` goes out of the company's holding wallet on chain; `received` says that a deposit to it was the network's. */
export function settleWithNetwork(deps: FundingDeps) {
  return writeRoute({
    method: 'POST',
    path: '/management/companies/{companyId}/settlements',
    access: { operator: true },
    status: 201,
    summary: 'Settle with the card network: pay what is owed, or book what it paid',
    refusals: [
      'COMPANY_NOT_FOUND',
      'VALUE_NOT_ALLOWED',
      'DEPOSIT_NOT_FOUND',
      'DEPOSIT_SETTLED',
      'CARD_HOLDING_NOT_FOUND',
      'TOKEN_NOT_AVAILABLE',
      'ADDRESS_INVALID',
      'TO_TOKEN_CONTRACT',
      'SAME_WALLET',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'INSUFFICIENT_HOLDING',
    ],
    tag: 'Settlements',
    body: Body,
    bodyReadByHandler: true,
    answer: SettlementShape,
    write: (tx, call) => start(tx, deps, call),
    async finish({ settlementId, onChain }: Started, call) {
      const companyId = call.params.companyId ?? ''
      if (onChain) await deps.sender.drive(companyId, settlementId)
      const [settlement] = await readSettlements(deps.db, companyId, { id: settlementId, size: 1, offset: 0 })
      if (settlement === undefined) throw new Error(`Settlement ${settlementId} is gone`)
      return showSettlement(settlement)
    },
  })
}

type SettleCall = Pick<
  Call<Record<string, unknown>, unknown>,
  'params' | 'body' | 'caller' | 'traceId' | 'now'
>

async function start(tx: Tx, deps: FundingDeps, call: SettleCall): Promise<Started | Refusal> {
  const company = await findCompany(tx, call.params.companyId ?? '')
  if (company === null) return refuse('COMPANY_NOT_FOUND')
  const direction = readEnum('direction', call.body.direction ?? 'paid', ['paid', 'received'])
  if (isRefusal(direction)) return direction
  const started =
    direction === 'received'
      ? await receive(tx, company.company_id, call)
      : await pay(tx, deps, company.company_id, call)
  if (isRefusal(started)) return started
  await writeAudit(tx, {
    companyId: company.company_id,
    caller: call.caller,
    action: `settlement.${direction}`,
    objectType: 'settlement',
    objectId: started.settlementId,
    before: null,
    after: { ...call.body },
    traceId: call.traceId,
    at: call.now,
  })
  return started
}

async function receive(tx: Tx, companyId: string, call: SettleCall): Promise<Started | Refusal> {
  const depositId = readText('deposit_id', call.body.deposit_id)
  if (isRefusal(depositId)) return depositId
  const settlementId = await receiveSettlement(tx, companyId, depositId, call.now)
  return isRefusal(settlementId) ? settlementId : { settlementId, onChain: false }
}

async function pay(
  tx: Tx,
  deps: FundingDeps,
  companyId: string,
  call: SettleCall,
): Promise<Started | Refusal> {
  const { amount, to_address, token_address } = call.body
  if (to_address == null) return malformed('to_address is required')
  const order = readOrder({
    amount,
    to_wallet_address: to_address,
    token_address: token_address ?? firstCardToken(deps.tokens).address,
  })
  if (isRefusal(order)) return order
  const holding = await findHoldingWallet(tx, companyId, CARD_CHAIN, 'cards')
  if (isRefusal(holding)) return holding
  const checked = await checkOrder(tx, { ...deps, tokens: onlyCardTokens(deps.tokens) }, holding, order)
  if (isRefusal(checked)) return checked
  const settlementId = newId()
  const started = await payFromHolding(tx, {
    ...checked,
    paymentId: settlementId,
    purpose: 'card_settlement',
    holding,
    // What is paid above what is owed the network owes us: the account goes below zero.
    check: () => null,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  if (isRefusal(started)) return started
  await tx
    .insertInto('card_settlements')
    .values({
      company_id: companyId,
      id: settlementId,
      direction: 'paid',
      amount: checked.units,
      token_address: checked.token.address,
      to_address: checked.toAddress,
      status: 'PENDING',
      created_at: call.now,
    })
    .execute()
  return { settlementId, onChain: true }
}
