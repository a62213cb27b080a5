// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SandboxToken} from "sandbox-token.sol";

/// Pays many receivers out of its own balance in one transaction: for tests of deposits that a contract makes, and of
/// several deposits in one transaction.
contract Disperser {
    function disperse(SandboxToken token, address[] calldata receivers, uint256[] calldata amounts) external {
        for (uint256 i = 0; i < receivers.length; i++) {
            require(token.transfer(receivers[i], amounts[i]), "transfer failed");
        }
    }

    receive() external payable {}
}
