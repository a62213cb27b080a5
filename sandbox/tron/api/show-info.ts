import type { FoundTransaction } from '../chain.ts'
import { internalCallId } from '../contract-runs.ts'
import { failureWords } from '../failure-words.ts'
import type { RunReceipt } from '../receipt.ts'
import { type Json, showAddress, showText, sparse } from './format.ts'

/** As gettransactioninfobyid shows it. */
export function showInfo({ transaction, receipt, block }: FoundTransaction, visible: boolean): Json {
  const { run } = receipt
  const failed = run !== null && run.result !== 'SUCCESS'
  return sparse({
    id: transaction.id,
    fee: receipt.fee,
    blockNumber: BigInt(block.number),
    blockTimeStamp: BigInt(block.timestamp),
    contractResult: [run?.output ?? ''],
    contract_address: run === null ? undefined : showAddress(run.contract, visible),
    receipt: sparse({
      energy_usage: run?.energyUsed,
      energy_fee: run?.energyFee,
      energy_usage_total: run?.energyTotal,
      net_usage: receipt.bandwidthUsed,
      net_fee: receipt.bandwidthFee,
      result: run?.result,
    }),
    // without the 41, as the virtual machine knows them
    log: run?.logs.map(({ address, topics, data }) => ({ address, topics, ...sparse({ data }) })),
    result: failed ? 'FAILED' : undefined,
    resMessage: failed ? showText(failureWords(run.result), visible) : undefined,
    internal_transactions: run === null ? undefined : showInternal(transaction.id, run, visible),
    withdraw_expire_amount: receipt.withdrawn,
    unfreeze_amount: receipt.unstaked,
  })
}

function showInternal(transactionId: string, run: RunReceipt, visible: boolean): Json[] {
  return run.internal.map((call, index) => ({
    hash: internalCallId(transactionId, index),
    caller_address: showAddress(call.from, visible),
    transferTo_address: showAddress(call.to, visible),
    callValueInfo: [sparse({ callValue: call.value })],
    note: showText('call', visible),
    ...sparse({ rejected: call.rejected || run.result !== 'SUCCESS' }),
  }))
}
