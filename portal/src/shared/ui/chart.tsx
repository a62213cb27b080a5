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
        axes: [axis, { ...axis, size: 64 }],
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
