// Accuracy and coverage by week as ECharts is told it, and the same as rows of a table and of a CSV file.
import type { EChartsCoreOption } from 'echarts/core'
import { lookOf } from '../dashboard/charts'
import type { Drawing } from '../dashboard/charts'
import { LEAST, MEASURES, percent, shareOf } from './figures'
import type { Count, Measure, Week } from './figures'
import { t } from './words'

const DRAWN: { measure: Measure; symbol: string; dash: 'solid' | 'dashed' | 'dotted' }[] = [
  { measure: 'sure', symbol: 'circle', dash: 'solid' },
  { measure: 'coverage', symbol: 'rect', dash: 'dashed' },
  { measure: 'dispatch', symbol: 'diamond', dash: 'dotted' },
]
const PALE = '#66727f'
const FACE = 'system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif' // a canvas inherits nothing
const told = (count: Count) => (count.n ? `${percent(count)} (${count.hit}/${count.n})` : '—')

/** A point of few cases is hollow and grey; a week with nothing to divide by has none. */
export function pointOf(count: Count, symbol: string) {
  const share = shareOf(count)
  const value = share === null ? null : Number((share * 100).toFixed(2))
  return count.n < LEAST ? { value, symbol: `empty${symbol[0].toUpperCase()}${symbol.slice(1)}`, symbolSize: 8, itemStyle: { color: PALE } } : { value }
}

/** The axis begins at a ten below the lowest point. */
export function floorOf(weeks: Week[]): number {
  const shares = weeks.flatMap((week) => DRAWN.map(({ measure }) => shareOf(week[measure]))).filter((share): share is number => share !== null)
  return Math.max(0, Math.min(90, Math.floor((Math.min(1, ...shares) * 100 - 1) / 10) * 10))
}

function tooltip(weeks: Week[], at: number): string {
  const week = weeks[at]
  const title = at === weeks.length - 1 ? `${week.week} (${t('weekNow')})` : week.week
  const few = (count: Count) => (count.n > 0 && count.n < LEAST ? ` · ${t('tooFew')}` : '')
  return [title, ...DRAWN.map(({ measure }) => `${t(`l_${measure}`)}  ${told(week[measure])}${few(week[measure])}`)].join('\n')
}

/** Weeks before the district had any case say nothing. */
export function sinceFirst(weeks: Week[]): Week[] {
  const first = weeks.findIndex((week) => week.coverage.n > 0 || week.dispatch_coverage.n > 0)
  return first < 0 ? [] : weeks.slice(first)
}

export function weeksDrawing(all: Week[]): Drawing {
  const weeks = sinceFirst(all)
  const look = lookOf(false)
  const text = { color: look.ink, fontSize: look.size }
  const option: EChartsCoreOption = {
    color: look.colours, textStyle: { fontFamily: FACE }, animation: false,
    grid: { left: 8, right: 16, top: 54, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: text },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, formatter: (points: { dataIndex: number }[]) => tooltip(weeks, points[0].dataIndex) },
    xAxis: { type: 'category', data: weeks.map((week) => week.week.slice(5)), axisLabel: { ...text, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } } },
    yAxis: { type: 'value', min: floorOf(weeks), max: 100, axisLabel: { ...text, formatter: '{value}%' }, splitLine: { lineStyle: { color: look.line } } },
    series: DRAWN.map(({ measure, symbol, dash }) => ({ type: 'line', name: t(`l_${measure}`), symbol, symbolSize: 7, showAllSymbol: true, lineStyle: { width: 2, type: dash }, data: weeks.map((week) => pointOf(week[measure], symbol)) })),
  }
  return {
    title: t('chart'), option,
    head: [t('week'), ...MEASURES.map((measure) => t(`l_${measure}`))],
    rows: weeks.map((week) => [week.week, ...MEASURES.map((measure) => told(week[measure]))]),
  }
}

export function weeksTable(all: Week[]): { head: string[]; rows: (string | number)[][] } {
  return {
    head: [t('week'), ...MEASURES.flatMap((measure) => [t('hit_of', { name: t(`l_${measure}`) }), t('of_n', { name: t(`l_${measure}`) })])],
    rows: sinceFirst(all).map((week) => [week.week, ...MEASURES.flatMap((measure) => [week[measure].hit, week[measure].n])]),
  }
}
