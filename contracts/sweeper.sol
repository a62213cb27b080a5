// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// One is deployed for each holding wallet. Deposit addresses delegate their code to it (EIP-7702), and it can do one thing
/// with what they hold: move it to that holding wallet. The destination is part of the code, so nobody needs permission to sweep,
/// no key of the platform can redirect a sweep, and a deposit address never needs gas.
///
/// Called on its own address with `token ‖ wallet ‖ wallet …` (20 bytes each) it asks each wallet to sweep `token`; token zero is
/// the chain's coin. A wallet that fails (a frozen balance, say) does not stop the others. Packed bytes instead of an ABI, and
/// assembly instead of Solidity, because this loop is the cost of every deposit.
contract Sweeper {
    address private immutable SELF;
    address private immutable HOLDING;

    constructor(address holding) {
        SELF = address(this);
        HOLDING = holding;
    }

    /// 20 bytes: this code runs as a deposit address and gives up `token` (asked by anybody; on the sweeper's own address it
    /// frees what was sent there by mistake). Nothing: a deposit address takes coin from whoever sends more gas than a plain
    /// transfer has. Longer: a batch.
    fallback() external payable {
        address self = SELF;
        address holding = HOLDING;
        assembly {
            if eq(calldatasize(), 20) {
                let token := shr(96, calldataload(0))
                if iszero(token) {
                    if iszero(call(gas(), holding, selfbalance(), 0, 0, 0, 0)) { revert(0, 0) }
                    stop()
                }
                mstore(0, 0x70a0823100000000000000000000000000000000000000000000000000000000) // balanceOf(address)
                mstore(4, address())
                if iszero(staticcall(gas(), token, 0, 36, 0, 32)) { revert(0, 0) }
                if lt(returndatasize(), 32) { revert(0, 0) }
                let amount := mload(0)
                if iszero(amount) { stop() }
                mstore(0, 0xa9059cbb00000000000000000000000000000000000000000000000000000000) // transfer(address,uint256)
                mstore(4, holding)
                mstore(36, amount)
                // What the token returns does not matter: booked is what its Transfer log says.
                if iszero(call(gas(), token, 0, 0, 68, 0, 0)) { revert(0, 0) }
                stop()
            }
            if iszero(eq(address(), self)) {
                if calldatasize() { revert(0, 0) }
                stop()
            }
            if callvalue() { revert(0, 0) }
            mstore(0, calldataload(0))
            for { let at := 20 } lt(at, calldatasize()) { at := add(at, 20) } {
                pop(call(gas(), shr(96, calldataload(at)), 0, 0, 20, 0, 0))
            }
        }
    }
}
