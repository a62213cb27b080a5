import { ActionIcon, Button, Fieldset, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Plus, Trash2 } from 'lucide-react'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { TokenSelect } from '../../shared/ui/token-select.tsx'
import type { EditedRule, EditedTransfer } from './edited-rule.ts'

const NEW: EditedTransfer = {
  id: '',
  enabled: true,
  token_address: '',
  min_amount: '',
  percentage: '',
  wallet_ids: null,
  to: '',
}

interface AutomaticTransfersProps {
  readonly form: UseFormReturnType<EditedRule>
  readonly blockchain: string
}

export function AutomaticTransfers({ form, blockchain }: AutomaticTransfersProps) {
  return (
    <Fieldset legend="Move a part of each deposit" radius="md">
      <Stack gap="md">
        {form.getValues().transfers.map(({ wallet_ids }, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
          <Stack key={row} gap="xs">
            <Group align="flex-end" gap="xs">
              <TokenSelect
                blockchain={blockchain}
                w={110}
                {...form.getInputProps(`transfers.${row}.token_address`)}
              />
              <AmountInput label="From" w={110} {...form.getInputProps(`transfers.${row}.min_amount`)} />
              <AmountInput
                label="Percent"
                w={90}
                placeholder="10"
                {...form.getInputProps(`transfers.${row}.percentage`)}
              />
              <Switch
                label="On"
                mb={8}
                {...form.getInputProps(`transfers.${row}.enabled`, { type: 'checkbox' })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Remove this transfer"
                onClick={() => form.removeListItem('transfers', row)}
              >
                <Trash2 size={16} aria-hidden />
              </ActionIcon>
            </Group>
            <TextInput
              label="To"
              placeholder="A wallet's id, or an allowed address"
              {...form.getInputProps(`transfers.${row}.to`)}
            />
            {wallet_ids === null ? null : (
              <Text size="xs" c="dimmed">
                For {wallet_ids.length} chosen wallets only
              </Text>
            )}
          </Stack>
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => form.insertListItem('transfers', NEW)}
        >
          Add a transfer
        </Button>
      </Stack>
    </Fieldset>
  )
}
