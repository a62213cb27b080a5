import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface Series {
  readonly label: string
  /** A colour of the theme: `kelp-6`. */
  readonly color: string
  readonly kind: 'line' | 'bars'
  /** Positions, not figures: what is read is written beside the chart. */
  readonly values: readonly number[]
}

interface ChartProps {
  /** What the chart says, for those who do not see it. */
  readonly summary: string
  /** Epoch seconds. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
}

const HEIGHT = 180
/** Steps of an axis that counts. */
const WHOLE = [1, 2, 5]
  .flatMap((digit) => [0, 1, 2, 3, 4, 5, 6].map((zeros) => digit * 10 ** zeros))
  .sort((a, b) => a - b)

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const dateOf = (seconds: number) => new Date(seconds * 1_000)
const isMidnight = (seconds: number) => dateOf(seconds).getHours() === 0 && dateOf(seconds).getMinutes() === 0
const dayOf = (seconds: number) => DAY.format(dateOf(seconds))
/** Where a day begins, its name. */
const hourOf = (seconds: number) => (isMidnight(seconds) ? dayOf(seconds) : HOUR.format(dateOf(seconds)))

/** Lines or bars over time. */
export function Chart({ summary, times, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const { current } = place
    if (current === null) return
    const axis = axisOf(scheme)
    const plot = new uPlot(
      {
        width: current.clientWidth,
        height: HEIGHT,
        cursor: { show: false },
        legend: { show: false },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
        axes: [
          { ...axis, values: (_plot, at) => at.map(at.length > 1 && at.every(isMidnight) ? dayOf : hourOf) },
          { ...axis, size: 64, ...(series.every(({ kind }) => kind === 'bars') ? { incrs: WHOLE } : {}) },
        ],
        series: [{}, ...series.map(drawn)],
      },
      [[...times], ...series.map(({ values }) => [...values])],
      current,
    )
    const watch = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }))
    watch.observe(current)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [times, series, scheme])
  return <div ref={place} role="img" aria-label={summary} />
}

function drawn({ label, color, kind }: Series): uPlot.Series {
  const tone = themeColor(color)
  if (kind === 'line') return { label, stroke: tone, width: 2 }
  const paths = uPlot.paths.bars?.({ size: [0.7, 40] })
  return {
    label,
    stroke: tone,
    fill: tone,
    width: 0,
    points: { show: false },
    ...(paths === undefined ? {} : { paths }),
  }
}

function axisOf(scheme: 'light' | 'dark'): uPlot.Axis {
  const line = themeColor(scheme === 'dark' ? 'dark-4' : 'gray-3')
  return { stroke: themeColor('dimmed'), grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } }
}

/** A canvas knows no variables of style sheets. */
function themeColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--mantine-color-${name}`).trim()
}
