import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { toProblem } from '../../shared/api/problem.ts'
import type { Card } from './card-page.tsx'

/** Opens the page with the number: it opens once and shows it for a minute. */
export function ShowNumber({ card }: { readonly card: Card }) {
  const [isRunning, setRunning] = useState(false)
  const show = async () => {
    // Opened before the call: a window that opens later is taken for an advertisement.
    const page = window.open('', '_blank')
    setRunning(true)
    try {
      const { url } = await call('GET /cards/virtual-cards/{cardId}/pan-html', { path: { cardId: card.id } })
      if (page === null) window.location.assign(url)
      else page.location.replace(url)
    } catch (error) {
      page?.close()
      notifications.show({ color: 'red', message: toProblem(error).message })
    } finally {
      setRunning(false)
    }
  }
  return (
    <Button onClick={() => void show()} loading={isRunning}>
      Show the number
    </Button>
  )
}
