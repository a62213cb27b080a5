import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { download } from '../api/download.ts'
import { toProblem } from '../api/problem.ts'

interface DownloadButtonProps {
  readonly url: string
  readonly fileName: string
  readonly label: string
}

export function DownloadButton({ url, fileName, label }: DownloadButtonProps) {
  const [isRunning, setRunning] = useState(false)
  const start = async () => {
    setRunning(true)
    try {
      await download(url, fileName)
    } catch (error) {
      const { message, nextStep, traceId } = toProblem(error)
      notifications.show({
        color: 'red',
        title: message,
        message: [nextStep, traceId].filter(Boolean).join(' · '),
      })
    } finally {
      setRunning(false)
    }
  }
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Download size={14} aria-hidden />}
      loading={isRunning}
      onClick={() => void start()}
    >
      {label}
    </Button>
  )
}
