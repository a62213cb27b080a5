// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The ERC-20 of local chains. The faucet accounts are rich from the start, may mint, and may freeze an address the
/// way issuers of real stablecoins do.
contract SandboxToken {
    string public name;
    string public symbol;
    uint8 public immutable decimals;
    uint256 public totalSupply;
    struct Account {
        /// Balance, and in the highest bit whether the account is frozen: one slot, as in the real USDC.
        uint256 word;
    }

    mapping(address => Account) private accounts;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public isMinter;

    uint256 private constant FROZEN = 1 << 255;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address[] memory minters, uint256 amount) {
        name = name_;
        symbol = symbol_;
        decimals = decimals_;
        for (uint256 i = 0; i < minters.length; i++) {
            isMinter[minters[i]] = true;
            _mint(minters[i], amount);
        }
    }

    function balanceOf(address account) public view returns (uint256) {
        return accounts[account].word & ~FROZEN;
    }

    function isFrozen(address account) public view returns (bool) {
        return accounts[account].word & FROZEN != 0;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        require(allowed >= value, "allowance is too small");
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function mint(address to, uint256 value) external {
        require(isMinter[msg.sender], "not a minter");
        _mint(to, value);
    }

    function setFrozen(address account, bool frozen) external {
        require(isMinter[msg.sender], "not a minter");
        Account storage held = accounts[account];
        held.word = frozen ? held.word | FROZEN : held.word & ~FROZEN;
    }

    function _move(address from, address to, uint256 value) private {
        Account storage sender = accounts[from];
        Account storage receiver = accounts[to];
        uint256 sent = sender.word;
        require(sent & FROZEN == 0, "account is frozen");
        require(sent >= value, "balance is too small");
        // The supply is below 2^255, so no sum of balances reaches the flag.
        unchecked {
            sender.word = sent - value;
            uint256 received = receiver.word;
            require(received & FROZEN == 0, "account is frozen");
            receiver.word = received + value;
        }
        emit Transfer(from, to, value);
    }

    function _mint(address to, uint256 value) private {
        totalSupply += value;
        require(totalSupply < FROZEN, "supply is too large");
        accounts[to].word += value;
        emit Transfer(address(0), to, value);
    }
}
