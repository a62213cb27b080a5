import { Text, Timeline } from '@mantine/core'
import { Check, Hourglass, X } from 'lucide-react'
import { formatExactTime } from '../../shared/format/time.ts'
import { Panel } from '../../shared/ui/panel.tsx'
import { isOpen, type Ramp } from './ramp.ts'
import { describeOver, describeState, wayOf } from './states.ts'

/** The way of a ramp, and how far it is. */
export function RampTimeline({ ramp }: { readonly ramp: Ramp }) {
  const { steps, at } = wayOf(ramp.type, ramp.state)
  const color = ramp.status === 'FAILED' ? 'red' : ramp.status === 'CANCELLED' ? 'gray' : undefined
  const bulletOf = (index: number) => {
    if (index > at) return null
    if (index < at || ramp.status === 'COMPLETED') return <Check size={12} aria-hidden />
    return isOpen(ramp) ? <Hourglass size={12} aria-hidden /> : <X size={12} aria-hidden />
  }
  return (
    <Panel title="Progress" lead={isOpen(ramp) ? 'This page changes by itself.' : undefined}>
      <Timeline active={at} bulletSize={22} lineWidth={2} aria-label="Steps">
        {steps.map((step, index) => (
          <Timeline.Item
            key={step}
            title={index < at ? describeOver(ramp.type, step) : describeState(ramp.type, step)}
            bullet={bulletOf(index)}
            {...(index === at ? { 'aria-current': 'step' } : {})}
            {...(index === at && color !== undefined ? { color } : {})}
          >
            {index === at ? (
              <Text size="xs" c="dimmed">
                {formatExactTime(ramp.updated_at)}
              </Text>
            ) : null}
          </Timeline.Item>
        ))}
      </Timeline>
    </Panel>
  )
}
