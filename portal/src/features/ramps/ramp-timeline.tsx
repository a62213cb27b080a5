import { Text, Timeline } from '@mantine/core'
import { Check, CircleX } from 'lucide-react'
import { formatExactTime } from '../../shared/format/time.ts'
import { Panel } from '../../shared/ui/panel.tsx'
import { isOpen, type Ramp } from './ramp.ts'
import { describeState, wayOf } from './states.ts'

/** The way of a ramp, and how far it is. */
export function RampTimeline({ ramp }: { readonly ramp: Ramp }) {
  const { steps, at } = wayOf(ramp.type, ramp.state)
  const hasFailed = ramp.status === 'FAILED' || ramp.status === 'CANCELLED'
  return (
    <Panel title="Progress" lead={isOpen(ramp) ? 'This page changes by itself.' : undefined}>
      <Timeline
        active={at}
        bulletSize={22}
        lineWidth={2}
        aria-label="Steps"
        {...(hasFailed ? { color: 'red' } : {})}
      >
        {steps.map((step, index) => (
          <Timeline.Item
            key={step}
            title={describeState(ramp.type, step)}
            bullet={
              index > at ? null : hasFailed && index === at ? (
                <CircleX size={12} aria-hidden />
              ) : (
                <Check size={12} aria-hidden />
              )
            }
            {...(index === at ? { 'aria-current': 'step' } : {})}
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
