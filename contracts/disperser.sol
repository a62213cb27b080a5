// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SandboxToken} from "sandbox-token.sol";

/// Pays many receivers in one transaction, tokens out of its own balance and coin out of what is sent along: for tests of
/// deposits that a contract makes, and of several deposits in one transaction.
contract Disperser {
    function disperse(SandboxToken token, address[] calldata receivers, uint256[] calldata amounts) external {
        for (uint256 i = 0; i < receivers.length; i++) {
            require(token.transfer(receivers[i], amounts[i]), "transfer failed");
        }
    }

    function disperseCoin(address[] calldata receivers, uint256[] calldata amounts) external payable {
        for (uint256 i = 0; i < receivers.length; i++) {
            (bool paid,) = receivers[i].call{value: amounts[i]}("");
            require(paid, "transfer failed");
        }
    }

    receive() external payable {}
}
