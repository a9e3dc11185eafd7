// The dashboard's figures as charts: what ECharts is told, and the same as rows of a table.
import type { EChartsCoreOption } from 'echarts/core'
import type { Schemas } from '../../shared/api'
import { nameOf } from '../../shared/i18n'
import { word } from '../../shared/words'
import { t } from './words'

type Figures = Schemas['Dashboard']
export interface Drawing {
  title: string
  option: EChartsCoreOption
  head: string[]
  rows: (string | number)[][]
}
interface Look {
  ink: string
  line: string
  size: number
  colours: string[]
}

export function lookOf(wall: boolean): Look {
  return wall
    ? { ink: '#e6eefb', line: '#2b4a7a', size: 18, colours: ['#6fb1ff', '#5fd39b', '#ff8a7a', '#ffc861'] }
    : { ink: '#2c3a48', line: '#d5dbe3', size: 12, colours: ['#14539f', '#17724a', '#b3261e', '#c75300'] }
}

const FACE = 'system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif' // a canvas inherits nothing

function frame(look: Look, sideways: boolean, names: string[]): EChartsCoreOption {
  const text = { color: look.ink, fontSize: look.size }
  const values = { type: 'value', minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: look.line } } }
  const kinds = { type: 'category', data: names, axisLabel: { ...text, hideOverlap: !sideways, width: look.size * 10, overflow: 'truncate' }, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } } }
  return {
    color: look.colours, textStyle: { fontFamily: FACE }, animation: false,
    grid: { left: 8, right: 16, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: text, icon: 'roundRect' },
    tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: sideways ? 'shadow' : 'line' } },
    xAxis: sideways ? values : kinds,
    yAxis: sideways ? { ...kinds, inverse: true } : values,
  }
}

export function trendOf(figures: Figures, wall: boolean): Drawing {
  const look = lookOf(wall)
  const days = figures.trend.map((one) => one.day.slice(5))
  const line = (name: string, data: number[], dash: boolean) => ({ type: 'line', name, data, symbol: dash ? 'diamond' : 'circle', symbolSize: wall ? 8 : 5, lineStyle: { width: wall ? 4 : 2, type: dash ? 'dashed' : 'solid' } })
  return {
    title: t('trend'), head: [t('day'), t('submitted'), t('closed')], rows: figures.trend.map((one) => [one.day, one.submitted, one.closed]),
    option: { ...frame(look, false, days), series: [line(t('submitted'), figures.trend.map((one) => one.submitted), false), line(t('closed'), figures.trend.map((one) => one.closed), true)] },
  }
}

export function statesOf(figures: Figures, wall: boolean): Drawing {
  const look = lookOf(wall)
  const rows = figures.by_state.filter((one) => one.count > 0).map((one): [string, number] => [word('case_state', one.state), one.count])
  return {
    title: t('byState'), head: [t('state'), t('cases')], rows,
    option: { ...frame(look, true, rows.map(([name]) => name)), legend: { show: false }, grid: { left: 8, right: 40, top: 6, bottom: 4, containLabel: true }, series: [{ type: 'bar', name: t('cases'), data: rows.map(([, n]) => n), barMaxWidth: 26, label: { show: true, position: 'right', color: look.ink, fontSize: look.size } }] },
  }
}

export function areasOf(figures: Figures, wall: boolean): Drawing {
  const look = lookOf(wall)
  const list = figures.by_subdistrict
  const bar = (name: string, data: number[], colour: string) => ({ type: 'bar', stack: 'open', name, data, barMaxWidth: 26, itemStyle: { color: colour } })
  return {
    title: t('bySubdistrict'), head: [t('area'), t('open'), t('overdue'), t('total')], rows: list.map((one) => [nameOf(one.area.name), one.open, one.overdue, one.total]),
    option: { ...frame(look, true, list.map((one) => nameOf(one.area.name))), series: [bar(t('openNot'), list.map((one) => one.open - one.overdue), look.colours[0]), bar(t('lateOnes'), list.map((one) => one.overdue), look.colours[2])] },
  }
}

export function categoriesOf(figures: Figures, wall: boolean): Drawing {
  const look = lookOf(wall)
  const list = [...figures.by_category].sort((a, b) => b.count - a.count).slice(0, 10)
  return {
    title: t('byCategory'), head: [t('category'), t('cases')], rows: list.map((one) => [nameOf(one.category.name), one.count]),
    option: { ...frame(look, true, list.map((one) => nameOf(one.category.name))), legend: { show: false }, grid: { left: 8, right: 40, top: 6, bottom: 4, containLabel: true }, series: [{ type: 'bar', name: t('cases'), data: list.map((one) => one.count), barMaxWidth: 22, itemStyle: { color: look.colours[3] }, label: { show: true, position: 'right', color: look.ink, fontSize: look.size } }] },
  }
}
