import { CHAIN_PARAMETERS, PARAMETERS } from '../parameters.ts'
import type { Calls } from './question.ts'

/** Questions for prices and for the node itself. */
export const networkCalls: Calls = {
  getchainparameters: () => ({ chainParameter: CHAIN_PARAMETERS }),
  getenergyprices: () => ({ prices: `0:${PARAMETERS.energyPrice}` }),
  getbandwidthprices: () => ({ prices: `0:${PARAMETERS.bandwidthPrice}` }),
  getmemofee: () => ({ prices: `0:${PARAMETERS.memoFee}` }),
  listnodes: () => ({}),
  getnodeinfo({ chain }) {
    const { head, solid } = chain
    return {
      beginSyncNum: head.number,
      block: `Num:${head.number},ID:${head.id}`,
      solidityBlock: `Num:${solid.number},ID:${solid.id}`,
      currentConnectCount: 0,
      activeConnectCount: 0,
      passiveConnectCount: 0,
      totalFlow: 0,
      peerList: [],
      configNodeInfo: { codeVersion: '4.8.0', p2pVersion: '11111', supportConstant: true },
    }
  },
}
