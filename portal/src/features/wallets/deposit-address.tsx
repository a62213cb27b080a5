import { Button, Center, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { QrCode } from 'lucide-react'
import { QRCodeSVG } from 'qrcode.react'
import { Address } from '../../shared/ui/address.tsx'
import type { Wallet } from './wallet-page.tsx'

/** The address as a picture for the phone of whoever pays. */
export function DepositAddress({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<QrCode size={14} aria-hidden />}
        aria-haspopup="dialog"
        onClick={open}
      >
        QR code
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={`Deposit to ${wallet.alias}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack align="center" gap="sm">
          <Center bg="white" p="md" bdrs="md">
            <QRCodeSVG
              value={wallet.wallet_address}
              size={220}
              title={`Deposit address ${wallet.wallet_address}`}
            />
          </Center>
          <Address value={wallet.wallet_address} blockchain={wallet.blockchain} isWhole />
          <Text size="sm" c="dimmed" ta="center">
            Only tokens on {wallet.blockchain}. What is sent on another chain does not arrive here.
          </Text>
        </Stack>
      </Modal>
    </>
  )
}
